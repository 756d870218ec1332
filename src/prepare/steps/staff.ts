import { Fault } from '../../contract/fault.ts'
import { releasedOrders, releasedPeople, sparedEntries, sparedWords } from '../released.ts'
import { counted, quarantined, type Step } from './step.ts'

/** The shop's own people and the orders that try whether ordering works: ids that `staffPattern` matches. Set aside, never deleted. */
export const staff: Step = {
  name: 'staff-and-tests',
  about: 'What the shop does to itself is nobody’s taste: set aside.',
  after: ['people'],
  judge(lot, config) {
    const { log, rows, person, persons } = lot
    const pattern = staffTest(config.staffPattern)
    const [people, orders] = [releasedPeople(persons, config), releasedOrders(config)]
    const [spared, sparedOrder] = [new Map<number, string>(), new Map<number, string>()]
    const own = Uint8Array.from(persons, (id, p) => {
      if (!pattern.test(id)) return 0
      if (people.has(p)) spared.set(p, ownWords(id))
      return Number(!people.has(p))
    })
    const ownOrder = Uint8Array.from(log.orders, (id, order) => {
      if (!pattern.test(id)) return 0
      if (orders.has(id)) sparedOrder.set(order, ownOrderWords(id))
      return Number(!orders.has(id))
    })
    const fate = new Uint8Array(rows.length)
    const found = new Set<string>()
    let n = 0
    const hasOwn = own.includes(1) || ownOrder.includes(1)
    for (let k = 0; hasOwn && k < rows.length; k++) {
      const row = rows[k]!
      const p = person[row]!
      const order = log.order[row]!
      if (!((p >= 0 && own[p] === 1) || (order >= 0 && ownOrder[order] === 1))) continue
      fate[k] = quarantined
      n++
      if (found.size < 4) found.add((p >= 0 && own[p] === 1 ? persons[p] : log.orders[order]) as string)
    }
    const entries = [...sparedEntries(lot, person, spared), ...sparedEntries(lot, log.order, sparedOrder)]
    return {
      fate,
      filled: entries.length,
      note:
        (n === 0
          ? `Nothing${entries.length > 0 ? ' else' : ''} looks like the shop’s own doing.`
          : `${counted(n, 'line')} of the shop’s own people and test orders set aside: ${[...found].map((id) => `"${id}"`).join(', ')}.`) +
        sparedWords(entries.length),
      why(k) {
        const [p, order] = [person[rows[k]!]!, log.order[rows[k]!]!]
        return p >= 0 && own[p] === 1 ? ownWords(persons[p] as string) : ownOrderWords(log.orders[order] as string)
      },
      changes: () => entries,
    }
  },
}

const ownWords = (id: string) => `"${id}" is called like the shop’s own people or a test`
const ownOrderWords = (id: string) => `order "${id}" is called like a test or the shop’s own`

/** @throws Fault bad-request when it is no regular expression */
export function staffTest(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i')
  } catch (cause) {
    throw new Fault('bad-request', `staffPattern: got ${pattern}, want a regular expression`, { cause })
  }
}
