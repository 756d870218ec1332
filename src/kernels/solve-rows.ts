import { copyRows } from './copy-rows.ts'
import { type KernelTable, solveRowScratch } from './kernel-table.ts'
import type { FoldIn, Rows } from './scorer.ts'

/**
 * Solutions of the rows from … to − 1, rows of `stride` numbers: returns their place. scorerScratch bytes are enough.
 * @throws RangeError  a system that is not positive definite
 */
export function solveRows(
  { y, stride, spectrum, ridges }: FoldIn,
  histories: Rows,
  from: number,
  to: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): number {
  const { rowStart } = histories
  const { columns, values, end } = copyRows(histories, undefined, from, to, buffer, scratch)
  const x = end + solveRowScratch(stride)
  for (let r = from; r < to; r++) {
    const skip = 4 * (rowStart[r]! - rowStart[from]!)
    const n = rowStart[r + 1]! - rowStart[r]!
    const at = x + (r - from) * stride * 4
    if (!table.solveRow(y, columns + skip, values + skip, n, spectrum, ridges[r]!, stride, at, end))
      throw new RangeError(`the system of row ${r}, ${n} entries, is not positive definite: lambda is too small`)
  }
  return x
}
