import type { PrepareConfig } from './config.ts'
import { SamePerson } from './same-person.ts'
import type { Change, Lot } from './steps/step.ts'

/** An order that was said to be no test is released under this name, apart from all people. */
export const orderPrefix = 'order:'

/**
 * People who were said to be people after all, whatever a step thinks of them: a release of one id is of the whole person.
 * @returns  numbers of persons; empty, at no cost, where nobody was released
 */
export function releasedPeople(
  persons: readonly string[],
  { released, samePerson }: Pick<PrepareConfig, 'released' | 'samePerson'>,
): ReadonlySet<number> {
  if (released.length === 0) return new Set()
  const same = new SamePerson(samePerson)
  const names = new Set(released.map((id) => same.of(id)))
  return new Set(persons.flatMap((id, p) => (names.has(id) ? [p] : [])))
}

/** Orders that were said to be no tests, by their ids. */
export const releasedOrders = ({ released }: Pick<PrepareConfig, 'released'>): ReadonlySet<string> =>
  new Set(released.flatMap((id) => (id.startsWith(orderPrefix) ? [id.slice(orderPrefix.length)] : [])))

/**
 * An entry of the ledger for each who would have been set aside, at the first of their lines.
 * @param spared  who (a person or an order, as `of` numbers the rows) -> what they would have been set aside for
 */
export function* sparedEntries(
  { rows }: Pick<Lot, 'rows'>,
  of: Int32Array,
  spared: ReadonlyMap<number, string>,
): Generator<Change> {
  if (spared.size === 0) return
  const said = new Set<number>()
  for (const row of rows) {
    const who = of[row]!
    const before = spared.get(who)
    if (before === undefined || said.has(who)) continue
    said.add(who)
    yield { row, field: 'quarantine', before, after: 'released', why: 'released by hand' }
  }
}

/** What the account adds of them; nothing where nobody was spared. */
export const sparedWords = (n: number) =>
  n === 0 ? '' : ` ${n.toLocaleString('en')} ${n === 1 ? 'stays' : 'stay'}, released by hand.`
