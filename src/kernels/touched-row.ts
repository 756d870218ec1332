import { addLinear, addNormalisedRow, type Linear, type Normalisation } from '../numbers/normalise.ts'
import { topK } from '../numbers/topk.ts'
import { weigh } from './score-rows.ts'
import { type Rows, wholeVectors } from './scorer.ts'

/** Scores histories · similarity, of which some are weighed. */
export interface SparsePart {
  similarity: Rows
  histories: Rows
  weight: number
  factors?: Rows
}

const wordsOf = (nItems: number) => wholeVectors(Math.ceil(nItems / 32))

/** Bytes of a row of every part, dense and close together, of the items and the sums, and of a bit for each item. */
export const touchedScratch = (nParts: number, nItems: number) =>
  4 * ((2 * nParts + 2) * wholeVectors(nItems) + wordsOf(nItems))

type Lists = Pick<Rows, 'rowStart' | 'column'>

/** One history at a time: what its items name, and of that close together what has to be looked at. */
export class TouchedRow {
  /** of the touched items, in their order: the fused scores */
  sums: Float32Array<ArrayBufferLike> = new Float32Array(0)
  readonly #nItems: number
  /** by part: scores of all items, 0 between histories; and those of the touched items */
  readonly #dense: Float32Array[]
  readonly #close: Float32Array[]
  readonly #allSums: Float32Array
  readonly #items: Uint32Array
  readonly #bits: Uint32Array
  #n = 0

  constructor(nItems: number, nParts: number, buffer: ArrayBufferLike, scratch: number) {
    const stride = 4 * wholeVectors(nItems)
    const floats = (at: number) => new Float32Array(buffer, scratch + at * stride, nItems)
    const parts = Array.from({ length: nParts }, (_, p) => p)
    this.#nItems = nItems
    this.#dense = parts.map((p) => floats(p).fill(0))
    this.#close = parts.map((p) => floats(nParts + p))
    this.#allSums = floats(2 * nParts)
    this.#items = new Uint32Array(buffer, scratch + (2 * nParts + 1) * stride, nItems)
    this.#bits = new Uint32Array(buffer, scratch + (2 * nParts + 2) * stride, wordsOf(nItems)).fill(0)
  }

  /** Row r of the histories times the matrix, in the order in which the dense scores are added up. */
  add(p: number, { similarity: s, histories: { rowStart, column, value }, factors }: SparsePart, r: number): void {
    const [scores, bits] = [this.#dense[p]!, this.#bits]
    for (let h = rowStart[r]!; h < rowStart[r + 1]!; h++) {
      const i = column[h]!
      const weight = value[h]!
      for (let at = s.rowStart[i]!, end = s.rowStart[i + 1]!; at < end; at++) {
        const j = s.column[at]!
        scores[j]! += weight * s.value[at]!
        bits[j >>> 5]! |= 1 << (j & 31)
      }
    }
    if (factors) weigh(factors, r, scores)
  }

  mark({ rowStart, column }: Lists, r: number): void {
    this.markAll(column.subarray(rowStart[r], rowStart[r + 1]))
  }

  markAll(items: Uint32Array): void {
    for (let at = 0; at < items.length; at++) this.#bits[items[at]! >>> 5]! |= 1 << (items[at]! & 31)
  }

  /** Touched items in rising order, their scores behind each other, the dense rows 0 again. */
  gather(): void {
    const [bits, items] = [this.#bits, this.#items]
    let n = 0
    for (let word = 0; word < bits.length; word++)
      for (let left = bits[word]!; left !== 0; left &= left - 1) items[n++] = 32 * word + 31 - Math.clz32(left & -left)
    for (const [p, dense] of this.#dense.entries()) {
      const close = this.#close[p]!
      for (let t = 0; t < n; t++) {
        close[t] = dense[items[t]!]!
        dense[items[t]!] = 0
      }
    }
    this.#n = n
    this.sums = this.#allSums.subarray(0, n).fill(0)
  }

  /** Where the items of row r stand among the touched ones. */
  places({ rowStart, column }: Lists, r: number): Uint32Array {
    const own = new Uint32Array(rowStart[r + 1]! - rowStart[r]!)
    let t = 0
    for (let at = 0; at < own.length; at++) {
      while (this.#items[t] !== column[rowStart[r]! + at]) t++
      own[at] = t
    }
    return own
  }

  /** One part's scores as they are; what all others score is 0. */
  keep(): number {
    this.sums.set(this.#close[0]!.subarray(0, this.#n))
    return 0
  }

  /** Adds the normalised scores of a sparse part; returns what all others are given. */
  fuse(p: number, own: Uint32Array, weight: number, normalise: Normalisation): number {
    return addNormalisedRow(this.scores(p), own, this.#nItems - this.#n, weight, normalise, this.sums)
  }

  /** Adds the scores of a part of which it is known how they spread. */
  addLinear(p: number, linear: Linear, weight: number): void {
    addLinear(this.scores(p), linear, weight, this.sums)
  }

  /** A part's scores of the touched items. */
  scores(p: number): Float32Array {
    return this.#close[p]!.subarray(0, this.#n)
  }

  /** The touched items, rising. */
  get items(): Uint32Array {
    return this.#items.subarray(0, this.#n)
  }

  /** These one below the least score of the row. */
  setLast(places: Uint32Array, base: number): void {
    let least = this.#n < this.#nItems ? Math.min(0, base) : 0
    for (let t = 0; t < this.#n; t++) if (this.sums[t]! < least) least = this.sums[t]!
    for (const at of places) this.sums[at] = least - 1
  }

  /** Whether nothing that scores `others` or less can be among the k best. */
  isListSure(k: number, others: number): boolean {
    if (others === Number.NEGATIVE_INFINITY || this.#n === this.#nItems) return true
    let better = 0
    for (let t = 0; t < this.#n && better < k; t++) if (this.sums[t]! > others) better++
    return better === k
  }

  /** The k best into `item` and `score`, the untouched with `base` by rising item; returns how many. */
  best(k: number, base: number, item: Uint32Array, score: Float32Array): number {
    const [bits, sums] = [this.#bits, this.sums]
    const top = topK(sums, k)
    let count = 0
    // the next of the untouched
    let other = -1
    const next = () => {
      other++
      while (other < this.#nItems && (bits[other >>> 5]! >>> (other & 31)) & 1) other++
    }
    next()
    for (let at = 0; count < k; count++) {
      const t = top[at]
      const isTouched =
        t !== undefined && (other >= this.#nItems || sums[t]! > base || (sums[t] === base && this.#items[t]! < other))
      if (isTouched) {
        item[count] = this.#items[t]!
        score[count] = sums[t]!
        at++
      } else if (other < this.#nItems) {
        item[count] = other
        score[count] = base
        next()
      } else break
    }
    return count
  }

  forget(): void {
    for (let t = 0; t < this.#n; t++) this.#bits[this.#items[t]! >>> 5] = 0
  }
}
