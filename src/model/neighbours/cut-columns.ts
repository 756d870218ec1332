import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'

/**
 * Of every column only its nRows largest entries, equal ones by lower row: how many neighbourhoods an item may appear in.
 * O(entries) with one more copy of the values of the columns that have too many.
 */
export function cutColumns(m: Csr, nRows: number): Csr {
  const count = new Uint32Array(m.nCols)
  for (let at = 0; at < m.column.length; at++) count[m.column[at]!]!++
  const start = new Uint32Array(m.nCols + 1)
  for (let c = 0; c < m.nCols; c++) start[c + 1] = start[c]! + (count[c]! > nRows ? count[c]! : 0)
  const next = start.slice(0, m.nCols)
  const value = new Float64Array(start[m.nCols]!)
  for (let at = 0; at < m.column.length; at++)
    if (count[m.column[at]!]! > nRows) value[next[m.column[at]!]!++] = m.value[at]!
  const least = new Float64Array(m.nCols).fill(Number.NEGATIVE_INFINITY)
  const tiesToTake = new Uint32Array(m.nCols)
  const kthLargest = new KthLargest(nRows, m.nRows)
  for (let c = 0; c < m.nCols; c++) {
    if (count[c]! <= nRows) continue
    const own = value.subarray(start[c]!, start[c + 1]!)
    least[c] = kthLargest.of(own, own.length)
    tiesToTake[c] = nRows
    for (let k = 0; k < own.length; k++) if (own[k]! > least[c]!) tiesToTake[c]!--
  }
  const out = new GrowingCsr(m.nRows)
  for (let r = 0; r < m.nRows; r++) {
    for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++) {
      const c = m.column[at]!
      const x = m.value[at]!
      if (x < least[c]!) continue
      if (x === least[c]) {
        if (tiesToTake[c] === 0) continue
        tiesToTake[c]!--
      }
      out.add(c, x)
    }
    out.endRow()
  }
  return out.finish(m.nCols)
}
