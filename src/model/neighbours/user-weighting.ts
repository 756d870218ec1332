import type { Csr } from '../../numbers/csr.ts'
import type { Weighting } from './item-weighting.ts'

/** What weighing a person's row needs to know of all others; from training, stored with the model. */
export interface ItemStats {
  /** ln(people / (1 + people who have the item)) */
  idf: Float64Array
  /** mean weight of the item among those who have it */
  mean: Float64Array
  /** mean sum of weights of a person */
  meanLength: number
}

export function itemStats({ nRows, nCols, column, value }: Csr): ItemStats {
  const n = new Uint32Array(nCols)
  const sum = new Float64Array(nCols)
  let total = 0
  for (let at = 0; at < column.length; at++) {
    n[column[at]!]!++
    sum[column[at]!]! += value[at]!
    total += value[at]!
  }
  return {
    idf: Float64Array.from(n, (count) => Math.log(Math.max(1, nRows)) - Math.log1p(count)),
    mean: sum.map((s, i) => s / Math.max(1, n[i]!)),
    meanLength: total / Math.max(1, nRows) || 1,
  }
}

/**
 * A person's row re-weighted so that the inner product of two rows is their likeness: the formulas of item-weighting.ts
 * with people and items exchanged (adjusted cosine takes off the item's mean, Pearson the person's), rows of length 1 but
 * for bm25.
 */
export function weighRow(
  column: ArrayLike<number>,
  value: ArrayLike<number>,
  weighting: Weighting,
  { idf, mean, meanLength }: ItemStats,
  { k1, b }: { k1: number; b: number },
): Float64Array {
  const w = new Float64Array(column.length)
  let sum = 0
  for (let k = 0; k < column.length; k++) sum += value[k]!
  const own = sum / Math.max(1, column.length)
  for (let k = 0; k < column.length; k++) {
    const r = value[k]!
    const i = column[k]!
    const centred = (around: number) => (Math.abs(r - around) < 1e-9 * r ? 0 : r - around)
    if (weighting === 'bm25') w[k] = ((r * (k1 + 1)) / (k1 * (1 - b + (b * sum) / meanLength) + r)) * idf[i]!
    else if (weighting === 'tfidf') w[k] = Math.sqrt(r) * idf[i]!
    else if (weighting === 'adjusted-cosine') w[k] = centred(mean[i]!)
    else if (weighting === 'pearson') w[k] = centred(own)
    else w[k] = r
  }
  if (weighting === 'bm25') return w
  const length = Math.hypot(...w)
  return length > 0 ? w.map((x) => x / length) : w
}
