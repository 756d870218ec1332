import { setImmediate } from 'node:timers/promises'
import { type Had, hadChoices, hadItems } from '../../model/blends/had.ts'
import { takeInteractions } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import { byDeviation, byMax, type Linear } from '../../numbers/normalise.ts'
import { topK } from '../../numbers/topk.ts'
import type { Trial } from '../trial.ts'
import type { Goal } from './goal.ts'

/** Scores held at a time. */
const blockScores = 1 << 22

/** One model's answer to one question, as far as lists could show it. Items rise. */
export interface Answer {
  item: Uint32Array
  score: Float32Array
  /** place on the list of all items, from 0; beyond the depth that was kept: Infinity */
  rank: Float32Array
  /** norm(s) = (s − shift) · scale */
  deviation: Linear
  most: Linear
  /** mean score of the items that are not here */
  rest: number
}

export interface Answers {
  /** value of the goal, question by question, for each way to treat what a history holds */
  values: Record<Had, Float64Array>
  /** question by question; empty when they were not wanted */
  answers: Answer[]
}

export interface AskOptions {
  goal: Goal
  /** how many of the best items of each question are kept; 0 = only values */
  depth: number
  /** rows of the trial that are asked, in this order */
  rows: readonly number[]
  /** items of each row of the trial that are kept whatever their place, rising */
  pool?: readonly Uint32Array[]
  signal?: AbortSignal
  /** told the values so far; `false` ends the asking, and values are then those asked until now */
  goOn?: (values: Float64Array) => boolean
}

/**
 * Asks a model everything once and keeps what choosing and blending need: the goal's value of every question, and scores
 * of the items at the top. O(questions × nItems), a block of rows at a time.
 *
 * @throws signal.reason when aborted
 */
export async function askModel(model: Model, trial: Trial, options: AskOptions): Promise<Answers> {
  const { goal, depth, rows, pool, signal, goOn } = options
  const { histories, targets, exclude } = trial
  const nItems = model.nItems
  const policies: readonly Had[] = exclude ? ['keep'] : hadChoices
  const values = Object.fromEntries(policies.map((had) => [had, new Float64Array(rows.length)])) as Answers['values']
  const answers: Answer[] = []
  const perBlock = Math.max(1, Math.min(rows.length, Math.floor(blockScores / Math.max(1, nItems)), 256))
  const scores = new Float32Array(perBlock * nItems)
  const hits = new Uint8Array(goal.k)
  let asked = 0
  while (asked < rows.length) {
    await setImmediate()
    signal?.throwIfAborted()
    const block = rows.slice(asked, asked + perBlock)
    const taken = takeInteractions(histories, block)
    model.scoreInto(taken, scores.subarray(0, block.length * nItems))
    for (const [b, r] of block.entries()) {
      const row = scores.subarray(b * nItems, (b + 1) * nItems)
      const wanted = targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1])
      const own = taken.column.subarray(taken.rowStart[b], taken.rowStart[b + 1])
      const hidden = exclude?.column.subarray(exclude.rowStart[r], exclude.rowStart[r + 1])
      // one look through all items serves everything: what lists may not hold is passed over afterwards
      const top = topK(row, Math.min(nItems, Math.max(depth, goal.k) + own.length + (hidden?.length ?? 0)))
      if (depth > 0) answers.push(answerOf(row, top, own, hidden, pool?.[r]))
      for (const had of policies) {
        const dropped = hidden ?? hadItems(taken, b, had)
        hits.fill(0)
        let rank = 0
        for (let at = 0; at < top.length && rank < goal.k; at++)
          if (!dropped.includes(top[at]!)) hits[rank++] = Number(includes(wanted, top[at]!))
        values[had][asked + b] = goal.metric(hits, wanted.length, goal.k)
      }
    }
    asked += block.length
    if (asked < rows.length && goOn && !goOn(bestOf(values, asked))) break
  }
  if (asked < rows.length) for (const had of policies) values[had] = values[had].slice(0, asked)
  return { values, answers }
}

/** Values under the policy with the best mean. */
export function bestOf(values: Answers['values'], asked: number): Float64Array {
  let best: Float64Array = new Float64Array(0)
  let most = Number.NEGATIVE_INFINITY
  for (const had of hadChoices) {
    const value = values[had]?.subarray(0, asked)
    if (!value) continue
    let sum = 0
    for (let q = 0; q < asked; q++) sum += value[q]!
    if (sum > most) [best, most] = [value, sum]
  }
  return best
}

function answerOf(
  row: Float32Array,
  top: Uint32Array,
  own: Uint32Array,
  hidden: Uint32Array | undefined,
  pool: Uint32Array | undefined,
): Answer {
  const [deviation, most] = [byDeviation(row, own), byMax(row, own)]
  const { item, rank } = merged(top, pool ?? none, hidden ?? none)
  const score = Float32Array.from(item, (i) => row[i]!)
  let [listed, nListed] = [0, 0]
  for (const [at, i] of item.entries())
    if (!includes(own, i)) {
      listed += score[at]!
      nListed++
    }
  const nOthers = row.length - own.length
  return {
    item,
    score,
    rank,
    deviation,
    most,
    rest: nOthers > nListed ? (deviation.shift * nOthers - listed) / (nOthers - nListed) : 0,
  }
}

const none = new Uint32Array(0)

/** The items of both lists that are not hidden, rising, with their places on the first. */
function merged(top: Uint32Array, pool: Uint32Array, hidden: Uint32Array): { item: Uint32Array; rank: Float32Array } {
  // sorted as numbers item · 2²⁰ + place: of an item that stands in both lists its place comes first
  const nowhere = 2 ** 20 - 1
  const both = new Float64Array(top.length + pool.length)
  for (let rank = 0; rank < top.length; rank++) both[rank] = top[rank]! * 2 ** 20 + Math.min(rank, nowhere - 1)
  for (let at = 0; at < pool.length; at++) both[top.length + at] = pool[at]! * 2 ** 20 + nowhere
  both.sort()
  const item = new Uint32Array(both.length)
  const rank = new Float32Array(both.length)
  let n = 0
  for (let at = 0; at < both.length; at++) {
    const i = Math.floor(both[at]! / 2 ** 20)
    if ((n > 0 && item[n - 1] === i) || includes(hidden, i)) continue
    const place = both[at]! - i * 2 ** 20
    item[n] = i
    rank[n++] = place === nowhere ? Number.POSITIVE_INFINITY : place
  }
  return { item: item.slice(0, n), rank: rank.slice(0, n) }
}

/** Is the value in the rising list? */
function includes(rising: Uint32Array, value: number): boolean {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! < value) low = middle + 1
    else high = middle
  }
  return rising[low] === value
}
