import type { Csr } from '../../numbers/csr.ts'
import type { GrowingCsr } from '../../numbers/growing-csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'
import { RisingSet } from '../../numbers/rising-set.ts'
import { type CoOccurrence, coOccurrence } from './co-occurrence.ts'

export interface NeighbourOptions {
  /** kept per item, the strongest first; equal ones by lower position */
  nNeighbours: number
  /** trust in a pair: its likeness is multiplied by n / (n + shrinkage), n = users who have both */
  shrinkage: number
  /** added to the product of the lengths of two items' columns, by which their inner product is then divided */
  damping?: number
  /** those lengths; missing: nothing is divided */
  lengths?: Float64Array
  /** may an item be its own neighbour */
  withSelf: boolean
  /** sums are counts of people: what is made of them. Missing: the sums are the likeness */
  measure?: CoOccurrence
  /** with a measure: pairs that fewer people have are none */
  minSupport?: number
}

/** Where a matrix has entries: a Csr without its values. */
export type Pattern = Omit<Csr, 'value'>

/** Rows of WᵀW one at a time, in one row of accumulators that is all 0 between calls. */
export class NeighbourRows {
  readonly #m: Pattern
  readonly #w: Float64Array
  readonly #options: NeighbourOptions
  readonly #byItem: ByItem
  readonly #sum: Float64Array
  readonly #common: Uint32Array
  readonly #reached: Uint32Array
  readonly #chosen: RisingSet
  readonly #kept: Uint32Array
  readonly #keptSum: Float64Array
  readonly #kthLargest: KthLargest

  constructor(m: Pattern, w: Float64Array, options: NeighbourOptions, entries: ByItem = byItem(m, w)) {
    this.#m = m
    this.#w = w
    this.#options = options
    this.#byItem = entries
    this.#sum = new Float64Array(m.nCols)
    this.#common = new Uint32Array(options.shrinkage > 0 ? m.nCols : 0)
    this.#reached = new Uint32Array(m.nCols)
    this.#chosen = new RisingSet(m.nCols)
    this.#kept = new Uint32Array(m.nCols)
    this.#keptSum = new Float64Array(m.nCols)
    this.#kthLargest = new KthLargest(options.nNeighbours, m.nCols)
  }

  /** Multiply-adds that row i costs. */
  workOf(i: number): number {
    const { start, user } = this.#byItem
    const { rowStart } = this.#m
    let work = 0
    for (let a = start[i]!; a < start[i + 1]!; a++) work += rowStart[user[a]! + 1]! - rowStart[user[a]!]!
    return work
  }

