import type { FastifyInstance } from 'fastify'
import { builtPage } from './built-page.ts'

/** What the page finds written into it; browser/shop/shop-config.ts is its other side. */
export interface PageConfig {
  shopName: string
  key: string
  visitors: { user: string; name: string; taste: string }[]
}

/** Mounts the shop page on a server: `/`, its script and its style. */
export function shopPages(app: FastifyInstance, config: PageConfig): void {
  // "<" would let a title end the script element it stands in
  builtPage(app, 'shop', '/', (document) =>
    document.replace('{"shop":"config"}', () => JSON.stringify(config).replaceAll('<', '\\u003c')),
  )
}
