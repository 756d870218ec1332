import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { addNormalised, type Normalisation } from '../../numbers/normalise.ts'
import { topK } from '../../numbers/topk.ts'
import { fitModel } from '../fit.ts'
import { type Interactions, takeInteractions } from '../interactions.ts'
import type { FitContext, Model } from '../model.ts'
import { scoresOf } from '../scores-of.ts'
import { type Had, hadItems } from './had.ts'
import { type HeldOut, holdOut } from './hold-out.ts'
import type { ResolvedPart } from './parts.ts'

/** Candidates of a history: what any part puts this high. What none does will not be on a list. */
const candidatesOfEach = 200

/** Factors a weight is tried with, coarse to fine. */
const steps = [
  [0, 0.25, 0.5, 2, 4],
  [0, 0.7, 1.4],
  [0.85, 1.15],
]

/** Histories scored at a time. */
const rowsTogether = 96

/** One list of one history: each part's normalised score of each candidate, and whether it is wanted. */
interface Question {
  scores: Float32Array[]
  wanted: Uint8Array
  nWanted: number
}

/**
 * Weights of the parts for which what is held out stands highest: coordinate ascent on the mean NDCG@depth, starting from
 * equal weights, and from the best part alone when that is better. 1 for everybody when there is nothing to hold out.
 *
 * Every history is asked for what is new to it. Where anything that is held out, of anybody, had been there before, every history
 * is also asked for a list that may hold what it holds (but for what `had` drops), and both count alike: whose wish comes back
 * is not known when a list is made.
 */
export async function learnWeights(
  parts: readonly ResolvedPart[],
  interactions: Interactions,
  { normalise, depth, had }: { normalise: Normalisation; depth: number; had: Had },
  context: FitContext,
): Promise<number[]> {
  const held = holdOut(interactions, context.seed)
  if (held.rows.length === 0 || parts.length === 1) return parts.map(() => 1)
  const models: Model[] = []
  for (const part of parts) models.push(await fitModel(part, held.rest, context))
  return weightsOn(held, models, { normalise, depth, had }, context)
}

/** The same for models that were fitted on the rest already. */
export async function weightsOn(
  { rest, rows, targets }: HeldOut,
  models: readonly Model[],
  { normalise, depth, had }: { normalise: Normalisation; depth: number; had: Had },
  context: FitContext,
): Promise<number[]> {
  const equal = models.map(() => 1)
  const questions: Question[] = []
  const comesBack = had !== 'drop' && rows.some((r) => isAnyIn(rest, targets, r))
  for (let start = 0; start < rows.length; start += rowsTogether) {
    await setImmediate()
    context.signal?.throwIfAborted()
    const some = rows.slice(start, start + rowsTogether)
    const histories = takeInteractions(rest, some)
    const scores = await scoresOf(models, histories, context.kernels, context.signal)
    questions.push(...ask(scores, histories, some, targets, normalise, comesBack ? had : 'drop'))
  }
  if (questions.length === 0) return equal
  const alone = models.map((_, m) => models.map((_, other) => Number(other === m)))
  let best = equal
  let value = quality(questions, equal, depth)
  for (const weights of alone) {
    const one = quality(questions, weights, depth)
    if (one > value) [best, value] = [weights, one]
  }
  for (const factors of steps) {
    for (let improved = true, turn = 0; improved && turn < 4; turn++) {
      improved = false
      for (let m = 0; m < models.length; m++)
        for (const factor of factors) {
          const tried = best.with(m, best[m] === 0 ? factor * 0.5 : (best[m] as number) * factor)
          if (tried.every((weight) => weight === 0)) continue
          const one = quality(questions, tried, depth)
          if (one > value * (1 + 1e-6)) {
            ;[best, value] = [tried, one]
            improved = true
          }
        }
      await setImmediate()
      context.signal?.throwIfAborted()
    }
  }
  return best
}

function ask(
  scores: readonly Float32Array[],
  histories: Interactions,
  rows: readonly number[],
  targets: Csr,
  normalise: Normalisation,
  had: Had,
): Question[] {
  const nItems = histories.nCols
  const all = scores.map((raw) => {
    const normal = new Float32Array(rows.length * nItems)
    addNormalised(raw, histories, 1, normalise, normal)
    return normal
  })
  return rows.flatMap((r, at) => {
    const ofRow = all.map((scores) => scores.subarray(at * nItems, (at + 1) * nItems))
    const best = new Set(ofRow.flatMap((scores) => [...topK(scores, candidatesOfEach)]))
    const wanted = targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1])
    return (had === 'drop' ? ['drop' as const] : ['drop' as const, had]).flatMap((leftOut) => {
      const isOut = new Set(hadItems(histories, at, leftOut))
      const isWanted = new Set(wanted.filter((i) => !isOut.has(i)))
      if (isWanted.size === 0) return []
      const items = [...best].filter((i) => !isOut.has(i)).sort((a, b) => a - b)
      return {
        scores: ofRow.map((scores) => Float32Array.from(items, (i) => scores[i]!)),
        wanted: Uint8Array.from(items, (i) => Number(isWanted.has(i))),
        nWanted: isWanted.size,
      }
    })
  })
}

/** Whether a row of one has an item that the same row of the other has. */
function isAnyIn(one: Csr, other: Csr, r: number): boolean {
  const has = new Set(one.column.subarray(one.rowStart[r], one.rowStart[r + 1]))
  return other.column.subarray(other.rowStart[r], other.rowStart[r + 1]).some((i) => has.has(i))
}

/** Mean NDCG@depth of the candidates in the order of their blended scores. */
function quality(questions: readonly Question[], weights: readonly number[], depth: number): number {
  let sum = 0
  for (const { scores, wanted, nWanted } of questions) {
    const blended = new Float32Array(wanted.length)
    for (const [m, of] of scores.entries()) {
      const weight = weights[m] as number
      if (weight !== 0) for (let c = 0; c < blended.length; c++) blended[c]! += weight * of[c]!
    }
    let [gained, ideal] = [0, 0]
    for (const [rank, c] of topK(blended, depth).entries()) if (wanted[c]) gained += 1 / Math.log2(rank + 2)
    for (let rank = 0; rank < Math.min(depth, nWanted); rank++) ideal += 1 / Math.log2(rank + 2)
    sum += gained / ideal
  }
  return sum / questions.length
}
