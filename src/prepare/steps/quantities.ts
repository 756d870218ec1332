import { eventKinds } from '../../contract/event.ts'
import { counted, dropped, quarantined, type Step } from './step.ts'

const refund = eventKinds.indexOf('refund')

/**
 * Pieces that cannot be: zero or fewer in a line that is no return is the warehouse talking to itself (damaged, lost,
 * counted again); more than `maxQuantity` is a typing error or a deal between traders, set aside for a person to look at.
 * No quantity at all is fine: it is one piece.
 */
export const quantities: Step = {
  name: 'quantities',
  about: 'Lines of no pieces are stock corrections; lines of impossibly many are set aside for a person to look at.',
  judge({ log, rows }, { maxQuantity }) {
    const fate = new Uint8Array(rows.length)
    let none = 0
    let tooMany = 0
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      // Files write a return as −3 pieces or as 3: its sign means nothing.
      const quantity = log.kind[row] === refund ? Math.abs(log.quantity[row]!) : log.quantity[row]!
      if (quantity <= 0) {
        fate[k] = dropped
        none++
      } else if (quantity > maxQuantity) {
        fate[k] = quarantined
        tooMany++
      }
    }
    const notes = []
    if (none > 0) notes.push(`${counted(none, 'line')} of no or minus pieces: stock corrections, not sales.`)
    if (tooMany > 0)
      notes.push(`${counted(tooMany, 'line')} of more than ${maxQuantity.toLocaleString('en')} pieces set aside.`)
    return {
      fate,
      note: notes.join(' ') || 'Every quantity is possible.',
      why: (k) => (fate[k] === quarantined ? `more than ${maxQuantity} pieces` : 'no or minus pieces, and no return'),
    }
  },
}
