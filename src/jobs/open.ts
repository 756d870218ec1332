import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../contract/fault.ts'
import { asFault } from '../store/file-fault.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'

const databaseOf = (dataDir: string) => join(dataDir, 'osusume.db')

/**
 * Opens the store in a data folder, made when missing: `osusume.db`, with `models/`, `snapshots/` and `rejects/` beside.
 * @throws Fault  no-access, locked, corrupt, disk-full
 */
export async function openStore(dataDir: string): Promise<Store> {
  try {
    await mkdir(dataDir, { recursive: true })
  } catch (error) {
    throw asFault(error, dataDir)
  }
  return openSqlite(databaseOf(dataDir))
}

/**
 * The same for whoever only looks: a mistyped folder is said to be empty, not made.
 * @throws Fault  bad-data when nothing was ever stored there, and as openStore
 */
export async function openExistingStore(dataDir: string): Promise<Store> {
  if (!existsSync(databaseOf(dataDir)))
    throw new Fault('bad-data', `${dataDir}: holds no osusume data; osusume import FILE --data ${dataDir} brings some`)
  return openStore(dataDir)
}
