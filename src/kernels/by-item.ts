import type { Csr } from '../numbers/csr.ts'

/** The entries of item i: `user[a]`, `weight[a]` for start[i] ≤ a < start[i + 1], where threads see them. */
export interface ByItem {
  start: Uint32Array
  user: Uint32Array
  weight: Float64Array
  /** Σ over the users of item i of how many entries each has */
  work: Float64Array
}

/** The entries in order of item, as `transpose` would give them, but with weights in double precision. */
export function byItem({ nRows, nCols, rowStart, column }: Csr, w: Float64Array): ByItem {
  const start = new Uint32Array(new SharedArrayBuffer(4 * (nCols + 1)))
  for (let at = 0; at < column.length; at++) start[column[at]! + 1]!++
  for (let i = 0; i < nCols; i++) start[i + 1]! += start[i]!
  const next = start.slice(0, nCols)
  const user = new Uint32Array(new SharedArrayBuffer(4 * column.length))
  const weight = new Float64Array(new SharedArrayBuffer(8 * column.length))
  const work = new Float64Array(nCols)
  for (let u = 0; u < nRows; u++) {
    const [from, end] = [rowStart[u]!, rowStart[u + 1]!]
    for (let at = from; at < end; at++) {
      const i = column[at]!
      const to = next[i]!++
      user[to] = u
      weight[to] = w[at]!
      work[i]! += end - from
    }
  }
  return { start, user, weight, work }
}
