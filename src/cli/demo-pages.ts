import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** What the page finds written into it; browser/shop/shop-config.ts is its other side. */
export interface PageConfig {
  shopName: string
  key: string
  visitors: { user: string; name: string; taste: string }[]
}

// Files, read by path and not imported: this room knows what the page is called, not what is in it.
const built = join(import.meta.dirname, '../browser/shop/built')

/** Nothing from elsewhere, nothing inline: what the page needs is served here. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Mounts the shop page on a server: `/`, its script and its style. */
export function shopPages(app: FastifyInstance, config: PageConfig): void {
  const file = (name: string) => readFileSync(join(built, name), 'utf8')
  // "<" would let a title end the script element it stands in
  const page = file('shop.html').replace('{"shop":"config"}', () => JSON.stringify(config).replaceAll('<', '\\u003c'))
  const serve = (path: string, type: string, body: string) =>
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'no-cache')
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', policy)
        .send(body),
    )
  serve('/', 'text/html; charset=utf-8', page)
  serve('/shop.js', 'text/javascript; charset=utf-8', file('shop.js'))
  serve('/shop.css', 'text/css; charset=utf-8', file('shop.css'))
}
