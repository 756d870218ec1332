import type { Csr } from '../../numbers/csr.ts'
import { type ListMetric, listed } from '../user-list.ts'

/**
 * How different the items of one list are: one minus the mean cosine of all pairs.
 *
 *     diversity@k = 1 − (2 / n(n − 1)) Σ_{r<s} cos(v_r, v_s) = 1 − (‖Σ_r v_r/‖v_r‖‖² − n) / n(n − 1)
 *
 * over the n listed items of which something is known (v ≠ 0), at most k. The right side is how it is computed: O(n)
 * vectors instead of n² pairs. In [0, 1] for values ≥ 0 (categories, brands: with one brand each, the chance that two
 * are of different brands), in [0, 2] for embeddings. NaN with fewer than two such items.
 *
 * Peers: recommenders takes the same mean over pairs, by default with the cosine of who bought the two. Ziegler's
 * intra-list similarity is the other side: the mean cosine itself, or its sum.
 * Source: Ziegler et al., WWW 2005 (intra-list similarity); Smyth & McClave 2001.
 *
 * @param vectors  nItems × features
 */
export function diversity({ nRows, nCols, rowStart, column, value }: Csr): ListMetric {
  const norm = new Float64Array(nRows)
  for (let i = 0; i < nRows; i++) {
    let squares = 0
    for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) squares += value[at]! ** 2
    norm[i] = Math.sqrt(squares)
  }
  const sum = new Float64Array(nCols)
  return (list, k) => {
    const end = list.start + listed(list, k)
    let known = 0
    let squares = 0
    for (let r = list.start; r < end; r++) {
      const i = list.items[r]!
      if (norm[i]! === 0) continue
      known++
      for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) {
        // (s + x)² − s²: the squares of the sum grow with it, and nothing is gone through twice
        const s = sum[column[at]!]!
        const x = value[at]! / norm[i]!
        squares += x * (2 * s + x)
        sum[column[at]!] = s + x
      }
    }
    for (let r = list.start; r < end; r++) {
      const i = list.items[r]!
      for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) sum[column[at]!] = 0
    }
    return known < 2 ? Number.NaN : 1 - (squares - known) / (known * (known - 1))
  }
}

/** The same for vectors that have a value everywhere: nItems × dim, row-major. O(n · dim). */
export function diversityOfEmbeddings({ dim, array }: { dim: number; array: Float32Array }): ListMetric {
  const nItems = array.length / dim
  const norm = new Float64Array(nItems)
  for (let i = 0; i < nItems; i++) {
    let squares = 0
    for (let d = i * dim; d < (i + 1) * dim; d++) squares += array[d]! ** 2
    norm[i] = Math.sqrt(squares)
  }
  const sum = new Float64Array(dim)
  return (list, k) => {
    const end = list.start + listed(list, k)
    let known = 0
    sum.fill(0)
    for (let r = list.start; r < end; r++) {
      const i = list.items[r]!
      if (norm[i]! === 0) continue
      known++
      for (let d = 0; d < dim; d++) sum[d]! += array[i * dim + d]! / norm[i]!
    }
    let squares = 0
    for (let d = 0; d < dim; d++) squares += sum[d]! ** 2
    return known < 2 ? Number.NaN : 1 - (squares - known) / (known * (known - 1))
  }
}
