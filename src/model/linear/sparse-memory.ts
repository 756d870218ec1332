import type { Csr } from '../../numbers/csr.ts'

/** Threads whose own room is counted. */
const threads = 8

/**
 * What a model of sparse columns holds at its peak, bytes: pairs while they are made and while threads share them, weights
 * by column, joined and by row, and each thread's part of the Gram matrix.
 */
export function sparseMemoryBytes(
  { nRows, nCols, rowStart, column }: Csr,
  { nNeighbours, nCoOccurrences }: { nNeighbours: number; nCoOccurrences: number },
): number {
  let products = 0
  for (let u = 0; u < nRows; u++) products += (rowStart[u + 1]! - rowStart[u]!) ** 2
  const pairs = Math.min(nCols * Math.min(nCoOccurrences, nCols), products)
  const weights = Math.min(nCols * Math.min(nNeighbours, nCols), pairs)
  return pairs * 16 + weights * 24 + threads * 8 * Math.min(nNeighbours, nCols) ** 2 + column.length * 56 + nCols * 128
}
