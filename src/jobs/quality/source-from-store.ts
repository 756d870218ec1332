import { deviceClasses, eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { Column, Engine } from '../../prepare/engine.ts'
import { type EventColumn, eventColumns } from '../../prepare/quality/events-table.ts'
import type { Store } from '../../store/store.ts'

/** Rows handed to the engine in one go: enough to be fast, few enough that their texts are soon forgotten. */
const portion = 1 << 18

/**
 * Reads the event log and the catalogue's titles into the tables `source` and `events` of an engine: here both hold the same.
 * Products that are described go into the table `catalogue`.
 * @returns  whether there are any
 * @throws Fault bad-data  nothing is stored
 */
export async function sourceFromStore(engine: Engine, store: Store): Promise<{ hasCatalogue: boolean }> {
  const log = await store.readEvents({ devices: true })
  if (log.length === 0)
    throw new Fault('bad-data', 'nothing is stored yet: osusume import FILE brings a shop file in, or POST /v1/events')
  const countries = await countriesOf(store, log.users)
  const titles = new Map((await store.allItems()).map(({ id, title }) => [id, title ?? null]))
  await engine.run(
    `CREATE TABLE stored (${Object.entries({ ...eventColumns, line: 'DOUBLE', moment: 'DOUBLE' })
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})`,
  )
  const named = (list: readonly string[], at: number) => (at < 0 ? null : (list[at] ?? null))
  for (let start = 0; start < log.length; start += portion) {
    const rows = Array.from({ length: Math.min(portion, log.length - start) }, (_, k) => start + k)
    const item = rows.map((row) => named(log.items, log.item[row]!))
    const user = rows.map((row) => named(log.users, log.user[row]!))
    const nothing = rows.map(() => null)
    const columns: Record<EventColumn, Column> = {
      line: Float64Array.from(rows, (row) => row + 1),
      kind: rows.map((row) => eventKinds[log.kind[row]!] ?? null),
      kind_said: nothing,
      moment: log.timeMs.subarray(start, start + rows.length),
      time_said: nothing,
      customer: user,
      visitor: rows.map((row) => named(log.visitors, log.visitor[row]!)),
      item,
      order_no: rows.map((row) => named(log.orders, log.order[row]!)),
      title: item.map((id) => (id === null ? null : (titles.get(id) ?? null))),
      country: user.map((id) => (id === null ? null : (countries.get(id) ?? null))),
      device: rows.map((row) => deviceClasses[log.device?.[row] ?? -1] ?? null),
      quantity: log.quantity.subarray(start, start + rows.length),
      price: log.price.subarray(start, start + rows.length),
      rating: log.rating.subarray(start, start + rows.length),
      unread: nothing,
    }
    await engine.append('stored', Object.values(columns))
  }
  await engine.run(
    `CREATE TABLE events AS SELECT * REPLACE (line::BIGINT AS line, make_timestamp((moment * 1000)::BIGINT) AS moment) FROM stored;
     DROP TABLE stored; CREATE VIEW source AS SELECT * EXCLUDE (kind_said, time_said, device, unread) FROM events; CREATE TABLE catalogue (item VARCHAR)`,
  )
  await engine.append('catalogue', [[...titles.keys()]])
  return { hasCatalogue: titles.size > 0 }
}

/** Where customers live, of those who are known and say so. */
async function countriesOf(store: Store, users: readonly string[]): Promise<Map<string, string>> {
  const countries = new Map<string, string>()
  const few = 5000
  for (let start = 0; start < users.length; start += few)
    for (const user of await store.usersById(users.slice(start, start + few)))
      if (user?.country !== undefined) countries.set(user.id, user.country)
  return countries
}
