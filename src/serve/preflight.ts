import type { FastifyInstance } from 'fastify'

/** A browser asks before it posts to another origin; access.ts puts the answer's headers. */
export function preflight(app: FastifyInstance, url: string): void {
  app.options(url, {
    config: { scope: 'public' },
    schema: { hide: true },
    handler: (_request, reply) => reply.code(204).send(),
  })
}
