import { setImmediate } from 'node:timers/promises'
import type { Rows } from '../../kernels/kernels.ts'
import { topK } from '../../numbers/topk.ts'
import { wantOneOf } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'
import type { Model } from '../model.ts'
import { lastClicks } from './clicks.ts'
import { newestSessions } from './newest-sessions.ts'

/**
 * What items count that stand in the session at hand already, as factors of their scores: the last, the one before it, the
 * third from the end and all that came earlier, each item by its last click. 1 = as any other, 0 = never.
 */
export type RepeatWeights = readonly [last: number, before: number, third: number, earlier: number]

export const lastItemChoices = ['learn', 'keep', 'drop'] as const

/**
 * May what was looked at come back? `keep`: as any other item; `drop`: never the last one; `learn`: as often as in the
 * newest sessions of training. Shops differ by a factor: one in four clicks repeats the last, or none does.
 */
export type LastItem = (typeof lastItemChoices)[number]

export const checkLastItem = (lastItem: unknown) => wantOneOf('lastItem', lastItem, lastItemChoices)

export const keptRepeats: RepeatWeights = [1, 1, 1, 1]
const lastDropped: RepeatWeights = [0, 1, 1, 1]

/** How deep a list is looked at. */
const depth = 20
/** Fewer questions than this teach nothing. */
const leastQuestions = 100
/** Factors a weight is tried with, coarse to fine. */
const steps = [
  [0, 0.1, 0.25, 0.5, 2, 4, 8, 16, 32],
  [0.7, 1.4],
  [0.85, 1.15],
]
/** Where the ascent begins: between a last item that comes first and one that does not lies a valley. */
const starts: readonly RepeatWeights[] = [keptRepeats, [0.1, 1, 1, 1], [16, 1, 1, 1]]
/** A change that helps less than this is chance. */
const leastGain = 1e-3
/** Questions scored at a time. */
const together = 64

/**
 * The weights by `lastItem`. To learn them, the newest sessions are held out, `fitOn` makes a model of the rest that knows
 * no weights, every beginning of what is held out asks for the next item, and the weights are those for which the mean of
 * 1 / log₂(1 + rank), 0 beyond 20, is highest: coordinate ascent from three starts. Too few questions: all 1.
 *
 * Costs one fit more and 3,000 questions.
 */
export async function repeatWeights(
  lastItem: LastItem,
  nItems: number,
  sequences: Sequences,
  fitOn: (rest: Sequences) => Promise<Model>,
  signal?: AbortSignal,
): Promise<RepeatWeights> {
  if (lastItem !== 'learn') return lastItem === 'keep' ? keptRepeats : lastDropped
  const { rest, questions } = newestSessions(sequences)
  if (questions.length < leastQuestions) return keptRepeats
  const model = await fitOn(rest)
  const answers: Answer[] = []
  const scores = new Float32Array(Math.min(together, questions.length) * nItems)
  for (let from = 0; from < questions.length; from += together) {
    await setImmediate()
    signal?.throwIfAborted()
    const asked = questions.slice(from, from + together)
    const histories = historiesOf(
      nItems,
      asked.map(({ clicks }) => clicks),
    )
    model.scoreInto(histories, scores)
    for (const [r, { clicks, next }] of asked.entries())
      answers.push(answerOf(scores.subarray(r * nItems, (r + 1) * nItems), clicks, next))
  }
  return bestWeights(answers)
}

/** Scores of the items among these clicks weighed; what counts against an item stays. */
export function weighRepeats(score: Float32Array, clicks: Uint32Array, weights: RepeatWeights): void {
  for (const [place, i] of distinctFromTheEnd(clicks).entries())
    if (score[i]! > 0) score[i]! *= weights[Math.min(place, 3)]!
}

/** The same as what each item is multiplied by, row by row. */
export function repeatRows(histories: Interactions, nLast: number, weights: RepeatWeights): Rows {
  const rowStart = new Uint32Array(histories.nRows + 1)
  const column: number[] = []
  const value: number[] = []
  for (let r = 0; r < histories.nRows; r++) {
    for (const [place, i] of distinctFromTheEnd(lastClicks(histories, r, nLast)).entries()) {
      column.push(i)
      value.push(weights[Math.min(place, 3)]!)
    }
    rowStart[r + 1] = column.length
  }
  return { rowStart, column: Uint32Array.from(column), value: Float32Array.from(value) }
}

const distinctFromTheEnd = (clicks: Uint32Array): number[] => [...new Set(clicks.toReversed())]

/** What is needed of one question to rank its wanted item under any weights. */
interface Answer {
  /** the best scores of items that are not in the session, falling, at most `depth` */
  others: number[]
  /** scores of the distinct items of the session from its end */
  seen: number[]
  /** place of the wanted item in `seen`, or −1, and then how many of the others are before it */
  wanted: number
  before: number
  score: number
}

function answerOf(scores: Float32Array, clicks: Uint32Array, next: number): Answer {
  const items = distinctFromTheEnd(clicks)
  const seen = items.map((i) => scores[i]!)
  const score = scores[next]!
  for (const i of items) scores[i] = Number.NEGATIVE_INFINITY
  const best = topK(scores, depth)
  const others = Array.from(best, (i) => scores[i]!).filter((other) => other > 0)
  const before = best.indexOf(next)
  return { others, seen, wanted: items.indexOf(next), before: before < 0 ? depth : before, score }
}

/** Places before the wanted item. */
function rankOf({ others, seen, wanted, before, score }: Answer, weights: RepeatWeights): number {
  const weighed = (place: number) => seen[place]! * weights[Math.min(place, 3)]!
  const own = wanted < 0 ? score : weighed(wanted)
  if (own <= 0) return depth
  let rank = before
  if (wanted >= 0) for (rank = 0; rank < others.length && others[rank]! >= own; ) rank++
  for (let place = 0; place < seen.length; place++) if (place !== wanted && weighed(place) >= own) rank++
  return rank
}

function bestWeights(answers: readonly Answer[]): RepeatWeights {
  const quality = (weights: RepeatWeights) => {
    let sum = 0
    for (const answer of answers) {
      const rank = rankOf(answer, weights)
      if (rank < depth) sum += 1 / Math.log2(rank + 2)
    }
    return sum / answers.length
  }
  const tried = starts.map((start) => ascend(start, quality))
  return tried.reduce((best, one) => (one.value > best.value + leastGain ? one : best)).weights
}

function ascend(start: RepeatWeights, quality: (weights: RepeatWeights) => number) {
  let [weights, value] = [start, quality(start)]
  for (const factors of steps)
    for (let improved = true; improved; ) {
      improved = false
      for (let place = 0; place < weights.length; place++)
        for (const factor of factors) {
          const tried = weights.with(place, weights[place]! * factor) as unknown as RepeatWeights
          const one = quality(tried)
          if (one <= value + leastGain) continue
          ;[weights, value] = [tried, one]
          improved = true
        }
    }
  return { weights, value }
}

function historiesOf(nItems: number, rows: readonly Uint32Array[]): Interactions {
  const row = rows.flatMap((clicks, r) => Array.from(clicks, () => r))
  const item = rows.flatMap((clicks) => Array.from(clicks))
  return interactionsFrom(rows.length, nItems, { row: Uint32Array.from(row), item: Uint32Array.from(item) }, 'sum')
}
