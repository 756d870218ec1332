import { normal, rng } from '../../numbers/rng.ts'
import {
  clip,
  meanRating,
  type RatingAlgorithm,
  type RatingModel,
  type RatingParts,
  type Ratings,
} from './rating-model.ts'

export type RandomOptions = Record<never, never>

/**
 * A draw from the normal distribution with the mean and the deviation of all ratings, the same for the same seed, user and
 * item: what any model has to beat. Surprise's NormalPredictor. O(ratings).
 */
export const random: RatingAlgorithm<RandomOptions> = {
  name: 'random',
  defaults: {},
  check() {},
  memoryBytes: () => 1024,

  async fit(ratings, _options, { seed, signal }) {
    signal?.throwIfAborted()
    const { nRows, nCols, scale } = ratings
    return new Random({ nUsers: nRows, nItems: nCols, scale, seed, ...spread(ratings) })
  },

  load({ meta }) {
    if (typeof meta.deviation !== 'number') throw new RangeError('random: the parts lack the deviation')
    return new Random(meta as unknown as Content)
  },
}

/** Mean and standard deviation of all ratings. */
function spread(ratings: Ratings): { mean: number; deviation: number } {
  const mean = meanRating(ratings)
  let squares = 0
  for (let k = 0; k < ratings.value.length; k++) squares += (ratings.value[k]! - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / Math.max(1, ratings.value.length)) }
}

interface Content {
  nUsers: number
  nItems: number
  mean: number
  deviation: number
  scale: Ratings['scale']
  seed: number
}

class Random implements RatingModel {
  readonly kind = 'random'
  readonly nUsers: number
  readonly nItems: number
  readonly #content: Content

  constructor(content: Content) {
    this.nUsers = content.nUsers
    this.nItems = content.nItems
    this.#content = content
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { mean, deviation, scale, seed } = this.#content
    for (let k = 0; k < users.length; k++) {
      const pair = Math.imul(users[k]!, 0x9e3779b1) ^ Math.imul(items[k]!, 0x85ebca6b)
      out[k] = clip(mean + deviation * normal(rng(seed ^ pair)), scale)
    }
  }

  parts(): RatingParts {
    return { meta: { ...this.#content }, arrays: {} }
  }
}
