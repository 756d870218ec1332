import { busyPeople } from './busy-people.ts'
import { farOff } from './far-off.ts'
import { counted, quarantined, type Step } from './step.ts'

/**
 * What cannot be what it says: people who did more on one day than anybody can, prices and pieces far from what the
 * product usually goes for. Set aside, never deleted; the thresholds leave room for every sale and every trader
 * (docs/decisions/0186-outliers-are-set-aside.md).
 */
export const outliers: Step = {
  name: 'outliers',
  about: 'A till that signs in as a customer, a comma in the wrong place: set aside for a person to look at.',
  after: ['people', 'products'],
  judge(lot, { outliers: limits }) {
    const { rows, person, persons, log } = lot
    const fate = new Uint8Array(rows.length)
    const standing = new Uint8Array(rows.length).fill(1)
    const busy = busyPeople(lot, limits)
    let ofBusy = 0
    if (busy.size > 0)
      for (let k = 0; k < rows.length; k++) {
        if (!busy.has(person[rows[k]!]!)) continue
        standing[k] = 0
        fate[k] = quarantined
        ofBusy++
      }
    const far = farOff(lot, standing, limits)
    for (const k of far.keys()) fate[k] = quarantined
    const nPrices = [...far.values()].filter((what) => what === 'price').length
    const nPieces = far.size - nPrices
    const notes = []
    if (ofBusy > 0) {
      const named = [...busy.keys()].slice(0, 3).map((p) => `"${persons[p]}"`)
      notes.push(
        `${counted(ofBusy, 'line')} of ${counted(busy.size, 'person', 'people')} who did more in a day than anybody can: ${named.join(', ')}${busy.size > 3 ? ' and others' : ''}.`,
      )
    }
    if (nPrices > 0) notes.push(`${counted(nPrices, 'line')} at ${limits.priceTimes} times the product’s usual price.`)
    if (nPieces > 0) notes.push(`${counted(nPieces, 'line')} of ${limits.quantityTimes} times the usual pieces.`)
    return {
      fate,
      note: notes.length > 0 ? `${notes.join(' ')} Set aside.` : 'Nothing is far from what is usual.',
      why: (k) => {
        const row = rows[k]!
        const what = far.get(k)
        if (what === 'price')
          return `a price of more than ${limits.priceTimes} times, or less than 1/${limits.priceTimes} of, what "${log.items[log.item[row]!]}" usually costs`
        if (what === 'pieces') return `more than ${limits.quantityTimes} times the pieces that are usual`
        return busy.get(person[row]!) ?? ''
      },
    }
  },
}
