import { counted, type Lot, merged, type Step } from './step.ts'

/**
 * The same thing said twice under two ids: a tracker that fired twice, a file imported under another mapping. Rows equal
 * in person, product, kind, time, order, quantity, price and rating are one event; the one stored first stays.
 * Rows that were repeats to the letter never came this far: `import` merged them and counted them.
 *
 * O(rows), in an open-addressing table of 4 bytes a slot, at most half full.
 */
export const exactRepeats: Step = {
  name: 'exact-repeats',
  about: 'One thing said twice under two ids is one event: it would count as liked twice.',
  judge(lot) {
    const fate = new Uint8Array(lot.rows.length)
    let slots = 16
    while (slots < 2 * lot.rows.length) slots *= 2
    // 0 = free, else 1 + position in lot.rows
    const table = new Uint32Array(slots)
    // only rows of a repeat: the position of the row that said it first
    const first = new Map<number, number>()
    for (let k = 0; k < lot.rows.length; k++) {
      const row = lot.rows[k]!
      let slot = hash(lot, row) & (slots - 1)
      while (table[slot] !== 0 && !same(lot, row, lot.rows[table[slot]! - 1]!)) slot = (slot + 1) & (slots - 1)
      if (table[slot] === 0) table[slot] = k + 1
      else {
        fate[k] = merged
        first.set(k, table[slot]! - 1)
      }
    }
    const note =
      first.size === 0
        ? 'No event was stored twice under different ids.'
        : `${counted(first.size, 'line')} said what another line had said already: same person, product, moment, order, quantity and price.`
    return {
      fate,
      note,
      why: () => 'same person, product, moment, order, quantity and price as an earlier line',
      into: (k) => lot.rows[first.get(k) ?? 0]!,
    }
  },
}

function hash({ log }: Lot, row: number): number {
  let h = Math.imul(log.item[row]! + 1, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15) ^ log.user[row]!, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13) ^ log.order[row]!, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16) ^ log.visitor[row]!, 0x27d4eb2f)
  // A moment in ms needs 43 bits: both halves count.
  const time = log.timeMs[row]!
  h = Math.imul(h ^ (h >>> 15) ^ ((time % 0x100000000) | 0), 0x165667b1)
  h = Math.imul(h ^ (h >>> 13) ^ ((log.quantity[row]! * 64) | 0) ^ log.kind[row]!, 0x9e3779b1)
  return (h ^ (h >>> 16)) >>> 0
}

function same({ log }: Lot, a: number, b: number): boolean {
  return (
    log.item[a] === log.item[b] &&
    log.user[a] === log.user[b] &&
    log.visitor[a] === log.visitor[b] &&
    log.order[a] === log.order[b] &&
    log.kind[a] === log.kind[b] &&
    log.timeMs[a] === log.timeMs[b] &&
    // Object.is: not given (NaN) equals not given
    Object.is(log.quantity[a], log.quantity[b]) &&
    Object.is(log.price[a], log.price[b]) &&
    Object.is(log.rating[a], log.rating[b])
  )
}
