import { eventKinds } from '../../contract/event.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../clean-events.ts'
import type { WeightConfig } from '../config.ts'
import type { Sequences } from '../sequences.ts'
import { interactionMatrix } from '../weights.ts'
import { eventsIn, history, out, type Parts, test, train } from './part.ts'

export interface SplitOptions {
  weights: WeightConfig
  /** may the test ask for what the person had to do with before */
  seen: 'exclude' | 'include'
  /** kinds of event a test asks for, by their numbers */
  isTarget: readonly boolean[]
  /** what came back later than this is not known yet; everything is when missing */
  returnsUntilMs?: number
  /** rows and columns, so that several splits have the same; missing: in order of first appearance in the training part */
  users?: Vocabulary
  items?: Vocabulary
}

export interface Split {
  part: Parts
  /** rows and columns of `train` */
  users: Vocabulary
  items: Vocabulary
  train: Csr & { sequences: Sequences }
  /** rows of `histories` and `test`: people of training, or those of whom it knows nothing */
  askedUsers: Vocabulary
  histories: Csr & { sequences: Sequences }
  /** 1 where the person did it in the test part */
  test: Csr
  /** newest event of the training part, NaN when it is empty */
  trainEndMs: number
  /** oldest event of the test part, NaN when it is empty */
  testStartMs: number
  /** kinds of event a test asks for */
  targets: string[]
  /** events of each part; they add up to all there are */
  events: { train: number; history: number; test: number; out: number }
  /** pairs of the test part before anything was left out of it */
  testPairs: number
  /** of these, left out: person or product unknown to what was learnt or told */
  unknownPairs: number
  /** and, with seen 'exclude', left out: the person had it before */
  seenPairs: number
  /** people with at least one pair in `test` */
  testUsers: number
}

/**
 * Matrices of a cut: what is learnt from, what is told of whoever is asked, and what they are asked for. A pair counts once.
 * Only events of their own part reach a matrix.
 */
export function splitOf(clean: CleanEvents, part: Parts, options: SplitOptions): Split {
  const { weights, seen, isTarget, returnsUntilMs } = options
  const fixed = { ...(options.users && { users: options.users }), ...(options.items && { items: options.items }) }
  const [learnt, told, asked] = [eventsIn(part, train), eventsIn(part, history), eventsIn(part, test)]
  const trainEndMs = clean.timeMs[learnt.at(-1) ?? -1] ?? Number.NaN
  const known = returnsUntilMs === undefined ? {} : { returnsUntilMs }
  const { users, items, matrix } = interactionMatrix(clean, weights, {
    nowMs: trainEndMs,
    rows: learnt,
    ...fixed,
    ...known,
  })
  const asker =
    told.length === 0
      ? { users, matrix }
      : interactionMatrix(clean, weights, { nowMs: trainEndMs, rows: told, items, ...known })
  const pairs = askedPairs(clean, asked, isTarget, {
    users: asker.users,
    items,
    histories: asker.matrix,
    train: matrix,
  })
  const wanted = seen === 'exclude' ? without(pairs.matrix, asker.matrix) : pairs.matrix
  let testUsers = 0
  for (let u = 0; u < wanted.nRows; u++) if (wanted.rowStart[u + 1]! > wanted.rowStart[u]!) testUsers++
  return {
    part,
    users,
    items,
    train: matrix,
    askedUsers: asker.users,
    histories: asker.matrix,
    test: wanted,
    trainEndMs,
    testStartMs: clean.timeMs[asked[0] ?? -1] ?? Number.NaN,
    targets: eventKinds.filter((_, kind) => isTarget[kind]),
    events: {
      train: learnt.length,
      history: told.length,
      test: asked.length,
      out: eventsIn(part, out).length,
    },
    testPairs: pairs.all,
    unknownPairs: pairs.all - pairs.findable,
    seenPairs: pairs.findable - wanted.column.length,
    testUsers,
  }
}

/** Pairs that the test part asks for: all of them counted, those of known people and products as a matrix. */
function askedPairs(
  clean: CleanEvents,
  events: Uint32Array,
  isTarget: readonly boolean[],
  { users, items, histories, train }: { users: Vocabulary; items: Vocabulary; histories: Csr; train: Csr },
): { all: number; findable: number; matrix: Csr } {
  const learnt = new Uint8Array(items.size)
  for (const i of train.column) learnt[i] = 1
  const rowOf = Int32Array.from(clean.users, (id) => {
    const u = users.row(id)
    return u >= 0 && histories.rowStart[u + 1]! > histories.rowStart[u]! ? u : -1
  })
  const columnOf = Int32Array.from(clean.items, (id) => {
    const i = items.row(id)
    return i >= 0 && learnt[i] ? i : -1
  })
  const targets = events.filter((e) => isTarget[clean.kind[e]!])
  const all = csrFrom(
    clean.users.length,
    clean.items.length,
    targets.map((e) => clean.user[e]!),
    targets.map((e) => clean.item[e]!),
    undefined,
    'max',
  )
  const row = new Uint32Array(all.column.length)
  const column = new Uint32Array(all.column.length)
  let n = 0
  for (let u = 0; u < all.nRows; u++)
    for (let at = all.rowStart[u]!; at < all.rowStart[u + 1]!; at++) {
      const i = columnOf[all.column[at]!]!
      if (rowOf[u]! < 0 || i < 0) continue
      row[n] = rowOf[u]!
      column[n++] = i
    }
  const matrix = csrFrom(users.size, items.size, row.subarray(0, n), column.subarray(0, n), undefined, 'max')
  return { all: all.column.length, findable: n, matrix }
}

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
