import { eventKinds } from '../../contract/event.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import { everyRow } from '../../prepare/every-row.ts'

/** For each entry of the matrix, 1 if the user bought the item among `events`, all when missing. O(events log row). */
export function boughtPairs(
  clean: CleanEvents,
  users: Vocabulary,
  items: Vocabulary,
  matrix: Csr,
  events = everyRow(clean.kind.length),
): Uint8Array {
  const purchase = eventKinds.indexOf('purchase')
  const userRow = Int32Array.from(clean.users, (id) => users.row(id))
  const itemRow = Int32Array.from(clean.items, (id) => items.row(id))
  const bought = new Uint8Array(matrix.column.length)
  for (const e of events) {
    if (clean.kind[e] !== purchase) continue
    const row = userRow[clean.user[e]!]!
    const column = itemRow[clean.item[e]!]!
    if (row < 0 || column < 0) continue
    const at = entryOf(matrix, row, column)
    if (at >= 0) bought[at] = 1
  }
  return bought
}

/** Where (row, column) stands, −1 when it is empty. Columns rise within a row: O(log entries of the row). */
export function entryOf({ rowStart, column }: Csr, row: number, wanted: number): number {
  let low = rowStart[row]!
  let high = rowStart[row + 1]!
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low < rowStart[row + 1]! && column[low] === wanted ? low : -1
}

/** The entries for which `keep` says yes (it is asked twice), a matrix of the same shape. */
export function entriesThat(m: Csr, keep: (at: number, row: number) => boolean): Csr {
  const rowStart = new Uint32Array(m.nRows + 1)
  for (let r = 0; r < m.nRows; r++) {
    let kept = 0
    for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++) kept += Number(keep(at, r))
    rowStart[r + 1] = rowStart[r]! + kept
  }
  const column = new Uint32Array(rowStart[m.nRows]!)
  const value = new Float32Array(column.length)
  let write = 0
  for (let r = 0; r < m.nRows; r++)
    for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++)
      if (keep(at, r)) {
        column[write] = m.column[at]!
        value[write++] = m.value[at]!
      }
  return { nRows: m.nRows, nCols: m.nCols, rowStart, column, value }
}
