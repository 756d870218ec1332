import type { Csr } from './csr.ts'
import { topK } from './topk.ts'

export const normalisations = ['z-score', 'max', 'rank'] as const
export type Normalisation = (typeof normalisations)[number]

/** How slowly reciprocal rank fusion falls, as published. */
const rankOffset = 60
/** Ranks beyond this add nothing that could be seen. */
const deepestRank = 1000

/** What reciprocal rank fusion gives the item at `rank`, from 0. */
export const ofRank = (rank: number) => 1 / (rankOffset + rank + 1)

/**
 * out += weight · norm(scores), row by row:
 *
 *     z-score  (s − mean) / deviation        max  s / max |s|        rank  1 / (60 + rank), the best at rank 1
 *
 * What a history holds already scores far above the rest in most models: mean, deviation and maximum are those of the
 * other items, and of all only where those others are all alike: a history that leads to nothing but back to itself. A row whose
 * scores are all alike says nothing; by rank, neither does a score that is not above 0.
 *
 * @param scores  nRows × nCols, row-major, as is `out`
 * @param rowStart, column  what each history holds, columns rising
 *
 * O(nRows · nCols); nothing that grows with the items is allocated but by rank. Source of rank: Cormack, Clarke &
 * Büttcher, SIGIR 2009.
 */
export function addNormalised(
  scores: Float32Array,
  { nRows, nCols, rowStart, column }: Pick<Csr, 'nRows' | 'nCols' | 'rowStart' | 'column'>,
  weight: number,
  how: Normalisation,
  out: Float32Array,
): void {
  for (let r = 0; r < nRows; r++) {
    const [from, to] = [r * nCols, (r + 1) * nCols]
    const own = column.subarray(rowStart[r], rowStart[r + 1])
    addNormalisedRow(scores.subarray(from, to), own, 0, weight, how, out.subarray(from, to))
  }
}

/**
 * The same for one row, of which `nMore` further items score 0 and are not here: whether zeros stand in the row or are only
 * counted, the numbers are the same to the bit.
 * @param own  what the history holds, places in `row`, rising
 * @returns    what each of the further items has to be given
 */
export function addNormalisedRow(
  row: Float32Array,
  own: Uint32Array,
  nMore: number,
  weight: number,
  how: Normalisation,
  out: Float32Array,
): number {
  if (how === 'rank') {
    for (const [rank, i] of topK(row, Math.min(row.length, deepestRank)).entries())
      if (row[i]! > 0) out[i]! += weight * ofRank(rank)
    return 0
  }
  const { shift, scale } = how === 'max' ? byMax(row, own) : byDeviation(row, own, nMore)
  addLinear(row, { shift, scale }, weight, out)
  return weight * scale * (0 - shift)
}

/** out += weight · scale · (row − shift); scale 0 adds nothing. */
export function addLinear(row: Float32Array, { shift, scale }: Linear, weight: number, out: Float32Array): void {
  if (scale !== 0) for (let i = 0; i < row.length; i++) out[i]! += weight * scale * (row[i]! - shift)
}

/** (s − shift) · scale is norm(s); scale 0 where all are alike. */
export interface Linear {
  shift: number
  scale: number
}

/** By the largest absolute score of the items that are not in `own`, which rises; where that is 0, of those in it. */
export function byMax(row: Float32Array, own: Uint32Array): Linear {
  let [most, at] = [0, 0]
  for (let i = 0; i < row.length; i++) {
    if (own[at] === i) at++
    else if (Math.abs(row[i]!) > most) most = Math.abs(row[i]!)
  }
  if (most === 0) for (const i of own) most = Math.max(most, Math.abs(row[i]!))
  return { shift: 0, scale: most > 0 ? 1 / most : 0 }
}

/** Of the squares of all less than this is left by rounding where the others are all alike. */
const rounding = 1e-10

/**
 * By mean and standard deviation of the items that are not in `own`, the deviation that of all where these are alike; zeros are
 * counted, not added up, so that `nMore` of them need not stand in the row.
 */
export function byDeviation(row: Float32Array, own: Uint32Array, nMore = 0): Linear {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += row[i]!
  for (const i of own) sum -= row[i]!
  const n = Math.max(1, row.length + nMore - own.length)
  const mean = sum / n
  let squares = 0
  let nZeros = nMore
  for (let i = 0; i < row.length; i++)
    if (row[i] === 0) nZeros++
    else squares += (row[i]! - mean) ** 2
  squares += nZeros * mean ** 2
  let others = squares
  for (const i of own) others -= (row[i]! - mean) ** 2
  const deviation = Math.sqrt(others > rounding * squares ? others / n : squares / (row.length + nMore))
  return { shift: mean, scale: deviation > 1e-6 * Math.abs(mean) ? 1 / deviation : 0 }
}

/** Of the squares of all so much has to be left without a history's own: below it rounding would be taken for spread. */
const leastLeft = 1e-4

/**
 * The same from Σ s and Σ s² over all of `n` items, of which those of the history score `own`. Undefined where too little is left
 * of the squares to be sure of it: then all scores have to be looked at.
 */
export function byMoments(sum: number, squares: number, n: number, own: Float32Array): Linear | undefined {
  const all = squares
  for (const s of own) {
    sum -= s
    squares -= s ** 2
  }
  const nOthers = n - own.length
  const mean = sum / nOthers
  const variance = squares / nOthers - mean ** 2
  return nOthers > 0 && variance * nOthers > leastLeft * all
    ? { shift: mean, scale: 1 / Math.sqrt(variance) }
    : undefined
}
