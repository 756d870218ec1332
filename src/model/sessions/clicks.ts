import type { Interactions } from '../interactions.ts'

/**
 * The items of the last `most` events in favour of an item of row r, oldest first. Without sequences the items of the row
 * in their order, which says nothing.
 */
export function lastClicks(histories: Interactions, r: number, most: number): Uint32Array {
  const { sequences } = histories
  if (!sequences) {
    const [from, to] = [histories.rowStart[r]!, histories.rowStart[r + 1]!]
    return histories.column.slice(Math.max(from, to - most), to)
  }
  const [from, to] = [sequences.rowStart[r]!, sequences.rowStart[r + 1]!]
  let n = 0
  for (let e = from; e < to; e++) if (sequences.weight[e]! > 0) n++
  const item = new Uint32Array(Math.min(n, most))
  for (let at = item.length, e = to - 1; at > 0; e--) if (sequences.weight[e]! > 0) item[--at] = sequences.item[e]!
  return item
}
