import type { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'
import { SourceRuns } from './source-runs.ts'
import type { EventTable, ImportProgress } from './store.ts'

/**
 * The whole log as columns, as it stands when called. One pass over the table with rows as arrays; keys become
 * positions in the dictionaries by one look-up in an array each.
 */
export function readEvents(
  database: DatabaseSync,
  db: Kysely<Tables>,
  { sources: wanted = false, devices = false }: { sources?: boolean; devices?: boolean } = {},
): EventTable {
  const bound = database.prepare(
    db
      .selectFrom('events')
      .select((at) => [at.fn.countAll().as('n'), at.fn.max('seq').as('last')])
      .compile().sql,
  )
  const { n, last } = bound.get() as { n: number; last: number | null }
  const dictionary = (table: 'items' | 'users' | 'visitors' | 'orders') => {
    const rows = database.prepare(db.selectFrom(table).select(['key', 'id']).orderBy('key').compile().sql)
    rows.setReturnArrays(true)
    const all = rows.all() as unknown as [number, string][]
    const position = new Int32Array((all.at(-1)?.[0] ?? 0) + 1).fill(-1)
    const ids = all.map(([key, id], at) => {
      position[key] = at
      return id
    })
    return { ids, at: (key: number | null) => (key === null ? -1 : position[key]!) }
  }
  const users = dictionary('users')
  const visitors = dictionary('visitors')
  const items = dictionary('items')
  const orders = dictionary('orders')
  const number = (value: number | null) => (value === null ? Number.NaN : value)
  const table: EventTable = {
    length: n,
    timeMs: new Float64Array(n),
    kind: new Uint8Array(n),
    user: new Int32Array(n),
    visitor: new Int32Array(n),
    item: new Int32Array(n),
    order: new Int32Array(n),
    quantity: new Float64Array(n),
    price: new Float64Array(n),
    rating: new Float64Array(n),
    users: users.ids,
    visitors: visitors.ids,
    items: items.ids,
    orders: orders.ids,
    untilSeq: last ?? 0,
  }
  const rows = database.prepare(
    db
      .selectFrom('events')
      .select(['time_ms', 'kind', 'user_key', 'visitor_key', 'item_key', 'order_key', 'quantity', 'price', 'rating'])
      .$if(wanted, (query) => query.select(['import_key', 'line']))
      .$if(devices, (query) => query.select('device'))
      .where('seq', '<=', 0)
      .orderBy('seq')
      .compile().sql,
  )
  rows.setReturnArrays(true)
  const sources = wanted ? sourcesOf(database, db) : undefined
  const device = devices ? new Int8Array(n) : undefined
  const atDevice = wanted ? 11 : 9
  let at = 0
  for (const row of rows.iterate(table.untilSeq) as unknown as Iterable<(number | null)[]>) {
    table.timeMs[at] = row[0] as number
    table.kind[at] = row[1] as number
    table.user[at] = users.at(row[2] as number | null)
    table.visitor[at] = visitors.at(row[3] as number | null)
    table.item[at] = items.at(row[4] as number | null)
    table.order[at] = orders.at(row[5] as number | null)
    table.quantity[at] = number(row[6] as number | null)
    table.price[at] = number(row[7] as number | null)
    table.rating[at] = number(row[8] as number | null)
    if (device) device[at] = row[atDevice] ?? -1
    sources?.add(row[9] as number | null, row[10] as number | null)
    at++
  }
  return { ...table, ...(sources && { sources: sources.runs }), ...(device && { device }) }
}

/** Gathers where rows came from: an import's key becomes the number of its file. */
function sourcesOf(database: DatabaseSync, db: Kysely<Tables>) {
  const runs = new SourceRuns()
  const imports = database.prepare(db.selectFrom('imports').select(['key', 'progress']).compile().sql).all()
  const fileOf = new Map<number, number>()
  for (const { key, progress } of imports)
    fileOf.set(key as number, runs.addFile((JSON.parse(progress as string) as ImportProgress).source))
  const add = (key: number | null, line: number | null) =>
    runs.add(key === null || line === null ? -1 : (fileOf.get(key) ?? -1), line ?? 0)
  return { runs, add }
}
