import { eventKinds } from '../../contract/event.ts'
import { quantileOfSorted } from '../../numbers/stats.ts'
import type { Lot } from './step.ts'

const refund = eventKinds.indexOf('refund')

/** With fewer lines a product has no usual price. */
const leastPriced = 10

/** With fewer lines a product has no usual quantity of its own: the shop's is taken. */
const leastCounted = 200

/** So many pieces are ordinary trade anywhere, however few a product usually sells. */
const leastPieces = 1000

export type FarOff = 'price' | 'pieces'

/**
 * Lines whose price or pieces are far from what is usual, refunds aside (they repeat what was sold).
 *
 *     price    p > priceTimes · m  or  p < m / priceTimes     m: median price of the product, over 10 priced lines and more
 *     pieces   q ≥ 1000  and  q > quantityTimes · u           u: 99th percentile of the product's pieces over 200 lines and
 *                                                             more, of the whole shop's otherwise
 *
 * What is found leaves the lines, and the usual is found anew, until nothing is far from it: pieces first, then the prices of
 * the lines that are left; so that what is clean is clean.
 *
 * @param standing  position in `rows` -> whether it takes part; the found are cleared
 * @returns         position in `rows` -> what is far off
 *
 * O(rows log rows × rounds); only products whose extremes lie far enough apart are looked at closely.
 */
export function farOff(
  { log, rows, price }: Pick<Lot, 'log' | 'rows' | 'price'>,
  standing: Uint8Array,
  { priceTimes, quantityTimes }: { priceTimes: number; quantityTimes: number },
): Map<number, FarOff> {
  const found = new Map<number, FarOff>()
  const takesPart = (k: number, column: Float64Array) =>
    standing[k] === 1 && column[rows[k]!]! > 0 && log.kind[rows[k]!] !== refund && log.item[rows[k]!]! >= 0
  const take = (what: FarOff, column: Float64Array, mayBeFar: MayBeFar, farOf: FarOf) => {
    const least = new Float64Array(log.items.length).fill(Number.POSITIVE_INFINITY)
    const most = new Float64Array(log.items.length)
    for (let k = 0; k < rows.length; k++) {
      if (!takesPart(k, column)) continue
      const item = log.item[rows[k]!]!
      const value = column[rows[k]!]!
      if (value < least[item]!) least[item] = value
      if (value > most[item]!) most[item] = value
    }
    const suspects = new Map<number, number[]>()
    for (let item = 0; item < most.length; item++) if (mayBeFar(least[item]!, most[item]!)) suspects.set(item, [])
    if (suspects.size === 0) return 0
    for (let k = 0; k < rows.length; k++) if (takesPart(k, column)) suspects.get(log.item[rows[k]!]!)?.push(k)
    let n = 0
    for (const own of suspects.values()) {
      const far = farOf(Float64Array.from(own, (k) => column[rows[k]!]!).sort())
      if (!far) continue
      for (const k of own) {
        if (!far(column[rows[k]!]!)) continue
        found.set(k, what)
        standing[k] = 0
        n++
      }
    }
    return n
  }
  const takePrices = () =>
    take(
      'price',
      price,
      // the median lies between them: nothing can be so far from it
      (least, most) => most > priceTimes * least,
      (prices) => {
        if (prices.length < leastPriced) return undefined
        const usual = quantileOfSorted(prices, 0.5)
        return (price) => price > priceTimes * usual || price < usual / priceTimes
      },
    )
  const takePieces = () => {
    let whole: number | undefined
    return take(
      'pieces',
      log.quantity,
      (_least, most) => most >= leastPieces,
      (pieces) => {
        whole ??= quantileOfSorted(allPieces(), 0.99)
        const usual = pieces.length >= leastCounted ? quantileOfSorted(pieces, 0.99) : whole
        return (quantity) => quantity >= leastPieces && quantity > quantityTimes * usual
      },
    )
  }
  const allPieces = () => {
    const pieces = new Float64Array(rows.length)
    let n = 0
    for (let k = 0; k < rows.length; k++)
      if (standing[k] === 1 && log.kind[rows[k]!] !== refund && log.quantity[rows[k]!]! > 0)
        pieces[n++] = log.quantity[rows[k]!]!
    return pieces.subarray(0, n).sort()
  }
  while (takePieces() > 0);
  while (takePrices() > 0);
  return found
}

/** Whether anything among values between these two can be far off: what need not be looked at any closer. */
type MayBeFar = (least: number, most: number) => boolean

/** Which of a product's values are far off, all of them given in rising order; undefined when none can be. */
type FarOf = (sorted: Float64Array) => ((value: number) => boolean) | undefined
