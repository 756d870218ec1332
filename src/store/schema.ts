import type { Generated } from 'kysely'

/** The tables as kysely's types; the migrations make them. Times are milliseconds since 1970, booleans 0 or 1. */
export interface Tables {
  items: {
    key: Generated<number>
    id: string
    /** 0 = left the catalogue; its events stay */
    listed: Generated<number>
    title: string | null
    description: string | null
    category: string | null
    brand: string | null
    price: number | null
    currency: string | null
    url: string | null
    image: string | null
    available: number | null
    parent: string | null
    attributes: string | null
  }
  users: {
    key: Generated<number>
    id: string
    country: string | null
    city: string | null
    gender: string | null
    birth_year: number | null
    attributes: string | null
  }
  visitors: { key: Generated<number>; id: string }
  orders: { key: Generated<number>; id: string }
  events: {
    seq: Generated<number>
    id: string
    kind: number
    time_ms: number
    user_key: number | null
    visitor_key: number | null
    item_key: number | null
    order_key: number | null
    quantity: number | null
    price: number | null
    rating: number | null
    query: string | null
    list: string | null
    position: number | null
    /** the import that brought it */
    import_key: number | null
    /** of that import's file */
    line: number | null
    /** position in contract/event.ts `deviceClasses` */
    device: number | null
  }
  imports: {
    key: Generated<number>
    fingerprint: string
    started_ms: number
    done: number
    progress: string
  }
  /** titles that files gave to an item, and how often */
  item_titles: { item_key: number; title: string; n: number }
  /** items that were given another title, and the one that stood before the first such change */
  retitled: { item_key: number; before: string; after: string }
  snapshots: { snapshot: string; created_ms: number; content: string }
  models: { version: string; created_ms: number; published_ms: number | null; content: string }
  runs: { run: string; created_ms: number; content: string }
  keys: { prefix: string; hash: string; scope: 'public' | 'secret'; created_ms: number }
  /** pairs of ids that are one person, one < other */
  merges: { one: string; other: string }
  /** whoever was said to be a person after all, by customer, `visitor:ID` or `order:ID` */
  releases: { who: string; at_ms: number }
  /** sha256 of the ids of erased users */
  erasures: { hash: string }
  /** single numbers that move on, e.g. the version of the catalogue */
  counters: { name: string; value: number }
}
