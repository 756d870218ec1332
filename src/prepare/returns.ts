import { eventKinds } from '../contract/event.ts'
import { net } from './net.ts'
import { counted, dropped, merged, type Return, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')
const refund = eventKinds.indexOf('refund')

/**
 * Cancellations and returns, set against the purchase they undo. The purchase keeps its line and remembers how many
 * pieces came back; the return's own line is merged into it. A return without a purchase in the log (bought before it
 * begins, under another name) says nothing and is dropped.
 */
export const returns: Step = {
  name: 'returns',
  judge({ log, rows, person }, { returnWindowDays }) {
    const fate = new Uint8Array(rows.length)
    const pairs = new Map<number, { purchases: number[]; refunds: number[] }>()
    // a pair as one number: exact up to 2^53
    const nItems = log.items.length
    for (const row of rows)
      if (log.kind[row] === refund) pairs.set(person[row]! * nItems + log.item[row]!, { purchases: [], refunds: [] })
    const positions = new Map<number, number>()
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const isRefund = log.kind[row] === refund
      if (!isRefund && (pairs.size === 0 || log.kind[row] !== purchase)) continue
      const pair = pairs.get(person[row]! * nItems + log.item[row]!)
      if (isRefund) {
        pair?.refunds.push(row)
        positions.set(row, k)
      } else pair?.purchases.push(row)
    }
    const found: Return[] = []
    const count = { whole: 0, partly: 0, without: 0 }
    const asTrade = (row: number) => ({
      timeMs: log.timeMs[row]!,
      pieces: Number.isNaN(log.quantity[row]!) ? 1 : Math.abs(log.quantity[row]!),
      price: log.price[row]!,
      order: log.orders[log.order[row]!] ?? '',
    })
    for (const pair of pairs.values()) {
      const netted = net(pair.purchases.map(asTrade), pair.refunds.map(asTrade), returnWindowDays)
      for (const { purchase, timeMs, pieces } of netted.taken)
        found.push({ row: pair.purchases[purchase] as number, timeMs, pieces })
      for (const [r, left] of netted.unmatched.entries()) {
        const row = pair.refunds[r] as number
        const whole = asTrade(row).pieces
        fate[positions.get(row) as number] = left < whole ? merged : dropped
        count[left === 0 ? 'whole' : left < whole ? 'partly' : 'without']++
      }
    }
    const notes = []
    if (count.whole + count.partly > 0)
      notes.push(
        `${counted(count.whole + count.partly, 'return')} set against ${count.whole + count.partly === 1 ? 'its purchase' : 'their purchases'}${
          count.partly > 0 ? ` (${count.partly.toLocaleString('en')} only in part: more came back than was bought)` : ''
        }.`,
      )
    if (count.without > 0)
      notes.push(`${counted(count.without, 'return')} without a purchase: bought before the log begins, or by another.`)
    return { fate, note: notes.join(' ') || 'Nothing came back.', found: { returns: found } }
  },
}
