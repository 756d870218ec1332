import { counted, dropped, type Step } from './step.ts'

/**
 * People and products of whom too little is known to learn from. Leaving out a product may leave its buyers with too
 * little, and the other way round: it is done again until nobody falls below.
 *
 * O(rows × rounds); rounds are few in practice, at most people + products.
 */
export const minimumCounts: Step = {
  name: 'minimum-counts',
  about: 'People and products of whom too little is known to learn from leave, where you ask for it.',
  after: ['people', 'products', 'variants', 'product-twins'],
  judge({ rows, person, persons, item, items: all }, { minUserEvents, minItemEvents }) {
    const why = () =>
      `of a person with fewer than ${minUserEvents} or a product with fewer than ${minItemEvents} events`
    const enough = { why, note: 'Enough is known of everyone and everything that is left.' }
    // whoever and whatever is left has one
    if (minUserEvents <= 1 && minItemEvents <= 1) return enough
    const fate = new Uint8Array(rows.length)
    const ofPerson = new Uint32Array(persons.length)
    const ofItem = new Uint32Array(all.length)
    for (const row of rows) {
      ofPerson[person[row]!]!++
      ofItem[item[row]!]!++
    }
    const people = ofPerson.filter((n) => n > 0).length
    const items = ofItem.filter((n) => n > 0).length
    let gone = 0
    for (let before = -1; before !== gone; ) {
      before = gone
      for (let k = 0; k < rows.length; k++) {
        const p = person[rows[k]!]!
        const i = item[rows[k]!]!
        if (fate[k] === dropped || (ofPerson[p]! >= minUserEvents && ofItem[i]! >= minItemEvents)) continue
        fate[k] = dropped
        ofPerson[p]!--
        ofItem[i]!--
        gone++
      }
    }
    if (gone === 0) return enough
    const lostPeople = people - ofPerson.filter((n) => n > 0).length
    const lostItems = items - ofItem.filter((n) => n > 0).length
    const wanted = `at least ${counted(minUserEvents, 'event')} a person and ${minItemEvents.toLocaleString('en')} a product`
    return {
      fate,
      why,
      note: `${counted(lostPeople, 'person', 'people')} and ${counted(lostItems, 'product')} of whom too little is known (wanted: ${wanted}).`,
    }
  },
}
