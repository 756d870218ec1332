import { addNormalisedRow } from '../numbers/normalise.ts'
import { topK } from '../numbers/topk.ts'
import type { RankJob } from './rank-job.ts'
import { weigh } from './score-rows.ts'
import { type FusedPart, type Rows, type Scorer, wholeVectors } from './scorer.ts'

/**
 * The parts of a scorer under which nearly every item scores the same: sparse matrices, alone or fused. Undefined: every
 * item has to be looked at.
 */
export function sparseParts(scorer: Scorer, histories: Rows): readonly SparsePart[] | undefined {
  const all = scorer.kind === 'fused' ? scorer.parts : [{ scorer, histories }]
  const parts = all.flatMap(sparsePart)
  return parts.length === all.length ? parts : undefined
}

function sparsePart({ scorer, histories }: Omit<FusedPart, 'weight'>): SparsePart | [] {
  if (scorer.kind === 'sparse') return { similarity: scorer.similarity, histories }
  if (scorer.kind !== 'weighed' || scorer.scorer.kind !== 'sparse') return []
  return { similarity: scorer.scorer.similarity, histories, factors: scorer.factors }
}

/** Scores histories · similarity, of which some are weighed. */
interface SparsePart {
  similarity: Rows
  histories: Rows
  factors?: Rows
}

const wordsOf = (nItems: number) => wholeVectors(Math.ceil(nItems / 32))

/** Bytes of a row of every part, dense and close together, of the items and the sums, and of a bit for each item. */
export const touchedScratch = (nParts: number, nItems: number) =>
  4 * ((2 * nParts + 2) * wholeVectors(nItems) + wordsOf(nItems))

/**
 * The lists of the rows from … to − 1 where scores come from sparse matrices: only the items that any history's item names, that
 * the history holds or that are kept off the list are looked at, in rising order by a bit for each; all others share one
 * score. The lists are those of the dense scores to the bit, as zeros add nothing to any sum.
 *
 * A row costs O(entries of the rows of its items + parts · items touched + nItems / 32) and not O(parts · nItems).
 */
export function rankTouched(
  { scorer, nItems, k, histories, exclude, count, item, score }: RankJob,
  parts: readonly SparsePart[],
  from: number,
  to: number,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const row = new TouchedRow(nItems, parts.length, buffer, scratch)
  const fused = scorer.kind === 'fused' ? scorer : undefined
  for (let r = from; r < to; r++) {
    for (const [p, part] of parts.entries()) row.add(p, part, r)
    row.mark(histories, r)
    if (exclude) row.mark(exclude, r)
    if (fused?.last) row.mark(fused.last, r)
    row.gather()
    const base = fused ? row.fuse(fused, row.places(histories, r)) : row.keep()
    if (fused?.last) row.setLast(row.places(fused.last, r), base)
    if (exclude) for (const at of row.places(exclude, r)) row.sums[at] = Number.NEGATIVE_INFINITY
    count[r] = row.best(k, base, item.subarray(r * k, (r + 1) * k), score.subarray(r * k, (r + 1) * k))
    row.forget()
  }
}

type Lists = Pick<Rows, 'rowStart' | 'column'>

/** One history at a time: what its items name, and of that close together what has to be looked at. */
class TouchedRow {
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
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) this.#bits[column[at]! >>> 5]! |= 1 << (column[at]! & 31)
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
    this.sums = this.#allSums.subarray(0, n)
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

  /** The normalised sum; returns what all others score. */
  fuse({ parts, normalise }: Extract<Scorer, { kind: 'fused' }>, own: Uint32Array): number {
    this.sums.fill(0)
    let base = 0
    for (const [p, { weight }] of parts.entries()) {
      const close = this.#close[p]!.subarray(0, this.#n)
      const more = addNormalisedRow(close, own, this.#nItems - this.#n, weight, normalise, this.sums)
      base = Math.fround(base + more)
    }
    return base
  }

  /** These one below the least score of the row. */
  setLast(places: Uint32Array, base: number): void {
    let least = this.#n < this.#nItems ? Math.min(0, base) : 0
    for (let t = 0; t < this.#n; t++) if (this.sums[t]! < least) least = this.sums[t]!
    for (const at of places) this.sums[at] = least - 1
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
