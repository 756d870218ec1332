import { addNormalised } from '../../numbers/normalise.ts'
import { topK } from '../../numbers/topk.ts'
import type { Interactions } from '../interactions.ts'
import type { Model } from '../model.ts'
import { Asker, askerFeatures } from './asker.ts'
import type { ItemFacts } from './item-facts.ts'

/** A part with its weight in the blend that the trees begin from. */
export interface Weighted {
  model: Model
  weight: number
}

export interface HowChosen {
  /** of each part so many of its best items */
  nOfEach: number
  /** may a candidate be in the history already? */
  repeats: boolean
  /** is the order of a history read? Only where a part needs it is it sure to be known whenever somebody asks */
  ordered: boolean
}

/** Candidates of a block of histories: those of row r are start[r] ≤ c < start[r + 1], items rising. */
export interface Candidates {
  start: Uint32Array
  item: Uint32Array
  nFeatures: number
  /**
   * candidates × nFeatures: what each part scores it (as it is, as a share of the part's best, as a z-score over the row) and at
   * which rank, the blend, askerFeatures
   */
  features: Float32Array
  /**
   * what trees begin from, −log(1 + rank), ranks from 0 among a row's candidates by the blend: its scores have long tails in
   * some rows and none in others, its order means the same in all
   */
  first: Float64Array
  /** rows × nItems: the weighted sum of the parts' z-scores */
  blended: Float32Array
}

/** What is known of a candidate from each part. */
const ofPart = 4

export const featuresOf = (nParts: number) => ofPart * nParts + 1 + askerFeatures.length

/**
 * Which items are worth a second look, for each history the union of what its parts put highest, and what is known of
 * them. Cost: O(parts · nItems) a row, and O(features) a candidate.
 *
 * @param all      what each part scores, nRows × nItems (scores-of.ts); what may not be a candidate is struck out of it
 * @param isWorth  told the parts' scores of a row, says whether its candidates are wanted at all; missing: all are
 */
export function candidatesOf(
  parts: readonly Weighted[],
  all: readonly Float32Array[],
  histories: Interactions,
  facts: ItemFacts,
  { nOfEach, repeats, ordered }: HowChosen,
  isWorth?: (r: number, scores: readonly Float32Array[]) => boolean,
): Candidates {
  const { nRows, nCols, rowStart, column } = histories
  const { sequences, ...unordered } = histories
  const blended = new Float32Array(nRows * nCols)
  const normal = parts.map(() => new Float32Array(nCols))
  const nFeatures = featuresOf(parts.length)
  const start = new Uint32Array(nRows + 1)
  const found: { items: Uint32Array; features: Float32Array; first: Float64Array }[] = []
  for (let r = 0; r < nRows; r++) {
    const own = column.subarray(rowStart[r], rowStart[r + 1])
    const scores = all.map((raw) => raw.subarray(r * nCols, (r + 1) * nCols))
    start[r + 1] = start[r]!
    if (isWorth && !isWorth(r, scores)) continue
    const blend = blended.subarray(r * nCols, (r + 1) * nCols)
    const row = { nRows: 1, nCols, rowStart: Uint32Array.of(0, own.length), column: own }
    for (const [m, { weight }] of parts.entries()) {
      const one = normal[m]!.fill(0)
      addNormalised(scores[m]!, row, 1, 'z-score', one)
      for (let i = 0; i < nCols; i++) blend[i]! += weight * one[i]!
      if (!repeats) for (const i of own) scores[m]![i] = Number.NEGATIVE_INFINITY
    }
    const { items, ranks, best } = highest(scores, nOfEach)
    const features = new Float32Array(items.length * nFeatures)
    const asker = new Asker(ordered ? histories : unordered, r, facts)
    for (const [c, i] of items.entries()) {
      const at = c * nFeatures
      for (let m = 0; m < parts.length; m++) {
        const score = scores[m]![i]!
        features[at + ofPart * m] = score
        features[at + ofPart * m + 1] = best[m]! > 0 ? score / best[m]! : Number.NaN
        features[at + ofPart * m + 2] = normal[m]![i]!
        features[at + ofPart * m + 3] = ranks[c * parts.length + m]!
      }
      features[at + ofPart * parts.length] = blend[i]!
      asker.featuresInto(i, features, at + ofPart * parts.length + 1)
    }
    const first = new Float64Array(items.length)
    const order = Uint32Array.from(items.keys()).sort((a, b) => blend[items[b]!]! - blend[items[a]!]! || a - b)
    for (let rank = 0; rank < order.length; rank++) first[order[rank]!] = -Math.log1p(rank)
    found.push({ items, features, first })
    start[r + 1] = start[r]! + items.length
  }
  const n = start[nRows]!
  const whole = {
    item: new Uint32Array(n),
    features: new Float32Array(n * nFeatures),
    first: new Float64Array(n),
  }
  let at = 0
  for (const { items, features, first } of found) {
    whole.item.set(items, at)
    whole.features.set(features, at * nFeatures)
    whole.first.set(first, at)
    at += items.length
  }
  return { start, nFeatures, blended, ...whole }
}

/**
 * The union of what each part puts highest, items rising, and each part's best score. What a part
 * does not name stands twice as deep as it looked.
 */
function highest(scores: readonly Float32Array[], nOfEach: number) {
  const tops = scores.map((row) => topK(row, nOfEach))
  const items = Uint32Array.from(new Set(tops.flatMap((top) => [...top]))).sort()
  const placeOf = new Map([...items].map((i, c) => [i, c]))
  const ranks = new Float64Array(items.length * scores.length).fill(2 * nOfEach)
  for (const [m, top] of tops.entries())
    for (const [rank, i] of top.entries()) ranks[placeOf.get(i)! * scores.length + m] = rank
  const best = tops.map((top, m) => (top.length > 0 ? scores[m]![top[0]!]! : 0))
  return { items, ranks, best }
}
