import type { CleanEvents } from './clean-events.ts'

const dayMs = 86_400_000

/** Events of one person no further apart than this came together: one visit, one basket. */
export const basketGapMs = 30 * 60_000

/** Events of each row in the order in which they happened; docs/methods/prepare.md. */
export interface Sequences {
  rowStart: Uint32Array
  item: Uint32Array
  /** days since 1970, with fractions */
  day: Float64Array
  /** of each event alone */
  weight: Float32Array
  /** from 0 in each row: a new one after half an hour without an event */
  basket: Uint32Array
}

/**
 * The events behind the matrix, row by row. Those that weigh nothing and those of people and products outside the
 * matrix are left out; those that speak against a product stay, with their weight below 0.
 *
 * @param events   which of the clean events, oldest first
 * @param weight   of each of these
 * @param userRow  row of each clean user, < 0 for those outside the matrix
 * @param itemRow  likewise for products
 */
export function sequencesOf(
  clean: CleanEvents,
  events: Uint32Array,
  weight: Float64Array,
  nRows: number,
  userRow: Int32Array,
  itemRow: Int32Array,
): Sequences {
  const isKept = (k: number) =>
    weight[k] !== 0 && userRow[clean.user[events[k]!]!]! >= 0 && itemRow[clean.item[events[k]!]!]! >= 0
  const rowStart = new Uint32Array(nRows + 1)
  for (let k = 0; k < events.length; k++) if (isKept(k)) rowStart[userRow[clean.user[events[k]!]!]! + 1]!++
  for (let r = 0; r < nRows; r++) rowStart[r + 1]! += rowStart[r]!
  const size = rowStart[nRows]!
  const made: Sequences = {
    rowStart,
    item: new Uint32Array(size),
    day: new Float64Array(size),
    weight: new Float32Array(size),
    basket: new Uint32Array(size),
  }
  const next = rowStart.slice(0, nRows)
  for (let k = 0; k < events.length; k++) {
    if (!isKept(k)) continue
    const e = events[k]!
    const r = userRow[clean.user[e]!]!
    const at = next[r]!++
    made.item[at] = itemRow[clean.item[e]!]!
    made.day[at] = clean.timeMs[e]! / dayMs
    made.weight[at] = weight[k]!
    if (at === rowStart[r]) continue
    const apart = made.day[at]! - made.day[at - 1]! > basketGapMs / dayMs
    made.basket[at] = made.basket[at - 1]! + Number(apart)
  }
  return made
}
