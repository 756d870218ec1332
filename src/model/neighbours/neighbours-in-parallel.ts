import type { Csr } from '../../numbers/csr.ts'
import { rowsInParallel, shared, type Watch } from '../rows-in-parallel.ts'
import type { ByItem, NeighbourOptions, Pattern } from './neighbour-rows.ts'

/** What every worker is handed; the arrays lie in memory that all share. */
export interface Assignment {
  pattern: Pattern
  w: Float64Array
  entries: ByItem
  options: NeighbourOptions
}

/** `nearestNeighbours` on several threads. */
export function neighboursInParallel(
  m: Csr,
  w: Float64Array,
  entries: ByItem,
  options: NeighbourOptions,
  watch: Watch,
): Promise<Csr> {
  const assignment: Assignment = {
    pattern: { nRows: m.nRows, nCols: m.nCols, rowStart: shared(m.rowStart), column: shared(m.column) },
    w: shared(w),
    entries: { start: shared(entries.start), user: shared(entries.user), weight: shared(entries.weight) },
    options,
  }
  const worker = new URL('./neighbours-worker', import.meta.url)
  return rowsInParallel(worker, assignment, { nRows: m.nCols, nCols: m.nCols }, watch)
}
