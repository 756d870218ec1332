import { setImmediate } from 'node:timers/promises'
import { type Had, hadItems } from '../../model/blends/had.ts'
import { type Normalisation, ofRank } from '../../numbers/normalise.ts'
import { rng } from '../../numbers/rng.ts'
import { topK } from '../../numbers/topk.ts'
import type { Trial } from '../trial.ts'
import type { Answer } from './ask-model.ts'
import type { Goal } from './goal.ts'

/** Turns of the greedy choice: weights are multiples of one in so many. */
const nTurns = 16
/** More turns are only worth it when the blend gains this share of its value. */
const leastGain = 1e-4

/** Up to so many wanted items it is cheaper to count who stands before each than to make a list. */
const fewWanted = 3

/** Questions ready for blending: for each the items that any model named, and each model's normalised scores of them. */
export interface Blending {
  questions: {
    /** by model, one score for each item */
    scores: Float32Array[]
    wanted: Uint8Array
    nWanted: number
  }[]
  goal: Goal
}

/**
 * Puts the answers of several models to the same questions on one footing. What a model did not name gets the mean of what
 * it did not name.
 *
 * @param answers  by model, then by question
 * @param rows     the trial's row of each question
 * O(models × questions × items named).
 */
export function blendingOf(
  answers: readonly (readonly Answer[])[],
  trial: Trial,
  rows: readonly number[],
  goal: Goal,
  { normalise, had }: { normalise: Normalisation; had: Had },
): Blending {
  const { targets, histories } = trial
  const questions = rows.map((r, q) => {
    const named = new Set<number>()
    for (const of of answers) for (const i of of[q]!.item) named.add(i)
    for (const i of hadItems(histories, r, had)) named.delete(i)
    const item = Uint32Array.from(named).sort()
    const wanted = new Set(targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1]))
    return {
      scores: answers.map((of) => normalised(of[q]!, item, normalise)),
      wanted: Uint8Array.from(item, (i) => Number(wanted.has(i))),
      nWanted: wanted.size,
    }
  })
  return { questions, goal }
}

function normalised(answer: Answer, items: Uint32Array, how: Normalisation): Float32Array {
  const out = new Float32Array(items.length)
  const { shift, scale } = how === 'max' ? answer.most : answer.deviation
  let at = 0
  for (let c = 0; c < items.length; c++) {
    while (at < answer.item.length && answer.item[at]! < items[c]!) at++
    const here = answer.item[at] === items[c]
    if (how === 'rank') out[c] = here && answer.score[at]! > 0 ? ofRank(answer.rank[at]!) : 0
    else out[c] = scale * ((here ? answer.score[at]! : answer.rest) - shift)
  }
  return out
}

/** The goal's value of each question under these weights. */
export function blendedValues({ questions, goal }: Blending, weights: readonly number[]): Float64Array {
  const hits = new Uint8Array(goal.k)
  return Float64Array.from(questions, ({ scores, wanted, nWanted }) => {
    const sum = new Float32Array(wanted.length)
    for (const [m, of] of scores.entries()) add(sum, of, weights[m]!)
    return goalOf(sum, wanted, nWanted, goal, hits)
  })
}

export interface GreedyOptions {
  among?: readonly number[]
  mayJoin?: (taken: readonly number[], m: number) => boolean
  signal?: AbortSignal
}

/**
 * Weights of a blend by greedy choice with replacement: from the best model alone, turn by turn the model whose addition
 * helps most, or hurts least; the weights are how often each was taken by the best turn.
 *
 * @param among   questions to choose by, all of them when not given
 * @param mayJoin may model m be taken beside those that are taken already
 * @returns       a weight for each model, largest 1
 * @throws        signal.reason when aborted
 * O(turns × models × questions × items). Source: Caruana, Niculescu-Mizil, Crew & Ksikes, ICML 2004.
 */
export async function greedyWeights(
  { questions, goal }: Blending,
  { among, mayJoin, signal }: GreedyOptions = {},
): Promise<number[]> {
  const chosen = among ? among.map((q) => questions[q]!) : questions
  const nModels = questions[0]?.scores.length ?? 0
  const hits = new Uint8Array(goal.k)
  const sums = chosen.map(({ wanted }) => new Float32Array(wanted.length))
  const taken = new Array<number>(nModels).fill(0)
  let value = Number.NEGATIVE_INFINITY
  let best = [...taken]
  const tried = new Float32Array(Math.max(0, ...chosen.map(({ wanted }) => wanted.length)))
  for (let turn = 0; turn < nTurns; turn++) {
    await setImmediate()
    signal?.throwIfAborted()
    let [next, most] = [-1, Number.NEGATIVE_INFINITY]
    for (let m = 0; m < nModels; m++) {
      const others = Array.from(taken.keys()).filter((at) => taken[at]! > 0)
      if (taken[m] === 0 && mayJoin && !mayJoin(others, m)) continue
      let sum = 0
      for (const [q, { scores, wanted, nWanted }] of chosen.entries()) {
        const [before, of] = [sums[q]!, scores[m]!]
        for (let c = 0; c < wanted.length; c++) tried[c] = before[c]! + of[c]!
        sum += goalOf(tried.subarray(0, wanted.length), wanted, nWanted, goal, hits)
      }
      if (sum > most) [next, most] = [m, sum]
    }
    if (next < 0) break
    taken[next]!++
    if (turn === 0 || most > value + leastGain * Math.abs(value)) [value, best] = [most, [...taken]]
    for (const [q, { scores }] of chosen.entries()) add(sums[q]!, scores[next]!, 1)
  }
  const largest = Math.max(...best)
  return best.map((n) => (largest > 0 ? n / largest : 0))
}

