import { SamePerson, visitorPrefix } from '../same-person.ts'
import { counted, dropped, type Lot, type Step } from './step.ts'

export { visitorPrefix } from '../same-person.ts'

/**
 * Who did it. The customer, where the line names one; customers that `samePerson` says are one person are one, whoever follows from it
 * included, under the smallest of their ids. Else the visitor: their lines, those before the first sign-in too, are those of the one
 * person who was ever signed in on that browser or on one that is the same person's, or of a person of their own, `visitor:ID`, when
 * nobody or more than one was. A browser that `samePerson` gives to a customer is that customer's, whoever else signed in on it. A line
 * that names neither says what was sold but not to whom, and teaches no taste. Lines given to another are counted as filled.
 *
 * O(rows + pairs).
 */
export const people: Step = {
  name: 'people',
  about: 'Finds out who did it: the customer named, the one who signs in on that browser, or the browser itself.',
  essential: true,
  judge(lot, { samePerson }) {
    const { log, rows } = lot
    const same = new SamePerson(samePerson)
    const persons = [...log.users]
    const number = new Map(samePerson.length > 0 ? persons.map((id, u) => [id, u] as const) : [])
    const numberOf = (id: string) => {
      // each browser asks once, and nobody goes by another's name
      if (samePerson.length === 0) return persons.push(id) - 1
      const known = number.get(id)
      if (known !== undefined) return known
      number.set(id, persons.push(id) - 1)
      return persons.length - 1
    }
    const ofUser = Int32Array.from(log.users, (id, u) => (same.has(id) ? numberOf(same.of(id)) : u))
    const ofVisitor = browsersOf(lot, ofUser, same, numberOf)
    const nUsers = log.users.length
    const isOwn = Uint8Array.from(log.visitors, (id, v) => {
      const p = ofVisitor[v]!
      return Number(p >= nUsers && (samePerson.length === 0 || persons[p] === visitorPrefix + id))
    })
    const person = new Int32Array(log.length).fill(-1)
    const fate = new Uint8Array(rows.length)
    const n = { nobody: 0, signedIn: 0, merged: 0 }
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const user = log.user[row]!
      const visitor = log.visitor[row]!
      if (user >= 0) {
        person[row] = ofUser[user]!
        if (ofUser[user] !== user) n.merged++
      } else if (visitor < 0) {
        fate[k] = dropped
        n.nobody++
      } else {
        person[row] = ofVisitor[visitor]!
        if (isOwn[visitor] === 0) n.signedIn++
      }
    }
    return {
      fate,
      filled: n.signedIn + n.merged,
      note: inWords(n),
      why: () => 'names neither customer nor visitor',
      *changes() {
        for (let k = 0; k < rows.length; k++) {
          const row = rows[k]!
          const user = log.user[row]!
          const visitor = log.visitor[row]!
          const p = person[row]!
          if (p < 0 || p === user || (user < 0 && isOwn[visitor] === 1)) continue
          yield user < 0
            ? { row, field: 'customer', before: null, after: p, why: 'signs in on the same browser' }
            : { row, field: 'customer', before: log.users[user] as string, after: p, why: 'said to be the same person' }
        }
      },
      names: persons,
      found: { person, persons },
    }
  },
}

/** visitor -> person: the one who is signed in on this browser or on another of the same person, else a person of its own. */
function browsersOf(
  { log, rows }: Lot,
  ofUser: Int32Array,
  same: SamePerson,
  numberOf: (id: string) => number,
): Int32Array {
  // Browsers that are one person's share a class, named by the first of them to turn up.
  const classOf = Int32Array.from(log.visitors.keys())
  const first = new Map<string, number>()
  // −1 nobody, −2 several (a browser that is shared is nobody's)
  const owner = new Int32Array(log.visitors.length).fill(-1)
  const told = new Uint8Array(log.visitors.length)
  for (const [visitor, id] of log.visitors.entries()) {
    const name = visitorPrefix + id
    if (!same.has(name)) continue
    const of = same.of(name)
    if (!first.has(of)) first.set(of, visitor)
    const one = first.get(of) as number
    classOf[visitor] = one
    if (of.startsWith(visitorPrefix)) continue
    owner[one] = numberOf(of)
    told[one] = 1
  }
  const turnsUp = new Uint8Array(log.visitors.length)
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    const visitor = log.visitor[row]!
    if (visitor < 0) continue
    const user = log.user[row]!
    if (user < 0) turnsUp[visitor] = 1
    const one = classOf[visitor]!
    if (user < 0 || told[one] === 1) continue
    if (owner[one] === -1) owner[one] = ofUser[user]!
    else if (owner[one] !== ofUser[user]) owner[one] = -2
  }
  return Int32Array.from(log.visitors, (id, visitor) => {
    const of = owner[classOf[visitor]!]!
    if (of >= 0 || turnsUp[visitor] === 0) return of
    return numberOf(same.of(visitorPrefix + id))
  })
}

function inWords({ nobody, signedIn, merged }: Record<'nobody' | 'signedIn' | 'merged', number>): string {
  const notes = [
    nobody > 0
      ? `${counted(nobody, 'line names', 'lines name')} neither customer nor visitor: what was sold, but not to whom.`
      : 'Every line names who did it.',
  ]
  if (signedIn > 0)
    notes.push(`${counted(signedIn, 'line')} without a customer went to the one who signs in on the same browser.`)
  if (merged > 0) notes.push(`${counted(merged, 'line')} of customers who are said to be the same person as another.`)
  return notes.join(' ')
}
