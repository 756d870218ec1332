import { eventKinds } from '../../contract/event.ts'
import { net } from './net.ts'
import { counted, dropped, type Lot, merged, type Return, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')
const refund = eventKinds.indexOf('refund')

/**
 * Cancellations and returns, set against the purchase they undo. The purchase keeps its line and remembers how many
 * pieces came back; the return's own line is merged into it. A return without a purchase in the log (bought before it
 * begins, under another name) says nothing and is dropped.
 */
export const returns: Step = {
  name: 'returns',
  about:
    'A return is set against the purchase it undoes: sales are what the shop kept, and what a purchase that came back says of taste can be chosen.',
  after: ['people', 'products'],
  judge(lot, { returnWindowDays }) {
    const { log, rows, price } = lot
    const trade = (k: number) => ({
      timeMs: log.timeMs[rows[k]!]!,
      pieces: Number.isNaN(log.quantity[rows[k]!]!) ? 1 : Math.abs(log.quantity[rows[k]!]!),
      price: price[rows[k]!]!,
      order: log.orders[log.order[rows[k]!]!] ?? '',
    })
    const fate = new Uint8Array(rows.length)
    const found: Return[] = []
    // returns that met a purchase: the row of the first they were set against
    const met = new Map<number, number>()
    const count = { whole: 0, partly: 0, without: 0 }
    for (const { purchases, refunds } of pairsWithRefunds(lot)) {
      const cameBack = refunds.map(trade)
      const { taken, unmatched } = net(purchases.map(trade), cameBack, returnWindowDays)
      for (const { purchase, timeMs, pieces } of taken)
        found.push({ row: rows[purchases[purchase] as number]!, timeMs, pieces })
      for (const [r, { pieces }] of cameBack.entries()) {
        const left = unmatched[r] as number
        fate[refunds[r] as number] = left < pieces ? merged : dropped
        count[left === 0 ? 'whole' : left < pieces ? 'partly' : 'without']++
        const against = taken.find(({ refund }) => refund === r)
        if (against) met.set(refunds[r] as number, rows[purchases[against.purchase] as number]!)
      }
    }
    return {
      fate,
      note: inWords(count),
      why: (k) => (met.has(k) ? 'set against its purchase' : 'no purchase of this person and product before it'),
      into: (k) => met.get(k) ?? -1,
      found: { returns: found },
    }
  },
}

/** Purchases and refunds, as positions in `rows`, of every person and product of which something came back. */
function pairsWithRefunds({
  log,
  rows,
  person,
  persons,
  item,
  items,
}: Lot): Iterable<{ purchases: number[]; refunds: number[] }> {
  const pairs = new Map<number, { purchases: number[]; refunds: number[] }>()
  // a pair as one number: exact up to 2^53
  const pairOf = (row: number) => person[row]! * items.length + item[row]!
  const returns = new Uint8Array(persons.length)
  for (let k = 0; k < rows.length; k++) {
    if (log.kind[rows[k]!] !== refund) continue
    returns[person[rows[k]!]!] = 1
    const pair = pairs.get(pairOf(rows[k]!))
    if (pair) pair.refunds.push(k)
    else pairs.set(pairOf(rows[k]!), { purchases: [], refunds: [k] })
  }
  if (pairs.size > 0)
    for (let k = 0; k < rows.length; k++)
      if (log.kind[rows[k]!] === purchase && returns[person[rows[k]!]!] === 1)
        pairs.get(pairOf(rows[k]!))?.purchases.push(k)
  return pairs.values()
}

function inWords({ whole, partly, without }: Record<'whole' | 'partly' | 'without', number>): string {
  const matched = whole + partly
  const notes = []
  if (matched > 0) {
    const short = partly > 0 ? ` (${partly.toLocaleString('en')} only in part: more came back than was bought)` : ''
    notes.push(
      `${counted(matched, 'return')} set against ${matched === 1 ? 'its purchase' : 'their purchases'}${short}.`,
    )
  }
  if (without > 0)
    notes.push(`${counted(without, 'return')} without a purchase: bought before the log begins, or by another.`)
  return notes.join(' ') || 'Nothing came back.'
}
