import type { Interactions } from '../interactions.ts'
import { lastClicks } from '../sessions/clicks.ts'

/** What becomes of items that a history holds: as they are scored, below all others, or only the newest of them below. */
export const hadChoices = ['keep', 'drop', 'drop-last'] as const
export type Had = (typeof hadChoices)[number]

/** Sets what is dropped below the least score of its row, in place. @param scores  rows of histories × nItems */
export function putLast(scores: Float32Array, histories: Interactions, had: Had): void {
  if (had === 'keep') return
  const { nRows, nCols } = histories
  for (let r = 0; r < nRows; r++) {
    const row = scores.subarray(r * nCols, (r + 1) * nCols)
    const dropped = hadItems(histories, r, had)
    if (dropped.length === 0) continue
    let least = 0
    for (let i = 0; i < row.length; i++) if (row[i]! < least) least = row[i]!
    for (const i of dropped) row[i] = least - 1
  }
}

/** The items of history r that are dropped. */
export function hadItems(histories: Interactions, r: number, had: Had): Uint32Array {
  if (had === 'keep') return new Uint32Array(0)
  if (had === 'drop-last') return lastClicks(histories, r, 1)
  return histories.column.subarray(histories.rowStart[r], histories.rowStart[r + 1])
}
