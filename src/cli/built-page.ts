import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** Nothing from elsewhere, nothing inline: what a page needs is served here. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Mounts a page of browser/ on a server: its document at an address, its script and its style sheet beside. Files, read by path and not
 * imported: this room knows what a page is called, not what is in it.
 * @param told  changes the document before it is served
 */
export function builtPage(
  app: FastifyInstance,
  page: 'shop' | 'dashboard',
  address: string,
  told: (document: string) => string = (document) => document,
): void {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../browser', page, 'built', name), 'utf8')
  const serve = (path: string, type: string, body: string) =>
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'no-cache')
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('content-security-policy', policy)
        .send(body),
    )
  serve(address, 'text/html; charset=utf-8', told(file(`${page}.html`)))
  serve(`/${page}.js`, 'text/javascript; charset=utf-8', file(`${page}.js`))
  serve(`/${page}.css`, 'text/css; charset=utf-8', file(`${page}.css`))
}
