import { eventKinds } from '../contract/event.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import type { Vocabulary } from '../numbers/vocabulary.ts'
import type { CleanEvents } from './clean-events.ts'
import type { WeightConfig } from './config.ts'
import { everyRow } from './every-row.ts'
import type { Sequences } from './sequences.ts'
import { interactionMatrix } from './weights.ts'

const dayMs = 86_400_000
const purchase = eventKinds.indexOf('purchase')

export interface TimeSplitOptions {
  /** the test is what happened in this many days up to the newest event */
  holdoutDays: number
  weights: WeightConfig
  /** may the test ask for what the person had to do with before the cut */
  seen: 'exclude' | 'include'
}

export interface TimeSplit {
  /** of the training part: rows and columns of both matrices */
  users: Vocabulary
  items: Vocabulary
  train: Csr & { sequences: Sequences }
  /** 1 where the person did it in the test part */
  test: Csr
  /** events up to this moment train, later ones test */
  cutMs: number
  /** newest event of the training part, NaN when it is empty */
  trainEndMs: number
  /** oldest event of the test part, NaN when it is empty */
  testStartMs: number
  /** kinds of event a test asks for */
  targets: string[]
  trainEvents: number
  testEvents: number
  /** pairs of the test part before anything was left out of it */
  testPairs: number
  /** of these, left out: person or product unknown to the training part */
  unknownPairs: number
  /** and, with seen 'exclude', left out: the pair is in the training part */
  seenPairs: number
  /** people with at least one pair in `test` */
  testUsers: number
}

/**
 * One cut through time, the same for everybody: what a model would have known at the cut, and what came after. Nothing
 * later reaches the training part, not even the knowledge that something bought before the cut came back after it.
 *
 * A test asks for purchases; where nothing was ever bought, for every kind that weighs more than 0. A pair counts once.
 *
 * @throws RangeError  holdoutDays is not above 0
 */
export function timeSplit(clean: CleanEvents, { holdoutDays, weights, seen }: TimeSplitOptions): TimeSplit {
  if (!(holdoutDays > 0)) throw new RangeError(`timeSplit: holdoutDays must be above 0, got ${holdoutDays}`)
  const n = clean.timeMs.length
  const cutMs = (clean.timeMs[n - 1] ?? Number.NaN) - holdoutDays * dayMs
  let nTrain = 0
  while (nTrain < n && clean.timeMs[nTrain]! <= cutMs) nTrain++
  const trainEndMs = clean.timeMs[nTrain - 1] ?? Number.NaN
  const {
    users,
    items,
    matrix: train,
  } = interactionMatrix(clean, weights, {
    nowMs: trainEndMs,
    rows: everyRow(nTrain),
    returnsUntilMs: cutMs,
  })

  const isTarget = targetKinds(clean, weights)
  const known = { user: rowsOf(clean.users, users), item: rowsOf(clean.items, items) }
  const row = new Uint32Array(n - nTrain)
  const column = new Uint32Array(n - nTrain)
  const all = new Set<number>()
  let asked = 0
  for (let e = nTrain; e < n; e++) {
    if (!isTarget[clean.kind[e]!]) continue
    const pair = clean.user[e]! * clean.items.length + clean.item[e]!
    if (all.has(pair)) continue
    all.add(pair)
    const u = known.user[clean.user[e]!]!
    const i = known.item[clean.item[e]!]!
    if (u < 0 || i < 0) continue
    row[asked] = u
    column[asked++] = i
  }
  const pairs = csrFrom(users.size, items.size, row.subarray(0, asked), column.subarray(0, asked), undefined, 'max')
  const test = seen === 'exclude' ? without(pairs, train) : pairs
  let testUsers = 0
  for (let u = 0; u < test.nRows; u++) if (test.rowStart[u + 1]! > test.rowStart[u]!) testUsers++
  return {
    users,
    items,
    train,
    test,
    cutMs,
    trainEndMs,
    testStartMs: clean.timeMs[nTrain] ?? Number.NaN,
    targets: eventKinds.filter((_, kind) => isTarget[kind]),
    trainEvents: nTrain,
    testEvents: n - nTrain,
    testPairs: all.size,
    unknownPairs: all.size - asked,
    seenPairs: asked - test.column.length,
    testUsers,
  }
}

function targetKinds({ kind }: CleanEvents, weights: WeightConfig): boolean[] {
  const bought = kind.includes(purchase) && weights.kinds.purchase > 0
  return eventKinds.map((name, k) => (bought ? k === purchase : weights.kinds[name] > 0))
}

const rowsOf = (ids: readonly string[], vocabulary: Vocabulary) => Int32Array.from(ids, (id) => vocabulary.row(id))

/** The entries of `m` that are not entries of `other`, which has the same shape. */
function without(m: Csr, other: Csr): Csr {
  const rowStart = new Uint32Array(m.nRows + 1)
  const column = new Uint32Array(m.column.length)
  let write = 0
  for (let r = 0; r < m.nRows; r++) {
    let o = other.rowStart[r]!
    const end = other.rowStart[r + 1]!
    for (let k = m.rowStart[r]!; k < m.rowStart[r + 1]!; k++) {
      while (o < end && other.column[o]! < m.column[k]!) o++
      if (o < end && other.column[o] === m.column[k]) continue
      column[write++] = m.column[k]!
    }
    rowStart[r + 1] = write
  }
  return { ...m, rowStart, column: column.slice(0, write), value: new Float32Array(write).fill(1) }
}
