import { type Combine, csrFrom } from '../numbers/csr.ts'
import type { Interactions, Sequences } from './interactions.ts'

/** Loose events, columns of equal length, in any order. */
export interface LooseEvents {
  row: Uint32Array
  item: Uint32Array
  /** days since 1970; missing: events stand in their order, the n-th of a row on day n */
  day?: Float64Array
  /** missing: 1 each. Events that weigh ≤ 0 stand in the sequence but not in the matrix */
  weight?: Float32Array
  /** missing: all of a row in one */
  basket?: Uint32Array
}

/**
 * Interactions from loose events: the matrix of summed (or largest) weights and the events of each row in the order of
 * their days, equal days in the order in which they came.
 * @throws RangeError  arrays of unequal length, or an event outside nRows × nCols
 *
 * O(events + rows), and a sort of the rows whose days fall.
 */
export function interactionsFrom(nRows: number, nCols: number, events: LooseEvents, combine: Combine): Interactions {
  const { row, item, day, basket } = events
  const n = row.length
  const weight = events.weight ?? new Float32Array(n).fill(1)
  for (const column of [item, weight, day ?? row, basket ?? row])
    if (column.length !== n) throw new RangeError(`interactionsFrom: ${n} rows and ${column.length} values`)
  for (let e = 0; e < n; e++)
    if (row[e]! >= nRows || item[e]! >= nCols)
      throw new RangeError(`interactionsFrom: event (${row[e]}, ${item[e]}) is outside ${nRows} x ${nCols}`)
  const order = byRow(nRows, row)
  const sequences: Sequences = {
    rowStart: order.rowStart,
    item: new Uint32Array(n),
    day: new Float64Array(n),
    weight: new Float32Array(n),
    basket: new Uint32Array(n),
  }
  for (let r = 0; r < nRows; r++) {
    const [from, to] = [order.rowStart[r]!, order.rowStart[r + 1]!]
    const events = order.event.subarray(from, to)
    // a sort is stable: equal days keep their order
    if (day && !rises(events, day)) events.sort((a, b) => day[a]! - day[b]! || a - b)
    for (let at = from; at < to; at++) {
      const e = order.event[at]!
      sequences.item[at] = item[e]!
      sequences.day[at] = day ? day[e]! : at - from
      sequences.weight[at] = weight[e]!
      sequences.basket[at] = basket ? basket[e]! : 0
    }
  }
  return { ...matrixOf(nRows, nCols, row, item, weight, combine), sequences }
}

function matrixOf(
  nRows: number,
  nCols: number,
  row: Uint32Array,
  item: Uint32Array,
  weight: Float32Array,
  combine: Combine,
) {
  if (weight.every((w) => w > 0)) return csrFrom(nRows, nCols, row, item, weight, combine)
  const kept = Uint32Array.from(weight.keys()).filter((e) => weight[e]! > 0)
  return csrFrom(
    nRows,
    nCols,
    kept.map((e) => row[e]!),
    kept.map((e) => item[e]!),
    Float32Array.from(kept, (e) => weight[e]!),
    combine,
  )
}

/** Events of each row in the order in which they came: a counting sort. */
function byRow(nRows: number, row: Uint32Array): { rowStart: Uint32Array; event: Uint32Array } {
  const rowStart = new Uint32Array(nRows + 1)
  for (let e = 0; e < row.length; e++) rowStart[row[e]! + 1]!++
  for (let r = 0; r < nRows; r++) rowStart[r + 1]! += rowStart[r]!
  const next = rowStart.slice(0, nRows)
  const event = new Uint32Array(row.length)
  for (let e = 0; e < row.length; e++) event[next[row[e]!]!++] = e
  return { rowStart, event }
}

function rises(events: Uint32Array, day: Float64Array): boolean {
  for (let at = 1; at < events.length; at++) if (day[events[at]!]! < day[events[at - 1]!]!) return false
  return true
}
