import { eventKinds } from '../contract/event.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import { rowsOf } from './rows-of.ts'

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
  const lines = linesAmong({ kind, quantity, person }, rows)
  if (lines.length === 0) return found
  const median = (values: Float64Array) => quantileOfSorted(values.sort(), 0.5)
  const piecesOf = (some: Uint32Array) => {
    const each = new Float64Array(some.length)
    for (let k = 0; k < some.length; k++) each[k] = quantity[some[k]!]!
    return each
  }
  const usual = median(piecesOf(lines))
  const pieces = new Float64Array(nPersons)
  for (let k = 0; k < lines.length; k++) {
    const p = person[lines[k]!]!
    count[p]!++
    pieces[p]! += quantity[lines[k]!]!
  }
  const logs = Float64Array.from(
    pieces.filter((n) => n > 0),
    Math.log,
  )
  const middle = median(logs)
  const spread = 1.4826 * median(logs.map((x) => Math.abs(x - middle)))
  const hasEnough = Uint8Array.from(count, (n) => Number(n >= leastLines))
  for (const [p, own] of rowsOf(lines, person, hasEnough)) {
    const typical = median(piecesOf(own))
    const isFar = spread > 0 && (Math.log(pieces[p]!) - middle) / spread > 3.5
    if (typical >= 10 * usual || isFar) found.set(p, { lines: count[p]!, pieces: pieces[p]!, typical, usual })
  }
  return found
}

/** The lines of purchase by somebody, of so many pieces. */
function linesAmong({ kind, quantity, person }: Bought, rows: Uint32Array): Uint32Array {
  const isLine = (row: number) => kind[row] === purchase && quantity[row]! > 0 && person[row]! >= 0
  let n = 0
  for (let k = 0; k < rows.length; k++) if (isLine(rows[k]!)) n++
  const lines = new Uint32Array(n)
  for (let k = 0, at = 0; at < n; k++) if (isLine(rows[k]!)) lines[at++] = rows[k]!
  return lines
}
