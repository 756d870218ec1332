import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { type Change, counted, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/** Whoever is given something: a person of their own for each order, known by nothing else. */
export const giftPrefix = 'gift:'

/**
 * Orders that say they are gifts, by a line of theirs (gift wrap, a gift message: ids that `giftPattern` matches). Their
 * lines become those of a person `gift:ORDER`: they still count for what is popular and what is bought together, but no
 * longer for the taste of who paid. The mark counts although `products` took its line out; looks and carts before the
 * order stay the buyer's.
 *
 * O(rows).
 */
export const gifts: Step = {
  name: 'gifts',
  about: 'What was bought for another says nothing about who paid: it counts for them no more, for the shop it does.',
  after: ['people', 'returns'],
  judge({ log, rows, person, persons }, { giftPattern }) {
    const pattern = giftTest(giftPattern)
    const isMark = Uint8Array.from(log.items, (id) => Number(pattern.test(id)))
    const isGift = new Uint8Array(log.orders.length)
    for (let row = 0; row < log.length; row++)
      if (log.kind[row] === purchase && log.order[row]! >= 0 && log.item[row]! >= 0)
        if (isMark[log.item[row]!] === 1) isGift[log.order[row]!] = 1
    const given = person.slice()
    const everyone = [...persons]
    const receiver = new Map<number, number>()
    const rowsOfGifts: number[] = []
    for (const row of rows) {
      const order = log.order[row]!
      if (log.kind[row] !== purchase || order < 0 || isGift[order] === 0) continue
      let p = receiver.get(order)
      if (p === undefined) {
        p = everyone.push(`${giftPrefix}${log.orders[order]}`) - 1
        receiver.set(order, p)
      }
      given[row] = p
      rowsOfGifts.push(row)
    }
    const n = rowsOfGifts.length
    return {
      fate: new Uint8Array(rows.length),
      why: () => '',
      filled: n,
      note:
        n === 0
          ? 'No order says that it is a gift.'
          : `${counted(n, 'line')} of ${counted(receiver.size, 'order')} given to others: kept out of the taste of who paid.`,
      *changes(): Iterable<Change> {
        for (const row of rowsOfGifts)
          yield {
            row,
            field: 'person',
            before: persons[person[row]!] ?? null,
            after: everyone[given[row]!] as string,
            why: 'an order with a mark of a gift',
          }
      },
      ...(n > 0 && { found: { person: given, persons: everyone } }),
    }
  },
}

/** @throws Fault bad-request when it is no regular expression */
export function giftTest(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i')
  } catch (cause) {
    throw new Fault('bad-request', `giftPattern: got ${pattern}, want a regular expression`, { cause })
  }
}
