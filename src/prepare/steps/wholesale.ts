import { eventKinds } from '../../contract/event.ts'
import { quantileOfSorted } from '../../numbers/stats.ts'
import { counted, type Lot, quarantined, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/** With fewer lines nobody can be told from a shopper with one large order. */
const leastLines = 5

/**
 * Who buys for a business: over five lines of purchase and more, a median line of at least ten times the pieces of the
 * shop's median line, or pieces in all that lie more than 3.5 robust deviations above the median buyer's:
 *
 *     (ln pieces − med) / (1.4826 · mad) > 3.5        med, mad over all buyers; not asked where mad is 0
 *
 * A line that names no pieces is none of these; the rule is that of `osusume quality`.
 * @returns  person -> lines of purchase
 *
 * O(rows log rows).
 */
function wholesaleBuyers({ log, rows, person, persons }: Pick<Lot, 'log' | 'rows' | 'person' | 'persons'>) {
  const found = new Map<number, number>()
  const count = new Uint32Array(persons.length)
  const isLine = (row: number) => log.kind[row] === purchase && log.quantity[row]! > 0 && person[row]! >= 0
  const lines = rows.filter(isLine)
  if (lines.length === 0) return found
  const median = (values: Float64Array) => quantileOfSorted(values.sort(), 0.5)
  const usualLine = median(Float64Array.from(lines, (row) => log.quantity[row]!))
  const pieces = new Float64Array(persons.length)
  for (const row of lines) {
    count[person[row]!]!++
    pieces[person[row]!]! += log.quantity[row]!
  }
  const logs = Float64Array.from(
    pieces.filter((n) => n > 0),
    Math.log,
  )
  const middle = median(logs)
  const spread = 1.4826 * median(logs.map((x) => Math.abs(x - middle)))
  const own = new Map<number, number[]>()
  for (let p = 0; p < count.length; p++) if (count[p]! >= leastLines) own.set(p, [])
  for (const row of lines) own.get(person[row]!)?.push(log.quantity[row]!)
  for (const [p, quantities] of own) {
    const typical = median(Float64Array.from(quantities))
    const isFar = spread > 0 && (Math.log(pieces[p]!) - middle) / spread > 3.5
    if (typical >= 10 * usualLine || isFar) found.set(p, count[p]!)
  }
  return found
}

/** Wholesale buyers are counted and named; with `wholesale: "leave-out"` everything of theirs is set aside. */
export const wholesale: Step = {
  name: 'wholesale',
  about: 'Who buys for a business is not wrong, but no shopper: counted and named, left out where you ask for it.',
  after: ['people', 'products', 'quantities', 'outliers', 'returns'],
  judge(lot, { wholesale }) {
    const { log, rows, person, persons } = lot
    const fate = new Uint8Array(rows.length)
    const buyers = wholesaleBuyers(lot)
    let n = 0
    for (let k = 0; k < rows.length; k++) {
      if (!buyers.has(person[rows[k]!]!)) continue
      n++
      if (wholesale === 'leave-out') fate[k] = quarantined
    }
    const named = [...buyers].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 3)
    const who = named.map(([p]) => `"${persons[p]}"`).join(', ')
    return {
      fate,
      why: () => 'of a wholesale buyer',
      note:
        buyers.size === 0
          ? `Nobody buys for a business (${counted(log.length, 'event')} looked at).`
          : `${counted(n, 'line')} of ${counted(buyers.size, 'wholesale buyer')} ${wholesale === 'leave-out' ? 'set aside' : 'kept'}: ${who}${buyers.size > 3 ? ' and others' : ''}.`,
    }
  },
}
