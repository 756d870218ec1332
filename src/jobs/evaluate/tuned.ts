import { readFile } from 'node:fs/promises'
import { Fault } from '../../contract/fault.ts'
import { LeakError } from '../../evaluate/leak-check.ts'
import { refuseTuningLeak } from '../../evaluate/tuning-leak.ts'
import type { Csr } from '../../numbers/csr.ts'
import { type RowSketch, rowHash, sketchOf } from '../../numbers/row-sketch.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import { eventsIn, test } from '../../prepare/splits/part.ts'
import { asFault } from '../../store/file-fault.ts'
import type { ShopCut } from './shop-cut.ts'
import type { SplitTrial } from './split-trial.ts'

/** Options that a tuning chose, and which rows it could read: to learn from or to choose by. */
export interface Tuned {
  model: string
  options: Record<string, unknown>
  read: RowSketch
}

/** Which of a shop's events somebody could read; all of them when not said. */
export const eventsRead = (clean: CleanEvents, events?: Uint32Array): RowSketch =>
  sketchOf(eventHashes(clean, events ?? Uint32Array.from(clean.user.keys())))

/** Which pairs of a published split somebody could read. */
export const pairsRead = (pairs: Csr, users: Vocabulary, items: Vocabulary): RowSketch =>
  sketchOf(pairHashes(pairs, users.ids, items))

/** @throws Fault leak  when the tuning could read events of the test */
export function refuseTunedOnTest({ model, read }: Tuned, { clean, folds }: ShopCut): void {
  for (const part of folds) asLeak(() => refuseTuningLeak(model, read, eventHashes(clean, eventsIn(part, test))))
}

/**
 * The same for a published split. Pairs that train holds too are no proof: whoever may read train has read them.
 * @throws Fault leak
 */
export function refuseTunedOnSplit(tuned: readonly Tuned[], { train, targets, users, items, asked }: SplitTrial): void {
  const learnt = new Set(pairHashes(train, users.ids, items))
  const hashes = pairHashes(targets, asked, items).filter((hash) => !learnt.has(hash))
  for (const { model, read } of tuned) asLeak(() => refuseTuningLeak(model, read, hashes))
}

/** A hash for each entry. */
function pairHashes(pairs: Csr, names: readonly string[], items: Vocabulary): Float64Array {
  const hashes = new Float64Array(pairs.column.length)
  for (let r = 0; r < pairs.nRows; r++)
    for (let at = pairs.rowStart[r]!; at < pairs.rowStart[r + 1]!; at++)
      hashes[at] = rowHash(`${names[r]}\t${items.ids[pairs.column[at]!]}`)
  return hashes
}

const eventHashes = ({ users, items, user, item, kind, timeMs }: CleanEvents, events: Uint32Array): Float64Array =>
  Float64Array.from(events, (e) => rowHash(`${users[user[e]!]}\t${items[item[e]!]}\t${kind[e]}\t${timeMs[e]}`))

/**
 * What `osusume tune --json` printed.
 * @throws Fault  not-found, no-access, bad-file
 */
export async function readTuned(path: string): Promise<Tuned> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw asFault(error, path)
  }
  const want = 'what osusume tune --json printed: { "best": { "model", "options" }, "read": { "rows", "hashes" } }'
  let found: { best?: { model?: unknown; options?: unknown }; read?: { rows?: unknown; hashes?: unknown } }
  try {
    found = JSON.parse(text) ?? {}
  } catch (error) {
    throw new Fault('bad-file', `${path}: got no JSON, want ${want}`, { cause: error })
  }
  const { best, read } = found
  if (typeof best?.model !== 'string' || typeof best.options !== 'object' || best.options === null)
    throw new Fault('bad-file', `${path}: got no "best" with a model and its options, want ${want}`)
  // without it nobody can say whether the test was looked at
  if (typeof read?.rows !== 'number' || !Array.isArray(read.hashes) || !read.hashes.every(Number.isSafeInteger))
    throw new Fault('bad-file', `${path}: got no "read", the rows the tuning could read, want ${want}`)
  return {
    model: best.model,
    options: best.options as Record<string, unknown>,
    read: { rows: read.rows, hashes: read.hashes },
  }
}

function asLeak(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof LeakError) throw new Fault('leak', error.message, { cause: error })
    throw error
  }
}