/** Samples of the questions of which each chooses weights, and the share of them that is in one. */
const [nBags, bagShare] = [4, 0.6]

/**
 * The mean of greedy weights chosen on several samples of the questions: what only one sample likes weighs little. Models
 * stay by their weights as long as they may join, the lightest are left out.
 * @returns  a weight for each model, largest 1
 */
export async function baggedWeights(blending: Blending, options: GreedyOptions & { seed: number }): Promise<number[]> {
  const random = rng(options.seed + 1)
  const nModels = blending.questions[0]?.scores.length ?? 0
  const sum = new Array<number>(nModels).fill(0)
  for (let bag = 0; bag < nBags; bag++) {
    const among = Array.from(blending.questions.keys()).filter(() => random() < bagShare)
    const weights = await greedyWeights(blending, { ...options, among })
    const total = weights.reduce((all, weight) => all + weight, 0)
    for (const [m, weight] of weights.entries()) sum[m]! += total > 0 ? weight / total : 0
  }
  const kept: number[] = []
  for (const m of Array.from(sum.keys()).sort((a, b) => sum[b]! - sum[a]!))
    if (sum[m]! > 0 && (options.mayJoin?.(kept, m) ?? true)) kept.push(m)
  const largest = Math.max(...sum)
  return sum.map((weight, m) => (kept.includes(m) ? Number((weight / largest).toPrecision(3)) : 0))
}

/**
 * What the blend of greedy weights would bring on questions that did not choose them: weights from one half are measured
 * on the other, both ways, beside the model that the same half would have chosen alone.
 *
 * @returns  the mean difference and its standard error, over questions
 */
export async function blendGain(
  blending: Blending,
  options: GreedyOptions & { seed: number },
): Promise<{ gain: number; error: number }> {
  const n = blending.questions.length
  const nModels = blending.questions[0]?.scores.length ?? 0
  const random = rng(options.seed)
  const first = Array.from({ length: n }, () => random() < 0.5)
  const alone = Array.from({ length: nModels }, (_, m) =>
    blendedValues(
      blending,
      Array.from({ length: nModels }, (_, other) => Number(other === m)),
    ),
  )
  const difference = new Float64Array(n)
  for (const half of [true, false]) {
    const among = Array.from(first.keys()).filter((q) => first[q] === half)
    const weights = await greedyWeights(blending, { ...options, among })
    const values = blendedValues(blending, weights)
    let [single, most] = [0, Number.NEGATIVE_INFINITY]
    for (const [m, of] of alone.entries()) {
      let sum = 0
      for (const q of among) sum += of[q]!
      if (sum > most) [single, most] = [m, sum]
    }
    for (let q = 0; q < n; q++) if (first[q] !== half) difference[q] = values[q]! - alone[single]![q]!
  }
  const gain = difference.reduce((sum, x) => sum + x, 0) / n
  const variance = difference.reduce((sum, x) => sum + (x - gain) ** 2, 0) / Math.max(1, n - 1)
  return { gain, error: Math.sqrt(variance / n) }
}

function goalOf(sum: Float32Array, wanted: Uint8Array, nWanted: number, goal: Goal, hits: Uint8Array): number {
  hits.fill(0)
  if (nWanted > fewWanted) {
    const list = topK(sum, goal.k)
    for (let rank = 0; rank < list.length; rank++) hits[rank] = wanted[list[rank]!]!
    return goal.metric(hits, nWanted, goal.k)
  }
  for (let c = 0; c < wanted.length; c++) {
    if (wanted[c] === 0) continue
    // who stands before it is its place on the list
    const score = sum[c]!
    let rank = 0
    for (let other = 0; other < c; other++) rank += Number(sum[other]! >= score)
    for (let other = c + 1; other < sum.length; other++) rank += Number(sum[other]! > score)
    if (rank < goal.k) hits[rank] = 1
  }
  return goal.metric(hits, nWanted, goal.k)
}

function add(to: Float32Array, of: Float32Array, weight: number): void {
  if (weight !== 0) for (let c = 0; c < to.length; c++) to[c]! += weight * of[c]!
}
