import { releasedPeople, sparedEntries, sparedWords } from '../released.ts'
import { busyPeople } from './busy-people.ts'
import { farOff } from './far-off.ts'
import { type Change, counted, quarantined, type Step } from './step.ts'

/**
 * What cannot be what it says: people who did more on one day than anybody can and pieces far from what a line of the
 * product usually has are set aside, never deleted; the thresholds leave room for every sale and every trader
 * (docs/decisions/0186-outliers-are-set-aside.md). A price far from the product's usual one is forgotten, and the purchase
 * stays: that it was bought is not in doubt (docs/decisions/0159-a-slipped-price-is-forgotten.md).
 */
export const outliers: Step = {
  name: 'outliers',
  about: 'A till that signs in as a customer, a comma in the wrong place: set aside, or the price alone forgotten.',
  after: ['people', 'products'],
  judge(lot, config) {
    const { outliers: limits } = config
    const { rows, person, persons, log } = lot
    const fate = new Uint8Array(rows.length)
    const standing = new Uint8Array(rows.length).fill(1)
    const busy = busyPeople(lot, limits)
    const spared = new Map<number, string>()
    for (const p of releasedPeople(persons, config)) {
      const why = busy.get(p)
      if (why === undefined) continue
      spared.set(p, why)
      busy.delete(p)
    }
    let ofBusy = 0
    if (busy.size > 0)
      for (let k = 0; k < rows.length; k++) {
        if (!busy.has(person[rows[k]!]!)) continue
        standing[k] = 0
        fate[k] = quarantined
        ofBusy++
      }
    const far = farOff(lot, standing, limits)
    for (const [k, what] of far) if (what === 'pieces') fate[k] = quarantined
    const slips = [...far].flatMap(([k, what]) => (what === 'price' ? [rows[k]!] : []))
    const nPieces = far.size - slips.length
    const notes = []
    if (ofBusy > 0) {
      const named = [...busy.keys()].slice(0, 3).map((p) => `"${persons[p]}"`)
      notes.push(
        `${counted(ofBusy, 'line')} of ${counted(busy.size, 'person', 'people')} who did more in a day than anybody can: ${named.join(', ')}${busy.size > 3 ? ' and others' : ''}.`,
      )
    }
    if (nPieces > 0) notes.push(`${counted(nPieces, 'line')} of ${limits.quantityTimes} times the usual pieces.`)
    if (notes.length > 0) notes.push('Set aside.')
    if (slips.length > 0)
      notes.push(
        `${counted(slips.length, 'price')} of ${limits.priceTimes} times the product’s usual one, or a ${limits.priceTimes}th of it: forgotten, the purchase stays.`,
      )
    return {
      fate,
      filled: slips.length + spared.size,
      note: (notes.join(' ') || 'Nothing is far from what is usual.') + sparedWords(spared.size),
      why: (k) => {
        const row = rows[k]!
        if (far.get(k) === 'pieces') return `more than ${limits.quantityTimes} times the pieces that are usual`
        return busy.get(person[row]!) ?? ''
      },
      *changes(): Iterable<Change> {
        yield* sparedEntries(lot, person, spared)
        for (const row of slips.toSorted((a, b) => a - b))
          yield {
            row,
            field: 'price',
            before: String(lot.price[row]),
            after: null,
            why: `more than ${limits.priceTimes} times, or less than 1/${limits.priceTimes} of, what "${log.items[log.item[row]!]}" usually costs`,
          }
      },
      ...(slips.length > 0 && { found: { price: without(lot.price, slips) } }),
    }
  },
}

/** The prices, but for those of the given rows. */
function without(price: Float64Array, rows: readonly number[]): Float64Array {
  const left = price.slice()
  for (const row of rows) left[row] = Number.NaN
  return left
}
