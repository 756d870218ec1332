import { inTime, isInTime } from './in-time.ts'
import type { Lot } from './steps/step.ts'

/**
 * Clean events: what is left of the log when every step has run, one row an event of a known user with a real product,
 * in order of time (equal times in log order). This is what models learn from and splits cut.
 */
export interface CleanEvents {
  /** row -> id; every user and item here has at least one event */
  users: string[]
  items: string[]
  user: Uint32Array
  item: Uint32Array
  timeMs: Float64Array
  /** position in contract/event.ts `eventKinds` */
  kind: Uint8Array
  /** pieces; 1 where the kind has none */
  quantity: Float32Array
  /** pieces of it that came back later, 0 ≤ returned ≤ quantity */
  returned: Float32Array
  /** price of one piece, NaN when unknown */
  price: Float32Array
  rating: Float32Array
  /** what `returned` is the sum of: which event (row), when pieces of it came back, how many */
  returns: { event: Uint32Array; timeMs: Float64Array; pieces: Float32Array }
}

/** A place for each of n clean events in every column that is a number. */
export const emptyColumns = (n: number) => ({
  user: new Uint32Array(n),
  item: new Uint32Array(n),
  timeMs: new Float64Array(n),
  kind: new Uint8Array(n),
  quantity: new Float32Array(n),
  returned: new Float32Array(n),
  price: new Float32Array(n),
  rating: new Float32Array(n),
})

/** What stands at the end, in order of time, people and products numbered as they first appear. */
export function cleanEvents({ log, rows, person, persons, item, items: all, price, returns }: Lot): CleanEvents {
  const at = rowsInTime(log.timeMs, rows)
  const n = at.length
  const clean = emptyColumns(n)
  const users = numbered(persons, person, at, clean.user)
  const items = numbered(all, item, at, clean.item)
  gather(log.timeMs, at, clean.timeMs)
  gather(log.kind, at, clean.kind)
  gather(log.quantity, at, clean.quantity)
  for (let e = 0; e < n; e++) if (Number.isNaN(clean.quantity[e]!)) clean.quantity[e] = 1
  gather(price, at, clean.price)
  gather(log.rating, at, clean.rating)
  const position = new Uint32Array(returns.length > 0 ? log.length : 0)
  if (returns.length > 0) for (let e = 0; e < n; e++) position[at[e]!] = e + 1
  // A purchase that a later step dropped takes its returns with it.
  const standing = returns.filter(({ row }) => position[row] !== 0)
  for (const { row, pieces } of standing) clean.returned[position[row]! - 1]! += pieces
  return {
    users,
    items,
    ...clean,
    returns: {
      event: Uint32Array.from(standing, ({ row }) => position[row]! - 1),
      timeMs: Float64Array.from(standing, ({ timeMs }) => timeMs),
      pieces: Float32Array.from(standing, ({ pieces }) => pieces),
    },
  }
}

/** Rows of the log in order of time, equal times in log order: the same array where they are. */
function rowsInTime(timeMs: Float64Array, rows: Uint32Array): Uint32Array {
  if (isInTime(timeMs, rows)) return rows
  const order = inTime(timeMs, rows)
  for (let e = 0; e < order.length; e++) order[e] = rows[order[e]!]!
  return order
}

/** Values of the given rows, one after the other. */
function gather(from: Float64Array | Uint8Array, rows: Uint32Array, into: Float64Array | Float32Array | Uint8Array) {
  for (let e = 0; e < rows.length; e++) into[e] = from[rows[e]!]!
}

/** Numbers 0, 1, 2, … for whose, or what, rows are, in the order they turn up; returns the ids so numbered. */
function numbered(all: readonly string[], of: Int32Array, rows: Uint32Array, into: Uint32Array): string[] {
  const given = new Int32Array(all.length).fill(-1)
  const ids: string[] = []
  for (let e = 0; e < rows.length; e++) {
    const one = of[rows[e]!]!
    if (given[one]! < 0) given[one] = ids.push(all[one] as string) - 1
    into[e] = given[one]!
  }
  return ids
}
