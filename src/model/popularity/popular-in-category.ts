import { type Csr, csrFrom, transpose } from '../../numbers/csr.ts'
import { wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, TopK } from '../model.ts'
import { recommendByScoring } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'

export type PopularInCategoryOptions = {
  /** how much of the score is what everyone buys, for people whose categories say little: 0 to 1 */
  everywhere: number
}

/**
 * What sells in the categories a person moves in. With p(i) the weight of item i, c ∋ i the categories it stands in, and
 * the person's share of weight in each category,
 *
 *     share_h(c) = Σ_{j ∈ h ∩ c} h_j / Σ_c Σ_{j ∈ h ∩ c} h_j
 *     score(i)   = (1 − ε) · Σ_{c ∋ i} share_h(c) · p(i) / max_{j ∈ c} p(j) + ε · p(i) / max_j p(j)       ε = everywhere
 *
 * so the best of each category counts alike, however large the category. Without a history, or in a shop without categories, the second term decides.
 * Scores are in [0, number of categories an item stands in]. Fit O(interactions), one row O(nItems).
 */
export const popularInCategory: Algorithm<PopularInCategoryOptions> = {
  name: 'popular-in-category',
  defaults: { everywhere: 0.1 },
  space: { everywhere: { low: 0, high: 0.5 } },
  needs: () => ['itemFeatures'],

  check: ({ everywhere }) => wantNumber('everywhere', everywhere, 0, 1),

  memoryBytes: ({ nCols }) => nCols * 32,

  async fit({ nCols, column, value }, options, { itemFeatures, signal }) {
    popularInCategory.check(options)
    signal?.throwIfAborted()
    const none = csrFrom(nCols, 0, new Uint32Array(), new Uint32Array(), undefined, 'max')
    const category = itemFeatures?.fields.category ?? none
    const sold = new Float64Array(nCols)
    for (let at = 0; at < column.length; at++) sold[column[at]!]! += value[at]!
    return new PopularInCategory(Float32Array.from(sold), category, options.everywhere)
  },

  load({ meta, arrays: { sold, rowStart, column } }) {
    const { nCategories, everywhere } = meta as Record<string, number>
    if (!(sold instanceof Float32Array && rowStart instanceof Uint32Array && column instanceof Uint32Array))
      throw new RangeError('popular-in-category: the parts lack one of the arrays sold, rowStart, column')
    const shelves = {
      nRows: sold.length,
      nCols: nCategories ?? 0,
      rowStart,
      column,
      value: new Float32Array(column.length).fill(1),
    }
    return new PopularInCategory(sold, shelves, everywhere ?? 0)
  },
}

class PopularInCategory implements Model {
  readonly kind = 'popular-in-category'
  readonly #sold: Float32Array
  /** nItems × categories */
  readonly #shelves: Csr
  readonly #everywhere: number
  /** p(i) beside the best of the whole shop, in [0, 1] */
  readonly #overall: Float64Array
  /** p of the best of each category, 1 where nothing was sold */
  readonly #best: Float64Array

  constructor(sold: Float32Array, shelves: Csr, everywhere: number) {
    this.#sold = sold
    this.#shelves = shelves
    this.#everywhere = everywhere
    const most = sold.reduce((most, n) => Math.max(most, n), 0) || 1
    this.#overall = Float64Array.from(sold, (n) => n / most)
    const byCategory = transpose(shelves)
    this.#best = Float64Array.from({ length: shelves.nCols }, (_, c) => {
      let best = 0
      for (let at = byCategory.rowStart[c]!; at < byCategory.rowStart[c + 1]!; at++)
        best = Math.max(best, sold[byCategory.column[at]!]!)
      return best || 1
    })
  }

  get nItems(): number {
    return this.#sold.length
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const { rowStart, column } = this.#shelves
    const own = 1 - this.#everywhere
    for (let r = 0; r < histories.nRows; r++) {
      const share = this.#shares(histories, r)
      for (let i = 0; i < this.nItems; i++) {
        let score = this.#everywhere * this.#overall[i]!
        for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++)
          score += (own * share[column[at]!]! * this.#sold[i]!) / this.#best[column[at]!]!
        out[r * this.nItems + i] = score
      }
    }
  }

  /** What of the history stands on a shelf with the item, the weightiest first. */
  because(history: Interactions, item: number, limit: number): number[] {
    const { rowStart, column } = this.#shelves
    const shelves = (i: number) => column.subarray(rowStart[i], rowStart[i + 1])
    const besides = (other: number) => shelves(other).some((shelf) => shelves(item).includes(shelf))
    return strongestReasons(history, item, limit, (other) => Number(besides(other)))
  }

  recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    return recommendByScoring(this, histories, k, exclude)
  }

  parts(): ModelParts {
    const { nCols: nCategories, rowStart, column } = this.#shelves
    return { meta: { nCategories, everywhere: this.#everywhere }, arrays: { sold: this.#sold, rowStart, column } }
  }

  /** Of each category, the share of the history's weight; zeros when the history stands on no shelf. */
  #shares(histories: Interactions, r: number): Float64Array {
    const { rowStart, column, nCols } = this.#shelves
    const share = new Float64Array(nCols)
    let total = 0
    for (let h = histories.rowStart[r]!; h < histories.rowStart[r + 1]!; h++) {
      const i = histories.column[h]!
      for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) {
        share[column[at]!]! += histories.value[h]!
        total += histories.value[h]!
      }
    }
    if (total > 0) for (let c = 0; c < nCols; c++) share[c]! /= total
    return share
  }
}
