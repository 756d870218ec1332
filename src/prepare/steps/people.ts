import { counted, dropped, type Step } from './step.ts'

/** A visitor who is nobody's browser is a person of their own, under this name, apart from all customers. */
export const visitorPrefix = 'visitor:'

/**
 * Who did it. The customer, where the line names one. Else the visitor: their lines are those of the one customer who was
 * ever signed in on that browser (counted as filled), or of a person of their own, `visitor:ID`, when nobody or more than
 * one was. A line that names neither says what was sold but not to whom, and teaches no taste.
 */
export const people: Step = {
  name: 'people',
  about: 'Finds out who did it: the customer named, the one who signs in on that browser, or the browser itself.',
  essential: true,
  judge(lot) {
    const { log, rows } = lot
    const owner = browserOwners(log, rows)
    const persons = [...log.users]
    const visitorPerson = new Int32Array(log.visitors.length).fill(-1)
    const person = new Int32Array(log.length).fill(-1)
    const fate = new Uint8Array(rows.length)
    let nobody = 0
    let filled = 0
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const visitor = log.visitor[row]!
      if (log.user[row]! >= 0) person[row] = log.user[row]!
      else if (visitor < 0) {
        fate[k] = dropped
        nobody++
      } else if (owner[visitor]! >= 0) {
        person[row] = owner[visitor]!
        filled++
      } else {
        if (visitorPerson[visitor]! < 0)
          visitorPerson[visitor] = persons.push(visitorPrefix + log.visitors[visitor]) - 1
        person[row] = visitorPerson[visitor]!
      }
    }
    const notes = [
      nobody > 0
        ? `${counted(nobody, 'line names', 'lines name')} neither customer nor visitor: what was sold, but not to whom.`
        : 'Every line names who did it.',
    ]
    if (filled > 0)
      notes.push(`${counted(filled, 'line')} without a customer went to the one who signs in on the same browser.`)
    return {
      fate,
      filled,
      note: notes.join(' '),
      why: () => 'names neither customer nor visitor',
      *changes() {
        for (const row of rows)
          if (log.user[row]! < 0 && person[row]! >= 0 && person[row]! < log.users.length)
            yield {
              row,
              field: 'customer',
              before: null,
              after: persons[person[row]!] as string,
              why: 'signs in on the same browser',
            }
      },
      found: { person, persons },
    }
  },
}

/** visitor -> the one customer seen with them, −1 nobody, −2 several (a browser that is shared is nobody's). */
function browserOwners(log: Parameters<Step['judge']>[0]['log'], rows: Uint32Array): Int32Array {
  const owner = new Int32Array(log.visitors.length).fill(-1)
  for (const row of rows) {
    const visitor = log.visitor[row]!
    const user = log.user[row]!
    if (visitor < 0 || user < 0) continue
    if (owner[visitor] === -1) owner[visitor] = user
    else if (owner[visitor] !== user) owner[visitor] = -2
  }
  return owner
}
