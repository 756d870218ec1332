import { Fault } from '../../contract/fault.ts'
import { counted, quarantined, type Step } from './step.ts'

/** The shop's own people and the orders that try whether ordering works: ids that `staffPattern` matches. Set aside, never deleted. */
export const staff: Step = {
  name: 'staff-and-tests',
  about: 'What the shop does to itself is nobody’s taste: set aside.',
  after: ['people'],
  judge({ log, rows, person, persons }, { staffPattern }) {
    const pattern = staffTest(staffPattern)
    const own = Uint8Array.from(persons, (id) => Number(pattern.test(id)))
    const ownOrder = Uint8Array.from(log.orders, (id) => Number(pattern.test(id)))
    const fate = new Uint8Array(rows.length)
    const found = new Set<string>()
    let n = 0
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const [p, order] = [person[row]!, log.order[row]!]
      if (!((p >= 0 && own[p] === 1) || (order >= 0 && ownOrder[order] === 1))) continue
      fate[k] = quarantined
      n++
      if (found.size < 4) found.add((p >= 0 && own[p] === 1 ? persons[p] : log.orders[order]) as string)
    }
    return {
      fate,
      note:
        n === 0
          ? 'Nothing looks like the shop’s own doing.'
          : `${counted(n, 'line')} of the shop’s own people and test orders set aside: ${[...found].map((id) => `"${id}"`).join(', ')}.`,
      why: () => 'an id of the shop’s own people or of a test',
    }
  },
}

/** @throws Fault bad-request when it is no regular expression */
export function staffTest(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i')
  } catch (cause) {
    throw new Fault('bad-request', `staffPattern: got ${pattern}, want a regular expression`, { cause })
  }
}
