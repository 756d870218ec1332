import type { DatabaseSync } from 'node:sqlite'
import { type Kysely, Migrator } from 'kysely'
import { Fault } from '../contract/fault.ts'
import { catalogue } from './catalogue.ts'
import type { Connection } from './connection.ts'
import { customers } from './customers.ts'
import { history } from './history.ts'
import { migrations } from './migrations.ts'
import { registry } from './registry.ts'
import type { Tables } from './schema.ts'
import { Appender } from './sqlite-append.ts'
import { kyselyOn, openDatabase } from './sqlite-dialect.ts'
import { asStoreFault } from './sqlite-fault.ts'
import { readEvents } from './sqlite-read-events.ts'
import type { Store } from './store.ts'

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
    return storeOn(path, database, db)
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

/** The store: what every database says in the same words, and what only this one is asked. */
function storeOn(path: string, database: DatabaseSync, db: Kysely<Tables>): Store {
  const appender = new Appender(database, db)
  const connection = takingTurns(path, database, db)
  const { read, write } = connection
  const people = customers(connection)
  return {
    ...catalogue(connection),
    ...people,
    ...registry(connection),
    ...history(connection),

    append: (events, also = {}) => write(async () => appender.append(events, also)),

    readEvents: (options) =>
      read(async () => {
        // One view of the log and its dictionaries, whatever is appended meanwhile.
        database.exec('BEGIN')
        try {
          return readEvents(database, db, options)
        } finally {
          database.exec('COMMIT')
        }
      }),

    async deleteUser(id) {
      const gone = await people.deleteUser(id)
      // The log of changes still holds the id until it is folded into the file and cut off.
      if (gone) await read(async () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
      return gone
    },

    check: () =>
      read(async () => {
        const said = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[]
        return said.map(({ quick_check }) => quick_check).filter((line) => line !== 'ok')
      }),

    close: () =>
      read(async () => {
        if (database.isOpen) database.close()
      }),
  }
}

/**
 * Transactions of one connection cannot overlap, and kysely awaits between its statements: whoever touches the
 * connection waits for the one before.
 */
function takingTurns(path: string, database: DatabaseSync, db: Kysely<Tables>): Connection {
  let turn: Promise<unknown> = Promise.resolve()
  const read: Connection['read'] = (work) => {
    const mine = turn.then(async () => {
      try {
        return await work()
      } catch (error) {
        throw asStoreFault(error, path)
      }
    })
    turn = mine.catch(() => {})
    return mine
  }
  const write: Connection['write'] = (work) =>
    read(async () => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = await work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  return { db, read, write }
}
