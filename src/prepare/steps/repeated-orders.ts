import { eventKinds } from '../../contract/event.ts'
import { counted, type Lot, merged, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/**
 * An order that was sent twice under two numbers: of one person, with the same lines (product, pieces, price), two of them at least, and
 * at most `orderRepeatMinutes` after the one before. The first stays. One line alone may well be bought again.
 *
 * O(lines log lines).
 */
export const repeatedOrders: Step = {
  name: 'repeated-orders',
  about: 'A whole order sent twice was bought once.',
  after: ['people'],
  judge(lot, { orderRepeatMinutes }) {
    const { log, rows } = lot
    const fate = new Uint8Array(rows.length)
    const orders = ordersOf(lot)
    const newest = new Map<string, { timeMs: number; order: Order }>()
    const into = new Map<number, number>()
    let n = 0
    for (const order of orders) {
      if (order.lines.length < 2) continue
      const before = newest.get(order.content)
      newest.set(order.content, { timeMs: order.timeMs, order: before?.order ?? order })
      if (!before || order.timeMs - before.timeMs > orderRepeatMinutes * 60_000) {
        newest.set(order.content, { timeMs: order.timeMs, order })
        continue
      }
      n++
      // equal content, equally sorted: line by line the same
      for (const [at, k] of order.lines.entries()) {
        fate[k] = merged
        into.set(k, rows[before.order.lines[at] as number]!)
      }
    }
    return {
      fate,
      note:
        n === 0
          ? 'No order was sent twice.'
          : `${counted(n, 'order')} with ${counted(into.size, 'line')} said, within ${counted(orderRepeatMinutes, 'minute')}, what an order of the same person had said.`,
      why: (k) => `order ${log.orders[log.order[rows[k]!]!]} repeats an order of the same person`,
      into: (k) => into.get(k) ?? -1,
    }
  },
}

interface Order {
  timeMs: number
  /** positions in `rows`, sorted by what they say */
  lines: number[]
  /** whose and what, as text */
  content: string
}

/** Orders of known people in order of time. */
function ordersOf({ log, rows, person }: Lot): Order[] {
  const lines = new Map<number, number[]>()
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    if (log.order[row]! < 0 || person[row]! < 0 || log.kind[row] !== purchase) continue
    const of = lines.get(log.order[row]!)
    if (of) of.push(k)
    else lines.set(log.order[row]!, [k])
  }
  const said = (k: number) => `${log.item[rows[k]!]} ${log.quantity[rows[k]!]} ${log.price[rows[k]!]}`
  return [...lines.values()]
    .map((of) => {
      const sorted = of.map((k) => [said(k), k] as const).sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j))
      const first = rows[of[0] as number]!
      return {
        timeMs: log.timeMs[first]!,
        lines: sorted.map(([, k]) => k),
        content: `${person[first]}: ${sorted.map(([words]) => words).join(', ')}`,
      }
    })
    .sort((a, b) => a.timeMs - b.timeMs || a.lines[0]! - b.lines[0]!)
}
