import type { Interactions, Sequences } from '../model/interactions.ts'

/** The first and the last day on which something happened; undefined where only the order of events is known. */
export function daysOf({ sequences }: Interactions): { first: number; last: number } | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const day of sequences?.day ?? []) {
    first = Math.min(first, day)
    last = Math.max(last, day)
  }
  // where only the order is known days count from 0 along each row: nothing can have happened in 1970
  return first > 365 && last > first ? { first, last } : undefined
}

/**
 * What happened after a day, rows and columns as they were. Of a pair of which only some events are left, that share of
 * its weight is.
 * @param interactions  with sequences
 * @throws RangeError  without
 * O(events + nItems).
 */
export function after(interactions: Interactions, day: number): Interactions {
  const { sequences, ...rest } = interactions
  if (!sequences) throw new RangeError('after: the interactions have no sequences')
  const { nRows, nCols, rowStart, column, value } = interactions
  const whole = new Float64Array(nCols)
  const left = new Float64Array(nCols)
  const isLeft = new Uint8Array(nCols)
  const kept = emptyLike(interactions)
  const events: Sequences = { ...sequences, rowStart: new Uint32Array(nRows + 1) }
  const keptEvents = new Uint32Array(sequences.item.length)
  let nKept = 0
  let write = 0
  for (let r = 0; r < nRows; r++) {
    const [start, end] = [sequences.rowStart[r]!, sequences.rowStart[r + 1]!]
    for (let e = start; e < end; e++) {
      const item = sequences.item[e]!
      whole[item]! += sequences.weight[e]!
      if (!(sequences.day[e]! > day)) continue
      left[item]! += sequences.weight[e]!
      isLeft[item] = 1
      keptEvents[nKept++] = e
    }
    events.rowStart[r + 1] = nKept
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) {
      const item = column[at]!
      const share = whole[item]! > 0 ? left[item]! / whole[item]! : 1
      if (isLeft[item]! === 0 || !(share > 0)) continue
      kept.column[write] = item
      kept.value[write++] = value[at]! * Math.min(1, share)
    }
    kept.rowStart[r + 1] = write
    for (let e = start; e < end; e++) {
      whole[sequences.item[e]!] = 0
      left[sequences.item[e]!] = 0
      isLeft[sequences.item[e]!] = 0
    }
  }
  const take = keptEvents.subarray(0, nKept)
  events.item = Uint32Array.from(take, (e) => sequences.item[e]!)
  events.day = Float64Array.from(take, (e) => sequences.day[e]!)
  events.weight = Float32Array.from(take, (e) => sequences.weight[e]!)
  events.basket = Uint32Array.from(take, (e) => sequences.basket[e]!)
  return {
    ...rest,
    rowStart: kept.rowStart,
    column: kept.column.slice(0, write),
    value: kept.value.slice(0, write),
    sequences: events,
  }
}

/** Only what some of the people did; the rows of the others are empty. @param keep  by row, 1 to keep */
export function ofPeople(interactions: Interactions, keep: Uint8Array): Interactions {
  const { sequences, nRows, ...rest } = interactions
  const matrix = rowsKept(interactions.rowStart, keep)
  const take = matrix.entries
  return {
    ...rest,
    nRows,
    rowStart: matrix.rowStart,
    column: Uint32Array.from(take, (at) => interactions.column[at]!),
    value: Float32Array.from(take, (at) => interactions.value[at]!),
    ...(sequences && { sequences: sequencesKept(sequences, keep) }),
  }
}

function sequencesKept(sequences: Sequences, keep: Uint8Array): Sequences {
  const { rowStart, entries } = rowsKept(sequences.rowStart, keep)
  return {
    rowStart,
    item: Uint32Array.from(entries, (e) => sequences.item[e]!),
    day: Float64Array.from(entries, (e) => sequences.day[e]!),
    weight: Float32Array.from(entries, (e) => sequences.weight[e]!),
    basket: Uint32Array.from(entries, (e) => sequences.basket[e]!),
  }
}

/** Positions of the entries of the rows kept, and where each row begins among them. */
function rowsKept(rowStart: Uint32Array, keep: Uint8Array): { rowStart: Uint32Array; entries: Uint32Array } {
  const starts = new Uint32Array(rowStart.length)
  for (let r = 0; r < keep.length; r++) starts[r + 1] = starts[r]! + (keep[r] ? rowStart[r + 1]! - rowStart[r]! : 0)
  const entries = new Uint32Array(starts[keep.length]!)
  for (let r = 0, write = 0; r < keep.length; r++)
    if (keep[r]) for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) entries[write++] = at
  return { rowStart: starts, entries }
}

const emptyLike = ({ nRows, column }: Interactions) => ({
  rowStart: new Uint32Array(nRows + 1),
  column: new Uint32Array(column.length),
  value: new Float32Array(column.length),
})
