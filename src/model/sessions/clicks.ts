import type { Interactions } from '../interactions.ts'

/** What somebody turned to, oldest first. */
export interface Clicks {
  item: Uint32Array
  /** days since 1970 of the newest, or of the moment one asks for */
  day: number
}

/**
 * The last `most` events in favour of an item of row r. Without sequences the items of the row in their order, which
 * says nothing; their day is 0.
 */
export function lastClicks(histories: Interactions, r: number, most: number): Clicks {
  const { sequences, askedDay } = histories
  if (!sequences) {
    const [from, to] = [histories.rowStart[r]!, histories.rowStart[r + 1]!]
    return { item: histories.column.slice(Math.max(from, to - most), to), day: askedDay ? askedDay[r]! : 0 }
  }
  const [from, to] = [sequences.rowStart[r]!, sequences.rowStart[r + 1]!]
  const kept: number[] = []
  let at = to - 1
  for (; at >= from && kept.length < most; at--) if (sequences.weight[at]! > 0) kept.push(sequences.item[at]!)
  return {
    item: Uint32Array.from(kept.reverse()),
    day: askedDay ? askedDay[r]! : to > from ? sequences.day[to - 1]! : 0,
  }
}
