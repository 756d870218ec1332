import { eventKinds } from '../contract/event.ts'
import { quantileOfSorted } from '../numbers/stats.ts'

const purchase = eventKinds.indexOf('purchase')

/** With fewer lines nobody can be told from a shopper with one large order. */
const leastLines = 5

/** Columns of a log or of clean events; a person below 0 is nobody, a quantity that is not above 0 is not known. */
export interface Bought {
  kind: Uint8Array
  quantity: ArrayLike<number>
  person: ArrayLike<number>
}

/** What was bought by somebody who buys for a business. */
export interface WholesaleBuyer {
  /** of purchase */
  lines: number
  /** in all */
  pieces: number
  /** pieces of their median line, and of the shop's */
  typical: number
  usual: number
}

/**
 * Who buys for a business: over five lines of purchase and more, a median line of at least ten times the pieces of the
 * shop's median line, or pieces in all that lie more than 3.5 robust deviations above the median buyer's:
 *
 *     (ln pieces − med) / (1.4826 · mad) > 3.5        med, mad over all buyers; not asked where mad is 0
 *
 * A line that names no pieces is none of these; the rule is that of `osusume quality`.
 *
 * @param rows  that count
 * @returns     person -> what they bought, persons rising
 *
 * O(rows log rows).
 */
export function wholesaleBuyers(
  { kind, quantity, person }: Bought,
  rows: Uint32Array,
  nPersons: number,
): Map<number, WholesaleBuyer> {
  const found = new Map<number, WholesaleBuyer>()
  const count = new Uint32Array(nPersons)
  const isLine = (row: number) => kind[row] === purchase && quantity[row]! > 0 && person[row]! >= 0
  const lines = rows.filter(isLine)
  if (lines.length === 0) return found
  const median = (values: Float64Array) => quantileOfSorted(values.sort(), 0.5)
  const usual = median(Float64Array.from(lines, (row) => quantity[row]!))
  const pieces = new Float64Array(nPersons)
  for (const row of lines) {
    count[person[row]!]!++
    pieces[person[row]!]! += quantity[row]!
  }
  const logs = Float64Array.from(
    pieces.filter((n) => n > 0),
    Math.log,
  )
  const middle = median(logs)
  const spread = 1.4826 * median(logs.map((x) => Math.abs(x - middle)))
  const own = new Map<number, number[]>()
  for (let p = 0; p < count.length; p++) if (count[p]! >= leastLines) own.set(p, [])
  for (const row of lines) own.get(person[row]!)?.push(quantity[row]!)
  for (const [p, quantities] of own) {
    const typical = median(Float64Array.from(quantities))
    const isFar = spread > 0 && (Math.log(pieces[p]!) - middle) / spread > 3.5
    if (typical >= 10 * usual || isFar) found.set(p, { lines: count[p]!, pieces: pieces[p]!, typical, usual })
  }
  return found
}
