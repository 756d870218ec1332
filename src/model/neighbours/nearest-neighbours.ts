import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import { GrowingCsr } from './growing-csr.ts'
import { byItem, type NeighbourOptions, NeighbourRows } from './neighbour-rows.ts'
import { neighboursInParallel } from './neighbours-in-parallel.ts'

/** Multiply-adds between two looks at the abort signal: some tens of milliseconds. */
const workBetweenLooks = 2e7

/** Multiply-adds from which on starting worker threads pays: about half a second of one core. */
const workForThreads = 1e8

export interface Watch {
  threads: number
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/**
 * The strongest neighbours of every item: rows of WᵀW, each cut to its nNeighbours largest entries above 0.
 *
 * @param m  users × items; its values are not read
 * @param w  W's value for each entry of m
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
): Promise<Csr> {
  const entries = byItem(m, w)
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

/** Of every column only its nRows largest entries: how many neighbourhoods an item may appear in. */
export function cutColumns(m: Csr, nRows: number): Csr {
  const turned = transpose(m)
  const out = new GrowingCsr(turned.nRows)
  for (let c = 0; c < turned.nRows; c++) {
    const value = turned.value.subarray(turned.rowStart[c]!, turned.rowStart[c + 1]!)
    for (const at of topK(value, nRows).sort()) out.add(turned.column[turned.rowStart[c]! + at]!, value[at]!)
    out.endRow()
  }
  return transpose(out.finish(m.nRows))
}
