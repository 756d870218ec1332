import type { Csr } from '../../numbers/csr.ts'

export const weightings = ['cosine', 'adjusted-cosine', 'pearson', 'tfidf', 'bm25'] as const
export type Weighting = (typeof weightings)[number]

/**
 * The entries of a users × items matrix, re-weighted so that the inner product of two columns is the likeness of the
 * two items. With r_ui the weight given, n_u the number of items of user u, N the number of items, s_i = Σ_u r_ui and
 * s̄ its mean over all N items:
 *
 *     idf_u   = ln N − ln(1 + n_u)                     a user who touched everything says little
 *     cosine    w_ui = r_ui / ‖column i‖
 *     adjusted-cosine   the cosine of r_ui − r̄_u, what the user gives on average taken off
 *     pearson           the cosine of r_ui − r̄_i, over all users of i and not only those two items have in common
 *     tfidf     w_ui = t_ui / ‖column i of t‖          with t_ui = √r_ui · idf_u
 *     bm25      w_ui = r_ui (k1 + 1) / (k1 (1 − b + b s_i / s̄) + r_ui) · idf_u        not normalised
 *
 * @param asTheyAre  true: columns are not divided by their length
 * @returns  one weight for each entry of `m`, in its order; 0 where a column's norm is 0 (implicit gives NaN there)
 *
 * O(entries + users + items). The user is the "term" and the item the "document", as in implicit; text search and
 * lightfm-style code swap the two. idf is below 0 for a user who touched all N items; it enters squared.
 * Source: implicit 0.7.3, nearest_neighbours.py (normalize, tfidf_weight, bm25_weight).
 */
export function weightItems(
  m: Csr,
  weighting: Weighting,
  { k1, b, asTheyAre = false }: { k1: number; b: number; asTheyAre?: boolean },
): Float64Array {
  const w = new Float64Array(m.value.length)
  if (weighting === 'bm25') {
    const lengthNorm = lengthNorms(m, b)
    for (let u = 0; u < m.nRows; u++) {
      const idf = idfOf(m, u)
      for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++)
        w[at] = ((m.value[at]! * (k1 + 1)) / (k1 * lengthNorm[m.column[at]!]! + m.value[at]!)) * idf
    }
    return w
  }
  const itemMean = weighting === 'pearson' ? itemMeans(m) : undefined
  for (let u = 0; u < m.nRows; u++) {
    const idf = weighting === 'tfidf' ? idfOf(m, u) : 1
    const userMean = weighting === 'adjusted-cosine' ? meanOf(m, u) : 0
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const r = m.value[at]!
      const left = r - (itemMean ? itemMean[m.column[at]!]! : userMean)
      // what rounding leaves of equal weights is nothing, and must not be divided by its own length
      w[at] = weighting === 'tfidf' ? Math.sqrt(r) * idf : Math.abs(left) < 1e-9 * r ? 0 : left
    }
  }
  if (!asTheyAre) divideByLengths(m, w)
  return w
}

/** ‖column i of w‖ for every item. */
export function columnLengths({ nCols, column }: Csr, w: Float64Array): Float64Array {
  const square = new Float64Array(nCols)
  for (let at = 0; at < w.length; at++) square[column[at]!]! += w[at]! ** 2
  return square.map(Math.sqrt)
}

function divideByLengths(m: Csr, w: Float64Array): void {
  const length = columnLengths(m, w)
  for (let at = 0; at < w.length; at++) if (length[m.column[at]!]! > 0) w[at]! /= length[m.column[at]!]!
}

const idfOf = (m: Csr, u: number) => Math.log(m.nCols) - Math.log1p(m.rowStart[u + 1]! - m.rowStart[u]!)

function meanOf({ rowStart, value }: Csr, u: number): number {
  let sum = 0
  for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) sum += value[at]!
  return sum / Math.max(1, rowStart[u + 1]! - rowStart[u]!)
}

function itemMeans({ nCols, column, value }: Csr): Float64Array {
  const sum = new Float64Array(nCols)
  const n = new Uint32Array(nCols)
  for (let at = 0; at < column.length; at++) {
    sum[column[at]!]! += value[at]!
    n[column[at]!]!++
  }
  return sum.map((s, i) => s / Math.max(1, n[i]!))
}

function lengthNorms(m: Csr, b: number): Float64Array {
  const sum = new Float64Array(m.nCols)
  let total = 0
  for (let at = 0; at < m.column.length; at++) {
    sum[m.column[at]!]! += m.value[at]!
    total += m.value[at]!
  }
  return sum.map((s) => 1 - b + (b * s * m.nCols) / total)
}
