import { eventKinds } from '../../contract/event.ts'
import { inTime } from '../in-time.ts'
import { bitsOf, mixed, RecentRows } from './recent-rows.ts'
import { counted, type Lot, merged, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/**
 * An order that was sent twice under two numbers: of one person, with the same lines (product, pieces, price), two of them at least, and
 * at most `orderRepeatMinutes` after the one before. The first stays. One line alone may well be bought again.
 *
 * O(lines), plus a merge of the orders when the log is not in order of time: they are told apart by the sum of their lines' hashes, and only those that agree are read line by line.
 */
export const repeatedOrders: Step = {
  name: 'repeated-orders',
  about: 'A whole order sent twice was bought once.',
  after: ['people'],
  judge(lot, { orderRepeatMinutes }) {
    const { log, rows } = lot
    const fate = new Uint8Array(rows.length)
    const pairs = agreeing(lot, orderRepeatMinutes * 60_000)
    const lines = pairs.length > 0 ? linesOf(lot, new Set(pairs.flat())) : new Map<number, Line[]>()
    const into = new Map<number, number>()
    let n = 0
    for (const [first, again] of pairs) {
      const [one, other] = [lines.get(first) ?? [], lines.get(again) ?? []]
      if (one.length !== other.length || one.some(({ said }, at) => said !== other[at]?.said)) continue
      n++
      for (const [at, { k }] of other.entries()) {
        fate[k] = merged
        into.set(k, rows[one[at]!.k]!)
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

/** Is this a line of an order that somebody known placed? */
const isLine = ({ log, person }: Lot, row: number) =>
  log.order[row]! >= 0 && person[row]! >= 0 && log.kind[row] === purchase

/** Pairs of orders, the one that stays first, whose hashes, persons and numbers of lines agree and whose times are near. */
function agreeing(lot: Lot, withinMs: number): [number, number][] {
  const { log, rows, person, item } = lot
  const nOrders = log.orders.length
  const count = new Uint32Array(nOrders)
  const sum = new Uint32Array(nOrders)
  // the first line of each order, in the order of the log
  const first = new Uint32Array(nOrders)
  let n = 0
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    if (!isLine(lot, row)) continue
    const order = log.order[row]!
    if (count[order]!++ === 0) first[n++] = row
    sum[order]! += mixed(mixed(mixed(0, item[row]!), bitsOf(log.quantity[row]!)), bitsOf(log.price[row]!)) >>> 0
  }
  const firsts = first.subarray(0, n).filter((row) => count[log.order[row]!]! >= 2)
  const orderOf = (row: number) => log.order[row]!
  const latest = new RecentRows(
    log.timeMs,
    withinMs,
    (row) => mixed(mixed(sum[orderOf(row)]!, person[row]!), count[orderOf(row)]!),
    (a, b) => person[a] === person[b] && count[orderOf(a)] === count[orderOf(b)] && sum[orderOf(a)] === sum[orderOf(b)],
  )
  // an order that agrees with one before -> the first of them
  const stays = new Map<number, number>()
  for (const k of inTime(log.timeMs, firsts)) {
    const row = firsts[k]!
    const before = latest.exchange(row)
    if (before >= 0) stays.set(orderOf(row), stays.get(orderOf(before)) ?? orderOf(before))
  }
  return Array.from(stays, ([again, one]) => [one, again])
}

interface Line {
  /** position in `rows` */
  k: number
  said: string
}

/** The lines of these orders, sorted by what they say. */
function linesOf(lot: Lot, wanted: ReadonlySet<number>): Map<number, Line[]> {
  const { log, rows, item } = lot
  const lines = new Map<number, Line[]>()
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    if (!isLine(lot, row) || !wanted.has(log.order[row]!)) continue
    const line = { k, said: `${item[row]} ${log.quantity[row]} ${log.price[row]}` }
    const of = lines.get(log.order[row]!)
    if (of) of.push(line)
    else lines.set(log.order[row]!, [line])
  }
  for (const of of lines.values()) of.sort((a, b) => (a.said < b.said ? -1 : a.said > b.said ? 1 : a.k - b.k))
  return lines
}
