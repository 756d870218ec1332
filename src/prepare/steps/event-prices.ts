import { eventKinds } from '../../contract/event.ts'
import { quantileOfSorted } from '../../numbers/stats.ts'
import { type Change, counted, dropped, type Lot, type Step } from './step.ts'

const purchase = eventKinds.indexOf('purchase')

/**
 * Purchases whose price is not known, or was forgotten as a slip (outliers.ts), where `fields.events.price.missing` says what becomes of
 * them: the product's median price, or that of all where nobody knows one of it; a constant; or the line leaves. Left as they are by default:
 * what is learnt does not look at prices of purchases, sums of money do.
 *
 * O(rows log rows).
 */
export const eventPrices: Step = {
  name: 'event-prices',
  about: 'A purchase without a price counts for nothing where money is summed: it gets one where you say which.',
  after: ['products', 'prices', 'outliers'],
  judge(lot, { fields }) {
    const { log, rows, price } = lot
    const missing = fields.events.price?.missing ?? 'leave'
    const lacking = lackingIn(lot)
    const lines = `${counted(lacking.length, 'purchase')} without a price`
    if (lacking.length === 0 || missing === 'leave') {
      const note = lacking.length === 0 ? 'Every purchase has a price.' : `${lines}, left so.`
      return { note, why: () => '' }
    }
    if (missing === 'drop') {
      const fate = new Uint8Array(rows.length)
      for (let k = 0; k < rows.length; k++)
        if (log.kind[rows[k]!] === purchase && Number.isNaN(price[rows[k]!]!)) fate[k] = dropped
      return { fate, note: `${lines} left out.`, why: () => 'a purchase without a price' }
    }
    const fill = typeof missing === 'object' ? () => missing.constant : mediansOf(lot, missing === 'median by item')
    const full = price.slice()
    for (const row of lacking) full[row] = fill(row)
    const done = lacking.filter((row) => !Number.isNaN(full[row]!))
    const how = typeof missing === 'object' ? String(missing.constant) : missing
    return {
      filled: done.length,
      note: done.length > 0 ? `${lines}: ${how}.` : `${lines}, and none is known to go by.`,
      why: () => '',
      *changes(): Iterable<Change> {
        for (const row of done)
          yield { row, field: 'price', before: null, after: String(full[row]), why: `no price is known: ${how}` }
      },
      ...(done.length > 0 && { found: { price: full } }),
    }
  },
}

/** The purchases whose price is not known. */
function lackingIn({ log, rows, price }: Lot): Uint32Array {
  const found: number[] = []
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    if (log.kind[row] === purchase && Number.isNaN(price[row]!)) found.push(row)
  }
  return Uint32Array.from(found)
}

/** Of a row the median of its product's known prices, of all where there is none; NaN where nobody knows any. */
function mediansOf({ log, rows, item, items, price }: Lot, byItem: boolean): (row: number) => number {
  const known = rows.filter((row) => log.kind[row] === purchase && !Number.isNaN(price[row]!))
  const all = quantileOfSorted(Float64Array.from(known, (row) => price[row]!).sort(), 0.5)
  if (!byItem) return () => all
  const byProduct = known.sort((a, b) => item[a]! - item[b]! || price[a]! - price[b]!)
  const median = new Float64Array(items.length).fill(all)
  for (let start = 0, end = 0; start < byProduct.length; start = end) {
    const product = item[byProduct[start]!]!
    while (end < byProduct.length && item[byProduct[end]!] === product) end++
    median[product] = quantileOfSorted(
      Float64Array.from(byProduct.subarray(start, end), (row) => price[row]!),
      0.5,
    )
  }
  return (row) => median[item[row]!]!
}
