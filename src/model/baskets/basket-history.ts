import type { Interactions } from '../interactions.ts'

/** Baskets of one person, oldest first; each an item once. */
export type Baskets = readonly Uint32Array[]

/**
 * The last `most` baskets of row r, of events in favour. Without sequences the whole row is one basket.
 */
export function basketsOf({ sequences, rowStart, column }: Interactions, r: number, most: number): Baskets {
  if (!sequences) {
    const all = column.slice(rowStart[r], rowStart[r + 1])
    return all.length > 0 ? [all] : []
  }
  const { item, weight, basket } = sequences
  const found: Uint32Array[] = []
  for (let e = sequences.rowStart[r + 1]! - 1; e >= sequences.rowStart[r]! && found.length < most; ) {
    const number = basket[e]!
    const items = new Set<number>()
    for (; e >= sequences.rowStart[r]! && basket[e] === number; e--) if (weight[e]! > 0) items.add(item[e]!)
    if (items.size > 0) found.push(Uint32Array.from(items))
  }
  return found.reverse()
}
