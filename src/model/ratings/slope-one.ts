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
 * R_i(u) = items of u that somebody rated together with i. Surprise's SlopeOne is the same: not weighted by how many
 * rated both. Strangers get μ, unknown items the user's mean. Σ_u n_u² additions; nItems² numbers.
 * Source: Lemire & Maclachlan, SDM 2005.
 */
export const slopeOne: RatingAlgorithm<SlopeOneOptions> = {
  name: 'slope-one',
  defaults: {},
  check() {},
  async fit(ratings, _options, { signal }) {
    signal?.throwIfAborted()
    return new SlopeOne(ratings)
  },
  load: (parts) => new SlopeOne(ratingsOf('slope-one', parts)),
}

class SlopeOne implements RatingModel {
  readonly kind = 'slope-one'
  readonly #ratings: Ratings
  readonly #mean: number
  /** nItems × nItems: mean of r_i − r_j over who rated both, NaN where nobody did */
  readonly #deviation: Float32Array

  constructor(ratings: Ratings) {
    this.#ratings = ratings
    this.#mean = meanRating(ratings)
    const { nRows, nCols: n, rowStart, column, value } = ratings
    const sum = new Float32Array(n * n)
    const count = new Uint32Array(n * n)
    for (let u = 0; u < nRows; u++)
      for (let a = rowStart[u]!; a < rowStart[u + 1]!; a++) {
        const row = column[a]! * n
        const mine = value[a]!
        for (let b = rowStart[u]!; b < rowStart[u + 1]!; b++) {
          sum[row + column[b]!]! += mine - value[b]!
          count[row + column[b]!]!++
        }
      }
    for (let k = 0; k < sum.length; k++) sum[k] = count[k]! > 0 ? sum[k]! / count[k]! : Number.NaN
    this.#deviation = sum
  }

  get nUsers(): number {
    return this.#ratings.nRows
  }

  get nItems(): number {
    return this.#ratings.nCols
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { nCols: n, rowStart, column, value, scale } = this.#ratings
    for (let k = 0; k < users.length; k++) {
      const [u, i] = [users[k]!, items[k]!]
      const [from, to] = u < 0 ? [0, 0] : [rowStart[u]!, rowStart[u + 1]!]
      let [own, deviation, known] = [0, 0, 0]
      for (let at = from; at < to; at++) {
        own += value[at]!
        const dev = i < 0 ? Number.NaN : this.#deviation[i * n + column[at]!]!
        if (Number.isNaN(dev)) continue
        deviation += dev
        known++
      }
      const mean = to > from ? own / (to - from) : this.#mean
      out[k] = clip(known > 0 ? mean + deviation / known : mean, scale)
    }
  }

  parts(): RatingParts {
    return storedRatings(this.#ratings)
  }
}
