import type { Kernels, NeighbourWatch } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'

export interface SparseGramOptions {
  /** a person with n items counts n^−userExponent times */
  userExponent: number
  /** pairs are compared by G_ij / (G_ii G_jj)^(x/2): 0 by how often, 1 by their cosine */
  likenessExponent: number
  /** pairs kept of every item, those most alike */
  nCoOccurrences: number
}

/** G = Xᵀ D X, as much of it as was kept. */
export interface SparseGram {
  /** nItems × nItems without the diagonal; cut row by row, so (i, j) may stand in one of the two rows only */
  pairs: Csr
  diagonal: Float64Array
  /** G_ii^(−x/2), by which pairs were compared; 0 where G_ii is 0 */
  scale: Float64Array
}

/**
 * What items have in common, D = diag(n_u^−userExponent), as sparse as asked for.
 * Σ_u n_u² multiply-adds on all threads; 8 bytes × nItems × nCoOccurrences at most, twice while it is made.
 */
export async function sparseGram(
  m: Csr,
  { userExponent, likenessExponent, nCoOccurrences }: SparseGramOptions,
  kernels: Kernels,
  watch: NeighbourWatch,
): Promise<SparseGram> {
  const { nRows, nCols, rowStart, column, value } = m
  const weighted = new Float64Array(value.length)
  const diagonal = new Float64Array(nCols)
  for (let u = 0; u < nRows; u++) {
    const root = (rowStart[u + 1]! - rowStart[u]!) ** (-userExponent / 2)
    for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
      weighted[at] = value[at]! * root
      diagonal[column[at]!]! += weighted[at]! ** 2
    }
  }
  const scale = diagonal.map((d) => (d > 0 ? d ** (-likenessExponent / 2) : 0))
  for (let at = 0; at < weighted.length; at++) weighted[at]! *= scale[column[at]!]!
  const keep = { nNeighbours: nCoOccurrences, shrinkage: 0, withSelf: false }
  const pairs = await kernels.neighbours(m, weighted, keep, watch)
  for (let i = 0; i < nCols; i++)
    for (let at = pairs.rowStart[i]!; at < pairs.rowStart[i + 1]!; at++)
      pairs.value[at]! /= scale[i]! * scale[pairs.column[at]!]!
  return { pairs, diagonal, scale }
}
