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
}

/** Candidates of a block of histories: those of row r are start[r] ≤ c < start[r + 1], items rising. */
export interface Candidates {
  start: Uint32Array
  item: Uint32Array
  nFeatures: number
  /** candidates × nFeatures: what each part scores it (z-score over the row), the rank it gives it, the blend, askerFeatures */
  features: Float32Array
  /**
   * what trees begin from, −log(1 + rank), ranks from 0 among a row's candidates by the blend: its scores have long tails in
   * some rows and none in others, its order means the same in all
   */
  first: Float64Array
  /** rows × nItems: the weighted sum of the parts' z-scores */
  blended: Float32Array
}

export const featuresOf = (nParts: number) => 2 * nParts + 1 + askerFeatures.length

/**
 * Which items are worth a second look, for each history the union of what its parts put highest, and what is known of
 * them. Cost: scoring by the parts, O(parts · nItems) a row, and O(features) a candidate.
 */
export function candidatesOf(
  parts: readonly Weighted[],
  histories: Interactions,
  facts: ItemFacts,
  { nOfEach, repeats }: HowChosen,
): Candidates {
  const { nRows, nCols, rowStart, column } = histories
  const blended = new Float32Array(nRows * nCols)
  const each = parts.map(({ model, weight }) => {
    const raw = new Float32Array(nRows * nCols)
    model.scoreInto(histories, raw)
    const normal = new Float32Array(nRows * nCols)
    addNormalised(raw, histories, 1, 'z-score', normal)
    for (let k = 0; k < blended.length; k++) blended[k]! += weight * normal[k]!
    if (!repeats)
      for (let r = 0; r < nRows; r++)
        for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) raw[r * nCols + column[at]!] = Number.NEGATIVE_INFINITY
    return { raw, normal }
  })
  const nFeatures = featuresOf(parts.length)
  const rows = Array.from({ length: nRows }, (_, r) => {
    // rank of each candidate with each part; what a part does not name stands twice as deep as it looked
    const ranks = new Map<number, Float64Array>()
    for (const [m, { raw }] of each.entries())
      for (const [rank, i] of topK(raw.subarray(r * nCols, (r + 1) * nCols), nOfEach).entries()) {
        const known = ranks.get(i) ?? new Float64Array(parts.length).fill(2 * nOfEach)
        known[m] = rank
        ranks.set(i, known)
      }
    return [...ranks].sort(([a], [b]) => a - b)
  })
  const start = new Uint32Array(nRows + 1)
  for (let r = 0; r < nRows; r++) start[r + 1] = start[r]! + rows[r]!.length
  const item = new Uint32Array(start[nRows]!)
  const features = new Float32Array(item.length * nFeatures)
  const first = new Float64Array(item.length)
  for (let r = 0; r < nRows; r++) {
    const asker = new Asker(histories, r, facts)
    for (const [c, [i, ranks]] of rows[r]!.entries()) {
      item[start[r]! + c] = i
      const at = (start[r]! + c) * nFeatures
      for (const [m, { normal }] of each.entries()) {
        features[at + 2 * m] = normal[r * nCols + i]!
        features[at + 2 * m + 1] = ranks[m]!
      }
      features[at + 2 * parts.length] = blended[r * nCols + i]!
      asker.featuresInto(i, features, at + 2 * parts.length + 1)
    }
    const own = blended.subarray(r * nCols, (r + 1) * nCols)
    const order = Uint32Array.from({ length: start[r + 1]! - start[r]! }, (_, c) => start[r]! + c)
    order.sort((a, b) => own[item[b]!]! - own[item[a]!]! || a - b)
    for (let rank = 0; rank < order.length; rank++) first[order[rank]!] = -Math.log1p(rank)
  }
  return { start, item, nFeatures, features, first, blended }
}
