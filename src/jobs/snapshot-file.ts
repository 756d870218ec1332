import { Fault } from '../contract/fault.ts'
import type { CleanEvents } from '../prepare/clean-events.ts'
import type { PrepareConfig } from '../prepare/config.ts'
import type { ConfigInput } from '../prepare/parse-config.ts'
import { readArtefact, writeArtefact } from '../store/artefact.ts'
import { packIds, unpackIds } from './packed-ids.ts'

/** Moves on when a step changes its rule, so that a snapshot made by an older rule is not taken for today's. */
export const rules = 1

export interface SnapshotMeta {
  rules: number
  /** the newest event the log held, and how many */
  untilSeq: number
  events: number
  /** what every step was told */
  config: PrepareConfig
  /** the user's part of it: what a later run goes by when it is told nothing */
  asked: ConfigInput
}

export interface Snapshot extends SnapshotMeta {
  name: string
  clean: CleanEvents
}

/** Writes clean events as one immutable file; resolves when it is on disk under its name. */
export async function writeSnapshotFile(path: string, clean: CleanEvents, meta: SnapshotMeta): Promise<void> {
  const { users, items, returns, ...columns } = clean
  const packedUsers = packIds(users)
  const packedItems = packIds(items)
  await writeArtefact(path, {
    kind: 'snapshot',
    meta: meta as unknown as Record<string, unknown>,
    arrays: {
      'users.text': packedUsers.text,
      'users.lengths': packedUsers.lengths,
      'items.text': packedItems.text,
      'items.lengths': packedItems.lengths,
      ...columns,
      'returns.event': returns.event,
      'returns.timeMs': returns.timeMs,
      'returns.pieces': returns.pieces,
    },
  })
}

/** @throws Fault corrupt, not-found */
export async function readSnapshotFile(path: string, name: string): Promise<Snapshot> {
  const { meta, arrays } = await readArtefact(path, 'snapshot')
  try {
    // The checksum held: the arrays are those `writeSnapshotFile` named.
    const column = <T>(of: string) => arrays[of] as T
    const ids = (of: string) => unpackIds({ text: column(`${of}.text`), lengths: column(`${of}.lengths`) })
    const clean: CleanEvents = {
      users: ids('users'),
      items: ids('items'),
      user: column('user'),
      item: column('item'),
      timeMs: column('timeMs'),
      kind: column('kind'),
      quantity: column('quantity'),
      returned: column('returned'),
      price: column('price'),
      rating: column('rating'),
      returns: { event: column('returns.event'), timeMs: column('returns.timeMs'), pieces: column('returns.pieces') },
    }
    return { name, clean, ...(meta as unknown as SnapshotMeta) }
  } catch (cause) {
    throw new Fault('corrupt', `${path}: not a snapshot this osusume can read; osusume prepare makes a new one`, {
      cause,
    })
  }
}
