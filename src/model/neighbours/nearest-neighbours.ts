import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'
import type { Watch } from '../rows-in-parallel.ts'
import { byItem, type NeighbourOptions, NeighbourRows } from './neighbour-rows.ts'
import { neighboursInParallel } from './neighbours-in-parallel.ts'

/** Multiply-adds between two looks at the abort signal: some tens of milliseconds. */
const workBetweenLooks = 2e7

/** Multiply-adds from which on starting worker threads pays: with the choosing about half a second of one core. */
const workForThreads = 2e7

/**
 * The strongest neighbours of every item: rows of VᵀW, each cut to its nNeighbours largest entries above 0.
 *
 * @param m  users × items; its values are not read
 * @param w  W's value for each entry of m
 * @param left  V's; W's own when missing
 * @returns  nItems × nItems; row i lists the neighbours of i, columns rising
 *
 * Σ_u n_u² multiply-adds in double precision, in one row of nItems accumulators: memory is that of m twice over and of
 * the result twice over. Rows are independent: any number of threads gives the same bits. A row that reaches few items lists them as it goes; one that reaches many is scanned instead.
 */
export async function nearestNeighbours(
  m: Csr,
  w: Float64Array,
  options: NeighbourOptions,
  watch: Watch,
  left: Float64Array = w,
): Promise<Csr> {
  const entries = byItem(m, left)
  let work = 0
  for (let u = 0; u < m.nRows; u++) work += (m.rowStart[u + 1]! - m.rowStart[u]!) ** 2
  if (watch.threads > 1 && work > workForThreads) return neighboursInParallel(m, w, entries, options, watch)
  const { signal, onProgress } = watch
  const rows = new NeighbourRows(m, w, options, entries)
  const out = new GrowingCsr(m.nCols)
  let workToLook = 0
  for (let i = 0; i < m.nCols; i++) {
    workToLook -= rows.workOf(i) + 1
    if (workToLook < 0) {
      workToLook = workBetweenLooks
      onProgress?.(i, m.nCols)
      await setImmediate()
      signal?.throwIfAborted()
    }
    rows.appendTo(out, i)
  }
  onProgress?.(m.nCols, m.nCols)
  return out.finish(m.nCols)
}

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
