import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { docsPage } from './docs-page.ts'

/** The API described twice from one source, the routes' own schemas: for programs and for people. */
export async function documentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Osusume',
        version,
        description: 'Events in, recommendations out. Errors are `{ "error": { "code", "message", "details"? } }`.',
      },
      security: [{ bearer: [] }, { header: [] }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    // components keep their names, so that generated clients have types with names
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `part-${i}`) },
  })
  const open = { schema: { hide: true } }
  app.get('/openapi.json', { ...open, handler: () => app.swagger() })
  app.get('/docs', {
    ...open,
    handler: (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(docsPage(app.swagger() as never)),
  })
}
