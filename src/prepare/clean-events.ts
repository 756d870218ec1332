import { inTime } from './in-time.ts'
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
  const positions = inTime(log.timeMs, rows)
  const n = positions.length
  const users = numbering(persons)
  const items = numbering(all)
  const clean = emptyColumns(n)
  const position = returns.length > 0 ? new Uint32Array(log.length) : undefined
  for (let e = 0; e < n; e++) {
    const row = rows[positions[e]!]!
    clean.user[e] = users.number(person[row]!)
    clean.item[e] = items.number(item[row]!)
    clean.timeMs[e] = log.timeMs[row]!
    clean.kind[e] = log.kind[row]!
    clean.quantity[e] = Number.isNaN(log.quantity[row]!) ? 1 : log.quantity[row]!
    clean.price[e] = price[row]!
    clean.rating[e] = log.rating[row]!
    if (position) position[row] = e + 1
  }
  // A purchase that a later step dropped takes its returns with it.
  const standing = returns.filter(({ row }) => position?.[row] !== 0)
  for (const { row, pieces } of standing) clean.returned[position![row]! - 1]! += pieces
  return {
    users: users.ids,
    items: items.ids,
    ...clean,
    returns: {
      event: Uint32Array.from(standing, ({ row }) => position![row]! - 1),
      timeMs: Float64Array.from(standing, ({ timeMs }) => timeMs),
      pieces: Float32Array.from(standing, ({ pieces }) => pieces),
    },
  }
}

/** Numbers 0, 1, 2, … for whatever turns up, in the order it turns up. */
function numbering(all: readonly string[]): { ids: string[]; number: (of: number) => number } {
  const given = new Int32Array(all.length).fill(-1)
  const ids: string[] = []
  const number = (of: number) => {
    if (given[of]! < 0) given[of] = ids.push(all[of] as string) - 1
    return given[of]!
  }
  return { ids, number }
}