  appendTo(out: GrowingCsr, i: number): void {
    // Noting which items are reached costs a branch per addition, scanning costs all items: the cheaper of the two.
    const nReached = this.workOf(i) > 4 * this.#m.nCols ? this.#addAll(i) : this.#addReached(i)
    if (this.#options.shrinkage > 0) this.#shrink(i)
    if (this.#options.lengths) this.#divide(i, this.#options.lengths)
    if (!this.#options.withSelf) this.#sum[i] = 0
    if (this.#options.measure) this.#weighCounts(i, this.#options.measure)
    if (4 * nReached > this.#m.nCols) this.#chooseFromAll(out)
    else this.#chooseFromReached(out, nReached)
  }

  /** Row i into the accumulators. Returns how many items there are to look at: all. */
  #addAll(i: number): number {
    const { rowStart, column } = this.#m
    const { start, user, weight } = this.#byItem
    const [sum, w] = [this.#sum, this.#w]
    for (let a = start[i]!, end = start[i + 1]!; a < end; a++) {
      const wi = weight[a]!
      for (let b = rowStart[user[a]!]!, to = rowStart[user[a]! + 1]!; b < to; b++) sum[column[b]!]! += wi * w[b]!
    }
    return sum.length
  }

  /** The same, noting which items were reached. Returns how many. */
  #addReached(i: number): number {
    const { rowStart, column } = this.#m
    const { start, user, weight } = this.#byItem
    const [sum, w, reached] = [this.#sum, this.#w, this.#reached]
    let nReached = 0
    for (let a = start[i]!, end = start[i + 1]!; a < end; a++) {
      const wi = weight[a]!
      for (let b = rowStart[user[a]!]!, to = rowStart[user[a]! + 1]!; b < to; b++) {
        const j = column[b]!
        const product = wi * w[b]!
        // a product of 0 (a customer who has everything) must not list j twice
        if (sum[j] === 0 && product !== 0) reached[nReached++] = j
        sum[j]! += product
      }
    }
    return nReached
  }

  #shrink(i: number): void {
    const { rowStart, column } = this.#m
    const { start, user } = this.#byItem
    const [sum, common, { shrinkage }] = [this.#sum, this.#common, this.#options]
    for (let a = start[i]!; a < start[i + 1]!; a++)
      for (let b = rowStart[user[a]!]!; b < rowStart[user[a]! + 1]!; b++) common[column[b]!]!++
    for (let a = start[i]!; a < start[i + 1]!; a++)
      for (let b = rowStart[user[a]!]!; b < rowStart[user[a]! + 1]!; b++) {
        const j = column[b]!
        if (common[j]! > 0) sum[j]! *= common[j]! / (common[j]! + shrinkage)
        common[j] = 0
      }
  }

  #divide(i: number, lengths: Float64Array): void {
    const [sum, { damping = 0 }] = [this.#sum, this.#options]
    for (let j = 0; j < sum.length; j++) if (sum[j]! !== 0) sum[j]! /= lengths[i]! * lengths[j]! + damping
  }

  #weighCounts(i: number, measure: CoOccurrence): void {
    const { start } = this.#byItem
    const { nRows, nCols } = this.#m
    const [sum, { minSupport = 1 }] = [this.#sum, this.#options]
    const ofPair = coOccurrence[measure]
    const a = start[i + 1]! - start[i]!
    for (let j = 0; j < nCols; j++) {
      const c = sum[j]!
      if (c > 0) sum[j] = c < minSupport ? 0 : ofPair(c, a, start[j + 1]! - start[j]!, nRows)
    }
  }

  /** The largest sums above 0 to `out`, columns rising, and all accumulators back to 0. */
  #chooseFromAll(out: GrowingCsr): void {
    const [sum, kept, keptSum] = [this.#sum, this.#kept, this.#keptSum]
    const threshold = this.#kthLargest.of(sum, sum.length)
    let nKept = 0
    for (let j = 0; j < sum.length; j++) {
      if (sum[j]! >= threshold && sum[j]! > 0) {
        kept[nKept] = j
        keptSum[nKept++] = sum[j]!
      }
      sum[j] = 0
    }
    this.#write(out, nKept, threshold)
  }

  /** The same where only the reached can be above 0. They lie anywhere: each is fetched once, and cleared in passing. */
  #chooseFromReached(out: GrowingCsr, nReached: number): void {
    const [sum, reached, kept, keptSum, chosen] = [this.#sum, this.#reached, this.#kept, this.#keptSum, this.#chosen]
    for (let c = 0; c < nReached; c++) {
      keptSum[c] = sum[reached[c]!]!
      sum[reached[c]!] = 0
    }
    const threshold = this.#kthLargest.of(keptSum, nReached)
    for (let c = 0; c < nReached; c++) {
      const x = keptSum[c]!
      if (!(x >= threshold && x > 0)) continue
      chosen.add(reached[c]!)
      sum[reached[c]!] = x
    }
    const nKept = chosen.takeInto(kept)
    for (let at = 0; at < nKept; at++) {
      keptSum[at] = sum[kept[at]!]!
      sum[kept[at]!] = 0
    }
    this.#write(out, nKept, threshold)
  }

  /** What is kept are the k largest and those that tie with the last of them: of these the lower items. */
  #write(out: GrowingCsr, nKept: number, threshold: number): void {
    const [kept, keptSum] = [this.#kept, this.#keptSum]
    let tiesToTake = Math.min(nKept, this.#options.nNeighbours)
    for (let at = 0; at < nKept; at++) if (keptSum[at]! > threshold) tiesToTake--
    for (let at = 0; at < nKept; at++)
      if (keptSum[at]! > threshold || tiesToTake-- > 0) out.add(kept[at]!, keptSum[at]!)
    out.endRow()
  }
}

/** The entries of item i: `user[a]`, `weight[a]` for start[i] ≤ a < start[i + 1]. */
export interface ByItem {
  start: Uint32Array
  user: Uint32Array
  weight: Float64Array
}

/** The entries in order of item, as `transpose` would give them, but with weights in double precision. */
export function byItem(m: Pattern, w: Float64Array): ByItem {
  const start = new Uint32Array(m.nCols + 1)
  for (let at = 0; at < m.column.length; at++) start[m.column[at]! + 1]!++
  for (let i = 0; i < m.nCols; i++) start[i + 1]! += start[i]!
  const next = start.slice(0, m.nCols)
  // where threads see them: of a hundred million entries nobody wants a second copy
  const user = new Uint32Array(new SharedArrayBuffer(4 * m.column.length))
  const weight = new Float64Array(new SharedArrayBuffer(8 * m.column.length))
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const to = next[m.column[at]!]!++
      user[to] = u
      weight[to] = w[at]!
    }
  return { start, user, weight }
}
