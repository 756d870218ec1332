import type { KernelTable } from './kernel-table.ts'

/**
 * One round of learning from pairs: the entries of a sparse matrix lie in cells of groups of rows × groups of columns,
 * and block p learns from the cell (p, (p + round) mod groups). No two cells of a round share a row or a column.
 */
export interface PairsJob {
  kind: 'pairs'
  /** groups of either side */
  nBlocks: number
  round: number
  /** places: factors with `stride` numbers a row; number `one` of a person is 1 and stays it */
  people: number
  items: number
  stride: number
  one: number
  /** the matrix by rows: places of uint32 starts and columns */
  starts: number
  columns: number
  /** places of row and column of every entry, cell by cell; cell p·groups + q begins at cellStart[p·groups + q] */
  entryRows: number
  entryColumns: number
  cellStart: Uint32Array
  /** one for each cell */
  seeds: Uint32Array
  rate: number
  lambda: number
}

export function runPairsBlock(job: PairsJob, block: number, table: KernelTable): void {
  const { nBlocks: groups, people, items, stride, one, starts, columns, cellStart, rate, lambda } = job
  const cell = block * groups + ((block + job.round) % groups)
  const from = cellStart[cell]!
  const [rows, entries] = [job.entryRows + 4 * from, job.entryColumns + 4 * from]
  const n = cellStart[cell + 1]! - from
  table.learnPairs(people, items, stride, one, starts, columns, rows, entries, n, job.seeds[cell]!, rate, lambda)
}
