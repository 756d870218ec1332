import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { type Kysely, Migrator } from 'kysely'
import { Fault } from '../contract/fault.ts'
import type { Item } from '../contract/item.ts'
import { migrations } from './migrations.ts'
import {
  type EventRow,
  eventOf,
  type ItemRow,
  itemColumns,
  itemOf,
  itemRow,
  userColumns,
  userOf,
  userRow,
} from './records.ts'
import type { Tables } from './schema.ts'
import { Appender } from './sqlite-append.ts'
import { kyselyOn, openDatabase } from './sqlite-dialect.ts'
import { asStoreFault } from './sqlite-fault.ts'
import { readEvents } from './sqlite-read-events.ts'
import type { ApiKey, EventTable, ImportProgress, ModelVersion, Store, StoredSnapshot } from './store.ts'

/** What only tests change. */
export interface SqliteOptions {
  /** how long a write waits for another process */
  busyMs?: number
  /** the size at which the disk is full, in pages of 4 KiB */
  maxPages?: number
}

/**
 * Opens (and if need be makes and migrates) the database at `path`.
 * @throws Fault  no-access, locked, corrupt, disk-full
 */
export async function openSqlite(path: string, { busyMs = 5000, maxPages }: SqliteOptions = {}): Promise<Store> {
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(path, busyMs)
    const db = kyselyOn(database)
    await migrate(db, database, path)
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`)
    return new SqliteStore(path, database, db)
  } catch (error) {
    database?.close()
    throw asStoreFault(error, path)
  }
}

/**
 * Brings the tables to today's shape, forward only, all in one transaction that holds the write lock from its beginning:
 * of two processes that open a new folder at once, one makes the tables and the other finds them.
 * @throws Fault corrupt  made by a newer osusume
 */
async function migrate(db: Kysely<Tables>, database: DatabaseSync, path: string): Promise<void> {
  // The usual start: nothing to do, and no lock to wait for.
  if (upToDate(database, path)) return
  database.exec('BEGIN IMMEDIATE')
  try {
    if (!upToDate(database, path)) {
      const provider = { getMigrations: async () => migrations }
      const { error } = await new Migrator({ db, provider, disableTransactions: true }).migrateToLatest()
      if (error) throw error
    }
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function upToDate(database: DatabaseSync, path: string): boolean {
  const table = database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'kysely_migration'").get()
  if (table?.n === 0) return false
  const done = database.prepare('SELECT name FROM kysely_migration').all() as { name: string }[]
  const unknown = done.find(({ name }) => !Object.hasOwn(migrations, name))
  if (unknown)
    throw new Fault(
      'corrupt',
      `${path}: its tables are of a newer osusume ("${unknown.name}"); update osusume to open it`,
    )
  return done.length === Object.keys(migrations).length
}

class SqliteStore implements Store {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #db: Kysely<Tables>
  readonly #appender: Appender

  constructor(path: string, database: DatabaseSync, db: Kysely<Tables>) {
    this.#path = path
    this.#database = database
    this.#db = db
    this.#appender = new Appender(database, db)
  }

  append: Store['append'] = async (events, also = {}) => this.#write(() => this.#appender.append(events, also))

  readEvents(): Promise<EventTable> {
    return this.#read(async () => {
      // One view of the log and its dictionaries, whatever is appended meanwhile.
      this.#database.exec('BEGIN')
      try {
        return readEvents(this.#database, this.#db)
      } finally {
        this.#database.exec('COMMIT')
      }
    })
  }

  eventsOf: Store['eventsOf'] = ({ user, visitor }, { limit, afterSeq = 0 }) =>
    this.#read(async () => {
      const rows: (EventRow & { seq: number })[] = []
      for (const [who, id] of [
        ['users', user],
        ['visitors', visitor],
      ] as const) {
        if (id === undefined) continue
        const key = await this.#db.selectFrom(who).select('key').where('id', '=', id).executeTakeFirst()
        if (!key) continue
        rows.push(
          ...(await this.#db
            .selectFrom('events')
            .leftJoin('items', 'items.key', 'events.item_key')
            .leftJoin('users', 'users.key', 'events.user_key')
            .leftJoin('visitors', 'visitors.key', 'events.visitor_key')
            .leftJoin('orders', 'orders.key', 'events.order_key')
            .select([
              'events.seq',
              'events.id',
              'events.kind',
              'events.time_ms',
              'users.id as user',
              'visitors.id as visitor',
              'items.id as item',
              'orders.id as order',
              'events.quantity',
              'events.price',
              'events.rating',
              'events.query',
              'events.list',
              'events.position',
            ])
            .where(who === 'users' ? 'events.user_key' : 'events.visitor_key', '=', key.key)
            .where('events.seq', '>', afterSeq)
            .orderBy('events.time_ms', 'desc')
            .orderBy('events.seq', 'desc')
            .limit(limit)
            .execute()),
        )
      }
      const seen = new Set<number>()
      return rows
        .sort((a, b) => b.time_ms - a.time_ms || b.seq - a.seq)
        .filter(({ seq }) => !seen.has(seq) && seen.add(seq))
        .slice(0, limit)
        .map(({ seq: _, ...row }) => eventOf(row))
    })

  countEvents(): Promise<number> {
    return this.#read(async () => {
      const { n } = await this.#db
        .selectFrom('events')
        .select((at) => at.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return n
    })
  }

  lastSeq(): Promise<number> {
    return this.#read(async () => {
      const { seq } = await this.#db
        .selectFrom('events')
        .select((at) => at.fn.max('seq').as('seq'))
        .executeTakeFirstOrThrow()
      return seq ?? 0
    })
  }

  importProgress(fingerprint: string): Promise<ImportProgress | undefined> {
    return this.#read(async () => {
      const row = await this.#db
        .selectFrom('imports')
        .select('progress')
        .where('fingerprint', '=', fingerprint)
        .orderBy('key', 'desc')
        .executeTakeFirst()
      return row && (JSON.parse(row.progress) as ImportProgress)
    })
  }

  imports(): Promise<ImportProgress[]> {
    return this.#read(async () => {
      const rows = await this.#db.selectFrom('imports').select('progress').orderBy('key', 'desc').execute()
      return rows.map(({ progress }) => JSON.parse(progress) as ImportProgress)
    })
  }

  putItems(items: readonly Item[]): Promise<void> {
    return this.#writing(async () => {
      for (const item of items) {
        const row = { ...itemRow(item), listed: 1 }
        await this.#db
          .insertInto('items')
          .values(row)
          .onConflict((at) => at.column('id').doUpdateSet(row))
          .execute()
      }
      if (items.length > 0) await this.#bump('catalogue')
    })
  }

  async item(id: string): Promise<Item | undefined> {
    return (await this.itemsById([id]))[0]
  }

  itemsById: Store['itemsById'] = (ids) =>
    this.#read(async () => {
      const found = new Map<string, Item>()
      for (let at = 0; at < ids.length; at += 500)
        for (const row of await this.#listed()
          .where('id', 'in', ids.slice(at, at + 500))
          .execute())
          found.set(row.id, itemOf(row))
      return ids.map((id) => found.get(id))
    })

  allItems(): Promise<Item[]> {
    return this.#read(async () => (await this.#listed().orderBy('key').execute()).map(itemOf))
  }

  titleCounts: Store['titleCounts'] = () =>
    this.#read(async () => {
      const rows = await this.#db
        .selectFrom('item_titles')
        .innerJoin('items', 'items.key', 'item_titles.item_key')
        .select(['items.id as item', 'item_titles.title', 'item_titles.n as count'])
        .orderBy('item_titles.item_key')
        .orderBy('item_titles.title')
        .execute()
      // A row of node:sqlite has no prototype, which strict comparison and class checks stumble over.
      return rows.map((row) => ({ ...row }))
    })

  retitle: Store['retitle'] = (titles) =>
    this.#writing(async () => {
      for (const { item, title } of titles)
        await this.#db.updateTable('items').set({ title }).where('id', '=', item).where('listed', '=', 1).execute()
      if (titles.length > 0) await this.#bump('catalogue')
    })

  deleteItem(id: string): Promise<boolean> {
    return this.#writing(async () => {
      const nothing = Object.fromEntries(itemColumns.map((column) => [column, null])) as Omit<ItemRow, 'id'>
      const { numUpdatedRows } = await this.#db
        .updateTable('items')
        .set({ ...nothing, listed: 0 })
        .where('id', '=', id)
        .where('listed', '=', 1)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await this.#bump('catalogue')
      return numUpdatedRows > 0n
    })
  }

  putUsers: Store['putUsers'] = (users) =>
    this.#writing(async () => {
      for (const user of users) {
        const row = userRow(user)
        await this.#db
          .insertInto('users')
          .values(row)
          .onConflict((at) => at.column('id').doUpdateSet(row))
          .execute()
      }
    })

  user: Store['user'] = (id) =>
    this.#read(async () => {
      const row = await this.#db
        .selectFrom('users')
        .select(['id', ...userColumns])
        .where('id', '=', id)
        .executeTakeFirst()
      return row && userOf(row)
    })

  async deleteUser(id: string): Promise<boolean> {
    const gone = await this.#writing(async () => {
      const user = await this.#db.deleteFrom('users').where('id', '=', id).returning('key').executeTakeFirst()
      if (!user) return false
      await this.#db.deleteFrom('events').where('user_key', '=', user.key).execute()
      await this.#db
        .insertInto('erasures')
        .values({ hash: createHash('sha256').update(id).digest('hex') })
        .onConflict((at) => at.doNothing())
        .execute()
      return true
    })
    // The log of changes still holds the id until it is folded into the file and cut off.
    if (gone) this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return gone
  }

  erasures(): Promise<Set<string>> {
    return this.#read(async () => {
      const rows = await this.#db.selectFrom('erasures').select('hash').execute()
      return new Set(rows.map(({ hash }) => hash))
    })
  }

  catalogueVersion(): Promise<number> {
    return this.#read(async () => {
      const row = await this.#db
        .selectFrom('counters')
        .select('value')
        .where('name', '=', 'catalogue')
        .executeTakeFirst()
      return row?.value ?? 0
    })
  }

  addSnapshot: Store['addSnapshot'] = (snapshot) =>
    this.#writing(async () => {
      await this.#db
        .insertInto('snapshots')
        .values({ snapshot: snapshot.snapshot, created_ms: snapshot.createdMs, content: JSON.stringify(snapshot) })
        .execute()
    })

  snapshot: Store['snapshot'] = (name) =>
    this.#read(async () => {
      let query = this.#db.selectFrom('snapshots').select('content').orderBy('created_ms', 'desc')
      if (name !== undefined) query = query.where('snapshot', '=', name)
      const row = await query.executeTakeFirst()
      return row && (JSON.parse(row.content) as StoredSnapshot)
    })

  addModel: Store['addModel'] = (model) =>
    this.#writing(async () => {
      const { publishedMs, ...content } = model
      await this.#db
        .insertInto('models')
        .values({
          version: model.version,
          created_ms: model.createdMs,
          published_ms: publishedMs ?? null,
          content: JSON.stringify(content),
        })
        .execute()
    })

  models(): Promise<ModelVersion[]> {
    return this.#read(async () =>
      (
        await this.#db
          .selectFrom('models')
          .selectAll()
          .orderBy('created_ms', 'desc')
          .orderBy('version', 'desc')
          .execute()
      ).map(modelOf),
    )
  }

  publish: Store['publish'] = (version, atMs) =>
    this.#writing(async () => {
      await this.#db.updateTable('models').set({ published_ms: atMs }).where('version', '=', version).execute()
    })

  published(): Promise<ModelVersion | undefined> {
    return this.#read(async () => {
      const row = await this.#db
        .selectFrom('models')
        .selectAll()
        .where('published_ms', 'is not', null)
        .orderBy('published_ms', 'desc')
        .orderBy('version', 'desc')
        .executeTakeFirst()
      return row && modelOf(row)
    })
  }

  addKey: Store['addKey'] = ({ createdMs, ...key }) =>
    this.#writing(async () => {
      await this.#db
        .insertInto('keys')
        .values({ ...key, created_ms: createdMs })
        .execute()
    })

  keys(): Promise<ApiKey[]> {
    return this.#read(async () =>
      (await this.#db.selectFrom('keys').selectAll().orderBy('created_ms').execute()).map(({ created_ms, ...key }) => ({
        ...key,
        createdMs: created_ms,
      })),
    )
  }

  deleteKey: Store['deleteKey'] = (prefix) =>
    this.#writing(async () => {
      const { numDeletedRows } = await this.#db.deleteFrom('keys').where('prefix', '=', prefix).executeTakeFirst()
      return numDeletedRows > 0n
    })

  check(): Promise<string[]> {
    return this.#read(async () => {
      const said = this.#database.prepare('PRAGMA quick_check').all() as { quick_check: string }[]
      return said.map(({ quick_check }) => quick_check).filter((line) => line !== 'ok')
    })
  }

  async close(): Promise<void> {
    await this.#turn
    if (this.#database.isOpen) this.#database.close()
  }

  #listed() {
    return this.#db
      .selectFrom('items')
      .select(['id', ...itemColumns])
      .where('listed', '=', 1)
  }

  async #bump(name: string): Promise<void> {
    await this.#db
      .insertInto('counters')
      .values({ name, value: 1 })
      .onConflict((at) => at.column('name').doUpdateSet((now) => ({ value: now('counters.value', '+', 1) })))
      .execute()
  }

  /**
   * Transactions of one connection cannot overlap, and kysely awaits between its statements: whoever touches the
   * connection waits for the one before.
   */
  #turn: Promise<unknown> = Promise.resolve()

  #read<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      try {
        return await work()
      } catch (error) {
        throw asStoreFault(error, this.#path)
      }
    })
    this.#turn = mine.catch(() => {})
    return mine
  }

  #writing<T>(work: () => Promise<T>): Promise<T> {
    return this.#read(async () => {
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        const result = await work()
        this.#database.exec('COMMIT')
        return result
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
        throw error
      }
    })
  }

  #write<T>(work: () => T): Promise<T> {
    return this.#writing(async () => work())
  }
}

function modelOf(row: { published_ms: number | null; content: string }): ModelVersion {
  const model = JSON.parse(row.content) as ModelVersion
  return row.published_ms === null ? model : { ...model, publishedMs: row.published_ms }
}
