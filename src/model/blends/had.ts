import { endToEnd } from '../../numbers/end-to-end.ts'
import type { Interactions } from '../interactions.ts'
import { lastClicks } from '../sessions/clicks.ts'

/** What becomes of items that a history holds: as they are scored, below all others, or only the newest of them below. */
export const hadChoices = ['keep', 'drop', 'drop-last'] as const
export type Had = (typeof hadChoices)[number]

/** The items of every history that are dropped. */
export function hadRows(histories: Interactions, had: Had): { rowStart: Uint32Array; column: Uint32Array } {
  const rows = Array.from({ length: histories.nRows }, (_, r) => hadItems(histories, r, had))
  const rowStart = new Uint32Array(rows.length + 1)
  for (const [r, row] of rows.entries()) rowStart[r + 1] = rowStart[r]! + row.length
  return { rowStart, column: endToEnd(Uint32Array, rows) }
}

/** The items of history r that are dropped. */
export function hadItems(histories: Interactions, r: number, had: Had): Uint32Array {
  if (had === 'keep') return new Uint32Array(0)
  if (had === 'drop-last') return lastClicks(histories, r, 1)
  return histories.column.subarray(histories.rowStart[r], histories.rowStart[r + 1])
}
