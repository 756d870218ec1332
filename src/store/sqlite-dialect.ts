import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Tables } from './schema.ts'

/** kysely on the SQLite that is built into Node: the few lines its own driver wants of a database. */
export function kyselyOn(database: DatabaseSync): Kysely<Tables> {
  const adapted = {
    close: () => {},
    prepare(sql: string) {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (values: readonly unknown[]) => statement.all(...(values as SQLInputValue[])),
        run: (values: readonly unknown[]) => statement.run(...(values as SQLInputValue[])),
        iterate: (values: readonly unknown[]) => statement.iterate(...(values as SQLInputValue[])),
      }
    },
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SqliteDriver({ database: async () => adapted as never }),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

/** Opens the file with what "acknowledged means on disk" takes. */
export function openDatabase(path: string, busyMs: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMs })
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  // What is deleted is overwritten, so that an erased customer is not found by reading the file.
  database.exec('PRAGMA secure_delete = ON')
  database.exec('PRAGMA cache_size = -131072')
  // An import touches most pages of its indexes in every batch: folding the log of changes into the file after each
  // 4 MB writes the same pages again and again. 64 MB of log is what that costs in disk.
  database.exec('PRAGMA wal_autocheckpoint = 16384')
  return database
}
