import { type Interactions, takeInteractions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { type Rng, rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { Trial } from '../trial.ts'
import type { QuestionKind } from './question-kind.ts'
import { sessionCut } from './session-cut.ts'

/** A part of train held out to choose by: what candidates learn from, and what they are asked. */
export interface ValidationCut {
  train: Interactions
  trial: Trial
}

/**
 * How many questions are asked at most: what separates candidates is smaller than chance on few, and each costs a look at
 * every item.
 */
export const mostQuestions = (nItems: number) => Math.min(6000, Math.max(2500, Math.round(6e7 / Math.max(1, nItems))))

/** What is held out of a person's items. */
const heldShare = 0.2

/** What an event is to a cut. */
const role = { learnt: 0, history: 1, wanted: 2, nothing: 3 } as const

/**
 * Holds out a part of train that asks what will be asked later. Only the people who are asked lose something, but for
 * `later`, where nothing after the moment is learnt from anybody; so candidates are chosen on nearly as much data as the
 * chosen one will learn from. Nothing that is wanted is learnt. Wanted items that a list may not hold are not asked for.
 *
 * @returns a trial without rows when there is nothing to hold out
 * O(events).
 */
export function validationCut(train: Interactions, kind: QuestionKind, seed: number): ValidationCut {
  const random = rng(seed)
  if (kind.asks === 'session') return sessionCut(train, kind, random)
  const { sequences } = train
  if (!sequences) return emptyCut(train)
  const roles = new Uint8Array(sequences.item.length)
  if (kind.asks === 'later') markLater(train, roles)
  else markOwn(train, kind, roles, random)
  return cutByRoles(train, roles, kind, random)
}

/** Everything in the last part of time: a fifth of the events, less where time has few moments. */
function markLater({ nRows, sequences }: Interactions, roles: Uint8Array): void {
  const { rowStart, day } = sequences!
  const sorted = Float64Array.from(day).sort()
  const cut = sorted[Math.floor((1 - heldShare) * (sorted.length - 1))]!
  for (let r = 0; r < nRows; r++)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) {
      if (day[e]! <= cut) continue
      // strangers cannot be asked about; their events are not learnt from all the same
      roles[e] = day[rowStart[r]!]! <= cut ? role.wanted : role.nothing
    }
}

/** Of people drawn by chance: the last item, the last basket, the last fifth, or any fifth. */
function markOwn(
  { nRows, nCols, sequences }: Interactions,
  { asks, one, gap }: QuestionKind,
  roles: Uint8Array,
  random: Rng,
): void {
  const { rowStart, basket } = sequences!
  let asked = 0
  for (const r of shuffled(nRows, random)) {
    const [from, to] = [rowStart[r]!, rowStart[r + 1]!]
    const least = asks === 'next' && gap ? 3 : 2
    if (to - from < least || (asks === 'basket' && basket[from] === basket[to - 1])) continue
    if (asks === 'basket') {
      for (let e = to - 1; basket[e] === basket[to - 1]; e--) roles[e] = role.wanted
    } else if (asks === 'next') {
      roles[to - 1] = role.wanted
      if (gap) roles[to - 2] = role.history
    } else {
      const n = one ? 1 : Math.max(1, Math.floor(heldShare * (to - from)))
      const order = asks === 'items' ? shuffled(to - from, random) : undefined
      for (let k = 0; k < n; k++) roles[order ? from + order[k]! : to - 1 - k] = role.wanted
    }
    if (++asked === mostQuestions(nCols)) return
  }
}

function cutByRoles(train: Interactions, roles: Uint8Array, kind: QuestionKind, random: Rng): ValidationCut {
  const { nRows, nCols, sequences, userFeatures } = train
  const { rowStart, item } = sequences!
  const features = userFeatures && { userFeatures }
  // an item that is wanted must not be learnt from another event of the same person
  if (kind.seen === 'exclude') settleTwins(train, roles)
  const learnt: Interactions = { ...eventsWhere(train, (e) => roles[e] === role.learnt, kind.combine), ...features }
  const known = roles.includes(role.history)
    ? { ...eventsWhere(train, (e) => roles[e]! <= role.history, kind.combine), ...features }
    : learnt
  let asked: number[] = []
  for (let r = 0; r < nRows; r++)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++)
      if (roles[e] === role.wanted) {
        asked.push(r)
        break
      }
  const most = mostQuestions(nCols)
  if (asked.length > most) {
    const order = shuffled(asked.length, random)
    asked = asked.filter((_, at) => order[at]! < most)
  }
  const [row, column] = [[] as number[], [] as number[]]
  for (const [at, r] of asked.entries())
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++)
      if (roles[e] === role.wanted) {
        row.push(at)
        column.push(item[e]!)
      }
  const targets = csrFrom(asked.length, nCols, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
  targets.value.fill(1)
  const histories = takeInteractions(known, asked)
  return { train: learnt, trial: { histories, targets, ...(kind.seen === 'exclude' && { exclude: histories }) } }
}

/** Of one person's events on one item either all are wanted or none is: otherwise what is asked for is known. */
function settleTwins({ nRows, sequences }: Interactions, roles: Uint8Array): void {
  const { rowStart, item } = sequences!
  for (let r = 0; r < nRows; r++) {
    const before = new Set<number>()
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) if (roles[e]! <= role.history) before.add(item[e]!)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++)
      if (roles[e] === role.wanted && before.has(item[e]!)) roles[e] = role.nothing
  }
}

function eventsWhere(
  { nRows, nCols, sequences }: Interactions,
  keep: (event: number) => boolean,
  combine: 'sum' | 'max',
): Interactions {
  const { rowStart, item, day, weight, basket } = sequences!
  const row = new Uint32Array(item.length)
  for (let r = 0; r < nRows; r++) row.fill(r, rowStart[r]!, rowStart[r + 1]!)
  const kept = Uint32Array.from(item.keys()).filter(keep)
  const events = {
    row: kept.map((e) => row[e]!),
    item: kept.map((e) => item[e]!),
    day: Float64Array.from(kept, (e) => day[e]!),
    weight: Float32Array.from(kept, (e) => weight[e]!),
    basket: kept.map((e) => basket[e]!),
  }
  return interactionsFrom(nRows, nCols, events, combine)
}

function emptyCut(train: Interactions): ValidationCut {
  const histories = takeInteractions(train, [])
  const none = new Uint32Array(0)
  return { train, trial: { histories, targets: csrFrom(0, train.nCols, none, none, undefined, 'max') } }
}
