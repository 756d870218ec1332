import { eventKinds } from '../../contract/event.ts'
import { counted, dropped, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/**
 * Purchases at nothing or less: samples, write-offs, corrections of the books. Nobody chose them at a price. A price that
 * is not known is no reason to doubt a purchase, and other kinds need none.
 */
export const prices: Step = {
  name: 'prices',
  about: 'Purchases at nothing or less are samples and corrections: nobody chose them at a price.',
  judge({ log, rows }) {
    const fate = new Uint8Array(rows.length)
    let free = 0
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      if (log.kind[row] !== purchase || !(log.price[row]! <= 0)) continue
      fate[k] = dropped
      free++
    }
    return {
      fate,
      note:
        free > 0
          ? `${counted(free, 'purchase')} at a price of nothing or less: samples and corrections.`
          : 'Every known price is above nothing.',
      why: () => 'a purchase at a price of nothing or less',
    }
  },
}
