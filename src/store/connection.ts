import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/**
 * A database as the parts of a store use it: kysely for the SQL, and the two ways to run it. Whatever is said through it
 * runs on every database; what only one of them knows stays in the file that opens it.
 */
export interface Connection {
  db: Kysely<Tables>
  /** Runs alone on the connection; failures the caller can act on come out as Faults. */
  read<T>(work: () => Promise<T>): Promise<T>
  /** The same in one transaction: all of it is on disk when the promise resolves, or none of it happened. */
  write<T>(work: () => Promise<T>): Promise<T>
}
