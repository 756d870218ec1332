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
 * What is found leaves the lines, and the usual is found anew, until nothing is far from it: so that what is clean is clean.
 *
 * @param standing  position in `rows` -> whether it takes part; the found are cleared
 * @returns         position in `rows` -> what is far off
 *
 * O(rows log rows × rounds); a product is sorted only when its extremes lie far enough apart.
 */
export function farOff(
  { log, rows }: Pick<Lot, 'log' | 'rows'>,
  standing: Uint8Array,
  { priceTimes, quantityTimes }: { priceTimes: number; quantityTimes: number },
): Map<number, FarOff> {
  const found = new Map<number, FarOff>()
  const { start, position } = byItem(log.item, rows, log.items.length)
  const take = (what: FarOff, column: Float64Array, isFar: IsFar) => {
    let n = 0
    for (let item = 0; item < log.items.length; item++) {
      const own = position.subarray(start[item]!, start[item + 1]!)
      const takesPart = (k: number) => standing[k] === 1 && log.kind[rows[k]!] !== refund && column[rows[k]!]! > 0
      let [least, most] = [Number.POSITIVE_INFINITY, 0]
      for (let at = 0; at < own.length; at++) {
        if (!takesPart(own[at]!)) continue
        const value = column[rows[own[at]!]!]!
        if (value < least) least = value
        if (value > most) most = value
      }
      const far = isFar(least, most, () => Float64Array.from(own.filter(takesPart), (k) => column[rows[k]!]!).sort())
      if (!far) continue
      for (const k of own) {
        if (!takesPart(k) || !far(column[rows[k]!]!)) continue
        found.set(k, what)
        standing[k] = 0
        n++
      }
    }
    return n
  }
  const priceFar: IsFar = (least, most, sorted) => {
    // the median lies between them: nothing can be so far from it
    if (!(most > priceTimes * least)) return undefined
    const prices = sorted()
    if (prices.length < leastPriced) return undefined
    const usual = quantileOfSorted(prices, 0.5)
    return (price) => price > priceTimes * usual || price < usual / priceTimes
  }
  const piecesFar = (): IsFar => {
    let whole: number | undefined
    return (_least, most, sorted) => {
      if (most < leastPieces) return undefined
      const pieces = sorted()
      whole ??= quantileOfSorted(allPieces(), 0.99)
      const usual = pieces.length >= leastCounted ? quantileOfSorted(pieces, 0.99) : whole
      return (quantity) => quantity >= leastPieces && quantity > quantityTimes * usual
    }
  }
  const allPieces = () => {
    const pieces = new Float64Array(rows.length)
    let n = 0
    for (let k = 0; k < rows.length; k++)
      if (standing[k] === 1 && log.kind[rows[k]!] !== refund && log.quantity[rows[k]!]! > 0)
        pieces[n++] = log.quantity[rows[k]!]!
    return pieces.subarray(0, n).sort()
  }
  while (take('price', log.price, priceFar) + take('pieces', log.quantity, piecesFar()) > 0);
  return found
}

/** Which of a product's values are far off, from its least and greatest and, at a price, all of them in rising order. */
type IsFar = (least: number, most: number, sorted: () => Float64Array) => ((value: number) => boolean) | undefined

/** Positions in `rows`, product by product: `start[item]` to `start[item + 1]`. */
function byItem(item: Int32Array, rows: Uint32Array, nItems: number): { start: Uint32Array; position: Uint32Array } {
  const start = new Uint32Array(nItems + 1)
  for (const row of rows) if (item[row]! >= 0) start[item[row]! + 1]!++
  for (let i = 0; i < nItems; i++) start[i + 1]! += start[i]!
  const next = start.slice()
  const position = new Uint32Array(start[nItems]!)
  for (let k = 0; k < rows.length; k++) if (item[rows[k]!]! >= 0) position[next[item[rows[k]!]!]!++] = k
  return { start, position }
}
