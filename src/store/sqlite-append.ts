import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { deviceClasses, type Event, eventKinds } from '../contract/event.ts'
import { itemColumns, itemRow, userColumns, userRow } from './records.ts'
import type { Tables } from './schema.ts'
import type { Store } from './store.ts'

type Also = NonNullable<Parameters<Store['append']>[1]>

/**
 * Stores events with what belongs to them in one transaction. The statements are compiled by kysely once and run
 * prepared: a file brings half a million events.
 */
export class Appender {
  readonly #statements: ReturnType<typeof compile>

  constructor(database: DatabaseSync, db: Kysely<Tables>) {
    this.#statements = compile(database, db)
  }

  /** Runs inside a transaction of the caller. */
  append(
    events: readonly Event[],
    { items = [], users = [], titles = [], progress, lines, onStored }: Also,
  ): Awaited<ReturnType<Store['append']>> {
    const run = this.#statements
    const importKey = progress ? this.#importKey(progress) : null
    const lastSeq = Number(run.lastSeq.get()?.seq ?? 0)
    const keys = {
      items: this.#keys('items'),
      users: this.#keys('users'),
      visitors: this.#keys('visitors'),
      orders: this.#keys('orders'),
    }
    for (const item of items) {
      const { id, ...fields } = itemRow(item)
      keys.items(id)
      run.describeItem.run(...itemColumns.map((column) => fields[column]), id)
    }
    for (const user of users) {
      const { id, ...fields } = userRow(user)
      keys.users(id)
      run.describeUser.run(...userColumns.map((column) => fields[column]), id)
    }
    for (const { item, title, count } of titles) run.title.run(keys.items(item), title, count)
    if (items.length > 0) run.bump.run('catalogue')
    const earlier: number[] = []
    const known: number[] = []
    for (let at = 0; at < events.length; at++) {
      const event = events[at] as Event
      const { changes } = run.event.run(
        event.id,
        eventKinds.indexOf(event.kind),
        event.timeMs,
        event.user === undefined ? null : keys.users(event.user),
        event.visitor === undefined ? null : keys.visitors(event.visitor),
        event.item === undefined ? null : keys.items(event.item),
        event.order === undefined ? null : keys.orders(event.order),
        event.quantity ?? null,
        event.price ?? null,
        event.rating ?? null,
        event.query ?? null,
        event.list ?? null,
        event.position ?? null,
        importKey,
        lines?.[at] ?? null,
        event.device === undefined ? null : deviceClasses.indexOf(event.device),
      )
      if (changes === 1) continue
      const stored = run.stored.get(event.id) as { seq: number; import_key: number | null }
      const ours = stored.seq > lastSeq || (importKey !== null && stored.import_key === importKey)
      ;(ours ? earlier : known).push(at)
    }
    const accepted = events.length - earlier.length - known.length
    onStored?.({ accepted, earlier: earlier.length, known: known.length })
    if (progress && onStored) this.#importKey(progress)
    return { accepted, earlier, known }
  }

  #importKey(progress: NonNullable<Also['progress']>): number {
    const { fingerprint, startedMs, done } = progress
    const row = this.#statements.progress.get(fingerprint, startedMs, Number(done), JSON.stringify(progress))
    return (row as { key: number }).key
  }

  /** id -> key, made when new. Remembered for one call only: another process may erase a user in between. */
  #keys(table: 'items' | 'users' | 'visitors' | 'orders'): (id: string) => number {
    const { find, make } = this.#statements.key[table]
    const seen = new Map<string, number>()
    let grown = false
    return (id) => {
      let key = seen.get(id)
      if (key === undefined) {
        let row = find.get(id)
        if (!row) {
          row = make.get(id)
          if (table === 'items' && !grown) this.#statements.bump.run('catalogue')
          grown = true
        }
        key = (row as { key: number }).key
        seen.set(id, key)
      }
      return key
    }
  }
}

function compile(database: DatabaseSync, db: Kysely<Tables>) {
  const prepared = (query: { compile(): { sql: string } }): StatementSync => database.prepare(query.compile().sql)
  const key = (table: 'items' | 'users' | 'visitors' | 'orders') => ({
    find: prepared(db.selectFrom(table).select('key').where('id', '=', '')),
    make: prepared(db.insertInto(table).values({ id: '' }).returning('key')),
  })
  // The first word about a field wins: files repeat themselves on every line, and not always the same way.
  const filled = <C extends string>(columns: readonly C[]) =>
    Object.fromEntries(columns.map((column) => [column, sql`coalesce(${sql.ref(column)}, ${null})`]))
  return {
    key: { items: key('items'), users: key('users'), visitors: key('visitors'), orders: key('orders') },
    lastSeq: prepared(db.selectFrom('events').select((at) => at.fn.max('seq').as('seq'))),
    stored: prepared(db.selectFrom('events').select(['seq', 'import_key']).where('id', '=', '')),
    describeItem: prepared(db.updateTable('items').set(filled(itemColumns)).where('id', '=', '')),
    describeUser: prepared(db.updateTable('users').set(filled(userColumns)).where('id', '=', '')),
    title: prepared(
      db
        .insertInto('item_titles')
        .values({ item_key: 0, title: '', n: 0 })
        .onConflict((at) => at.columns(['item_key', 'title']).doUpdateSet({ n: sql`item_titles.n + excluded.n` })),
    ),
    bump: prepared(
      db
        .insertInto('counters')
        .values({ name: '', value: sql.lit(1) })
        .onConflict((at) => at.column('name').doUpdateSet({ value: sql`counters.value + 1` })),
    ),
    progress: prepared(
      db
        .insertInto('imports')
        .values({ fingerprint: '', started_ms: 0, done: 0, progress: '' })
        .onConflict((at) =>
          at.columns(['fingerprint', 'started_ms']).doUpdateSet((next) => ({
            done: next.ref('excluded.done'),
            progress: next.ref('excluded.progress'),
          })),
        )
        .returning('key'),
    ),
    event: prepared(
      db
        .insertInto('events')
        .values({
          id: '',
          kind: 0,
          time_ms: 0,
          user_key: null,
          visitor_key: null,
          item_key: null,
          order_key: null,
          quantity: null,
          price: null,
          rating: null,
          query: null,
          list: null,
          position: null,
          import_key: null,
          line: null,
          device: null,
        })
        .onConflict((at) => at.column('id').doNothing()),
    ),
  }
}
