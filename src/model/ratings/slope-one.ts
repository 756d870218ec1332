import { transpose } from '../../numbers/csr.ts'
import { byKey } from './by-key.ts'
import {
  clip,
  meanRating,
  type RatingAlgorithm,
  type RatingModel,
  type RatingParts,
  type Ratings,
} from './rating-model.ts'
import { ratingsOf, storedRatings } from './stored-ratings.ts'

export type SlopeOneOptions = Record<never, never>

/**
 * Slope one: what u gives i is what they give on average, and how much better i is than the other items they rated,
 *
 *     r̂_ui = mean_u + (1 / |R_i(u)|) Σ_{j ∈ R_i(u)} dev(i, j)       dev(i, j) = mean over who rated both of r_ui − r_uj
 *
 * R_i(u) = items of u that somebody rated together with i. Surprise's SlopeOne is the same, not weighted by how many
 * rated both, but holds ratings as whole numbers and so cuts half stars off. Strangers get μ, unknown items the user's mean. Fitting keeps the ratings; dev(i, ·) is computed when i is
 * asked for, once for everything asked of i in one call: Σ over who rated i of how much they rated. No table of n².
 * Source: Lemire & Maclachlan, SDM 2005.
 */
export const slopeOne: RatingAlgorithm<SlopeOneOptions> = {
  name: 'slope-one',
  defaults: {},
  check() {},
  memoryBytes: ({ nUsers, nItems, nRatings }) => 8 * nRatings + 8 * nUsers + 20 * nItems + 1024,
  async fit(ratings, _options, { signal }) {
    signal?.throwIfAborted()
    return new SlopeOne(ratings)
  },
  load: (parts) => new SlopeOne(ratingsOf('slope-one', parts)),
}

class SlopeOne implements RatingModel {
  readonly kind = 'slope-one'
  readonly #ratings: Ratings
  readonly #byItem: { rowStart: Uint32Array; column: Uint32Array; value: Float32Array }
  readonly #userMean: Float64Array
  readonly #mean: number
  /** of the item asked for last: Σ (r_i − r_j) over who rated both, and how many */
  readonly #sum: Float64Array
  readonly #count: Uint32Array

  constructor(ratings: Ratings) {
    this.#ratings = ratings
    this.#byItem = transpose(ratings)
    this.#mean = meanRating(ratings)
    this.#userMean = new Float64Array(ratings.nRows).fill(this.#mean)
    this.#sum = new Float64Array(ratings.nCols)
    this.#count = new Uint32Array(ratings.nCols)
    const { rowStart, value } = ratings
    for (let u = 0; u < ratings.nRows; u++) {
      const [from, to] = [rowStart[u]!, rowStart[u + 1]!]
      let sum = 0
      for (let at = from; at < to; at++) sum += value[at]!
      if (to > from) this.#userMean[u] = sum / (to - from)
    }
  }

  get nUsers(): number {
    return this.#ratings.nRows
  }

  get nItems(): number {
    return this.#ratings.nCols
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { rowStart, column, scale } = this.#ratings
    let last = -1
    for (const k of byKey(items, this.nItems)) {
      const u = users[k]!
      const i = items[k]!
      if (i >= 0 && u >= 0 && i !== last) this.#compare(i)
      if (u >= 0) last = i
      let deviation = 0
      let known = 0
      if (u >= 0 && i >= 0)
        for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
          const n = this.#count[column[at]!]!
          if (n === 0) continue
          deviation += this.#sum[column[at]!]! / n
          known++
        }
      const mean = u >= 0 ? this.#userMean[u]! : this.#mean
      out[k] = clip(known > 0 ? mean + deviation / known : mean, scale)
    }
  }

  parts(): RatingParts {
    return storedRatings(this.#ratings)
  }

  /** Σ and count of i against every other item. */
  #compare(i: number): void {
    const { rowStart, column, value } = this.#ratings
    const [sum, count] = [this.#sum, this.#count]
    sum.fill(0)
    count.fill(0)
    for (let a = this.#byItem.rowStart[i]!; a < this.#byItem.rowStart[i + 1]!; a++) {
      const u = this.#byItem.column[a]!
      const mine = this.#byItem.value[a]!
      for (let b = rowStart[u]!; b < rowStart[u + 1]!; b++) {
        sum[column[b]!]! += mine - value[b]!
        count[column[b]!]!++
      }
    }
  }
}
