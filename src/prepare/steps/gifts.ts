import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { farFromProfile } from './far-from-profile.ts'
import { type Change, counted, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/** Whoever is given something: a person of their own for each order, known by nothing else. */
export const giftPrefix = 'gift:'

/**
 * Orders that were bought for another: those that say so, by a line of theirs (gift wrap, a gift message: products whose id or title
 * `giftPattern` matches), and with `giftTimes` those so far from what their buyer ever turned to (far-from-profile.ts). Their lines
 * become those of a person `gift:ORDER`: they still count for what is popular and what is bought together, but no longer for the
 * taste of who paid. The mark counts although `products` took its line out; looks and carts before the order stay the buyer's.
 *
 * O(rows), and with `giftTimes` O(rows · what is known of a product).
 */
export const gifts: Step = {
  name: 'gifts',
  about: 'What was bought for another says nothing about who paid: it counts for them no more, for the shop it does.',
  after: ['people', 'returns'],
  judge(lot, { giftPattern, giftTimes }) {
    const { log, rows, person, persons } = lot
    const why = new Map<number, string>()
    if (giftTimes > 0)
      for (const [order, times] of farFromProfile(lot, giftTimes))
        why.set(order, `${times.toPrecision(2)} times less like who paid than like anybody`)
    const nFar = why.size
    const pattern = giftTest(giftPattern)
    const isMark = Uint8Array.from(log.items, (id) => Number(pattern.test(id)))
    if (isMark.includes(1))
      for (let row = 0; row < log.length; row++)
        if (log.kind[row] === purchase && log.order[row]! >= 0 && log.item[row]! >= 0)
          if (isMark[log.item[row]!] === 1)
            why.set(log.order[row]!, `"${log.items[log.item[row]!]}" in the order marks a gift`)
    const given = why.size > 0 ? person.slice() : person
    const receivers: string[] = []
    const receiver = new Map<number, number>()
    const rowsOfGifts: number[] = []
    if (why.size > 0)
      for (const row of rows) {
        const order = log.order[row]!
        if (log.kind[row] !== purchase || order < 0 || !why.has(order)) continue
        let p = receiver.get(order)
        if (p === undefined) {
          p = persons.length + receivers.push(`${giftPrefix}${log.orders[order]}`) - 1
          receiver.set(order, p)
        }
        given[row] = p
        rowsOfGifts.push(row)
      }
    const n = rowsOfGifts.length
    const far = nFar > 0 ? ` (${counted(nFar, 'order')} by what it is, far from what they turned to before)` : ''
    return {
      why: () => '',
      filled: n,
      note:
        n === 0
          ? 'No order says that it is a gift.'
          : `${counted(n, 'line')} of ${counted(receiver.size, 'order')} given to others${far}: kept out of the taste of who paid.`,
      *changes(): Iterable<Change> {
        for (const row of rowsOfGifts)
          yield {
            row,
            field: 'person',
            before: persons[person[row]!] ?? null,
            after: receivers[given[row]! - persons.length] as string,
            why: why.get(log.order[row]!) as string,
          }
      },
      ...(n > 0 && { found: { person: given, persons: [...persons, ...receivers] } }),
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
