import { setImmediate } from 'node:timers/promises'
import { type HeldOut, holdOut } from '../blends/hold-out.ts'
import { type Interactions, takeInteractions } from '../interactions.ts'
import type { FitContext } from '../model.ts'
import { scoresOf } from '../scores-of.ts'
import { candidatesOf, type HowChosen, type Weighted } from './candidates.ts'
import { type Forest, forestOf } from './forest.ts'
import { type ItemFacts, itemFacts } from './item-facts.ts'
import { type LambdaMartOptions, lambdaMart, type RankingData } from './lambda-mart.ts'
import { pairwiseLoss } from './lambdas.ts'

/** With fewer questions than this trees would learn the people by heart: the blend stays as it is. */
const leastQuestions = 20
/** Every so many-th question decides how many trees stay. */
const everyValidation = 4
/** Histories asked at a time. */
export const rowsTogether = 96

/** What trees are learnt from: in baskets the next one, elsewhere the end of every history. */
export const heldForTrees = (interactions: Interactions, seed: number, questions: number): HeldOut =>
  holdOut(interactions, seed, comesInBaskets(interactions) ? 0 : undefined, questions)

/** @param models  fitted on the rest of what is held out */
export async function learnTrees(
  { rest, rows, targets }: HeldOut,
  models: readonly Weighted[],
  options: LambdaMartOptions & { candidates: number; ordered: boolean },
  context: FitContext,
): Promise<{ forest: Forest; how: HowChosen; scale: number }> {
  const repeats = comesBack(rest, targets)
  const how = { nOfEach: options.candidates, repeats, ordered: options.ordered }
  if (rows.length < leastQuestions || options.trees === 0) return { forest: forestOf([]), how, scale: 1 }
  const facts = itemFacts(rest, context.itemFeatures)
  const asked: Asked[] = []
  for (let from = 0; from < rows.length; from += rowsTogether) {
    await setImmediate()
    context.signal?.throwIfAborted()
    const some = rows.slice(from, from + rowsTogether)
    const histories = takeInteractions(rest, some)
    const parts = models.map(({ model }) => model)
    const scores = await scoresOf(parts, histories, context.kernels, context.signal)
    asked.push(...ask(models, scores, histories, some, targets, facts, how))
  }
  const isValidation = (_: unknown, q: number) => q % everyValidation === everyValidation - 1
  const train = together(asked.filter((one, q) => !isValidation(one, q)).map((one) => thinned(one, options.depth)))
  const validation = together(asked.filter(isValidation))
  const scale = calibrated(train, options.depth)
  for (const { first } of [train, validation]) for (let k = 0; k < first.length; k++) first[k]! *= scale
  const forest = await lambdaMart(train, validation, options, context)
  return { forest, how, scale }
}

type Targets = { rowStart: Uint32Array; column: Uint32Array }

/**
 * Have most people several baskets? Then the next one is what is asked for: trees, which see how often and how long ago
 * something was had, would learn from a fifth of the baskets how several of them together look.
 */
function comesInBaskets({ nRows, sequences }: Interactions): boolean {
  if (!sequences) return false
  const { rowStart, basket } = sequences
  let several = 0
  for (let r = 0; r < nRows; r++) {
    const [from, to] = [rowStart[r]!, rowStart[r + 1]!]
    if (to > from && basket[from] !== basket[to - 1]) several++
  }
  return 2 * several > nRows
}

/** Is anything that is held out in its history already? */
function comesBack(rest: Interactions, targets: Targets): boolean {
  for (let r = 0; r < rest.nRows; r++) {
    const had = new Set(rest.column.subarray(rest.rowStart[r], rest.rowStart[r + 1]))
    for (let at = targets.rowStart[r]!; at < targets.rowStart[r + 1]!; at++)
      if (had.has(targets.column[at]!)) return true
  }
  return false
}

/** One history's candidates. */
interface Asked {
  nFeatures: number
  features: Float32Array
  first: Float64Array
  wanted: Uint8Array
  nWanted: number
}

function ask(
  models: readonly Weighted[],
  scores: readonly Float32Array[],
  histories: Interactions,
  rows: readonly number[],
  targets: Targets,
  facts: ItemFacts,
  how: HowChosen,
): Asked[] {
  const wantedBy = (r: number) => targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1])
  // what nobody scores is not found in any order: there is nothing to learn, and most of the work need not be done
  const isWorth = (at: number, scores: readonly Float32Array[]) =>
    wantedBy(rows[at]!).some((i) => scores.some((row) => row[i]! > 0))
  const { start, item, nFeatures, features, first } = candidatesOf(models, scores, histories, facts, how, isWorth)
  return rows.flatMap((r, at) => {
    const wanted = new Set(wantedBy(r))
    const items = item.subarray(start[at], start[at + 1])
    if (!items.some((i) => wanted.has(i))) return []
    return {
      nFeatures,
      features: features.slice(start[at]! * nFeatures, start[at + 1]! * nFeatures),
      first: first.slice(start[at], start[at + 1]),
      wanted: Uint8Array.from(items, (i) => Number(wanted.has(i))),
      nWanted: wanted.size,
    }
  })
}

/** Factors that the blend's order is tried with. */
const scales = Array.from({ length: 13 }, (_, k) => 2 ** (k / 2 - 3))

/**
 * What the blend's order has to be multiplied by for its differences to be as sure as they should be: the factor of least
 * loss. Differences far apart and wrong would leave the trees nothing but cliffs.
 */
function calibrated(train: RankingData, depth: number): number {
  let [best, least] = [1, Number.POSITIVE_INFINITY]
  for (const scale of scales) {
    const loss = pairwiseLoss(
      train,
      train.first.map((score) => scale * score),
      depth,
    )
    if (loss < least) [best, least] = [scale, loss]
  }
  return best
}

/** Of what stands deeper in the blend's order than so many lists, every so many-th is learnt from. */
const [deepLists, everyDeep] = [2, 4]

/**
 * What stands deep and is not wanted is most of all there is, and any part of it tells as well as the whole what is not to be
 * brought up. What decides how many trees stay is never thinned.
 */
function thinned({ nFeatures, features, first, wanted, nWanted }: Asked, depth: number): Asked {
  const deepest = -Math.log1p(deepLists * depth)
  const kept = Array.from(first.keys()).filter((c) => wanted[c] || first[c]! > deepest || c % everyDeep === 0)
  const few = new Float32Array(kept.length * nFeatures)
  for (const [k, c] of kept.entries()) few.set(features.subarray(c * nFeatures, (c + 1) * nFeatures), k * nFeatures)
  return {
    nFeatures,
    features: few,
    first: Float64Array.from(kept, (c) => first[c]!),
    wanted: Uint8Array.from(kept, (c) => wanted[c]!),
    nWanted,
  }
}

function together(asked: readonly Asked[]): RankingData {
  const start = new Uint32Array(asked.length + 1)
  for (const [q, { wanted }] of asked.entries()) start[q + 1] = start[q]! + wanted.length
  const nRows = start[asked.length]!
  const nFeatures = asked[0]?.nFeatures ?? 0
  const all: RankingData = {
    start,
    wanted: new Uint8Array(nRows),
    nWanted: Uint32Array.from(asked, ({ nWanted }) => nWanted),
    nFeatures,
    features: new Float32Array(nRows * nFeatures),
    first: new Float64Array(nRows),
  }
  for (const [q, { features, first, wanted }] of asked.entries()) {
    all.features.set(features, start[q]! * nFeatures)
    all.wanted.set(wanted, start[q])
    all.first.set(first, start[q])
  }
  return all
}
