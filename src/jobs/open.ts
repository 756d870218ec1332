import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { asFault } from '../store/file-fault.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'

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
  return openSqlite(join(dataDir, 'osusume.db'))
}
