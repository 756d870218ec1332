import { type Csr, csrFrom } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import { lastClicks } from './clicks.ts'

export interface QueryOptions {
  /** clicks that are looked at, the newest */
  nLast: number
  /** a click this many places before the last counts 1 / e; 0 = only the last */
  queryScale: number
}

/** Histories as weights of their last clicks: e^(−places before the last / queryScale), what came twice by the newer. */
export function queryRows(histories: Interactions, { nLast, queryScale }: QueryOptions): Csr {
  const row: number[] = []
  const column: number[] = []
  const value: number[] = []
  for (let r = 0; r < histories.nRows; r++) {
    const item = lastClicks(histories, r, queryScale > 0 ? nLast : 1)
    for (let p = 0; p < item.length; p++) {
      row.push(r)
      column.push(item[p]!)
      value.push(Math.exp((p + 1 - item.length) / Math.max(queryScale, 1e-9)))
    }
  }
  const [rows, columns] = [Uint32Array.from(row), Uint32Array.from(column)]
  return csrFrom(histories.nRows, histories.nCols, rows, columns, Float32Array.from(value), 'max')
}
