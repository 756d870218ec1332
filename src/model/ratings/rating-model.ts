import { type Csr, csrFrom } from '../../numbers/csr.ts'
import type { Range } from '../model.ts'

/** Ratings people gave: values are stars, not weights, any finite numbers; an item once for each person. */
export interface Ratings extends Csr {
  /** the lowest and the highest that can be given: predictions are cut to it */
  scale: { low: number; high: number }
}

/** What every fit is handed besides ratings and options. */
export interface RatingContext {
  seed: number
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export interface RatingParts {
  meta: Record<string, unknown>
  arrays: Record<string, Float32Array | Float64Array | Uint32Array>
}

/**
 * A model that says what somebody would give an item. Whoever is asked about is a row of training, or −1 for a stranger;
 * likewise items: what is unknown of either is left out of the prediction, down to the mean of all ratings.
 */
export interface RatingModel {
  readonly kind: string
  readonly nUsers: number
  readonly nItems: number
  /** out[k] = prediction for users[k] and items[k], cut to the scale. */
  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void
  parts(): RatingParts
}

/** An algorithm: how it is named, what it may be told, how it is fitted and read back. */
export interface RatingAlgorithm<Options extends object = Record<string, unknown>> {
  readonly name: string
  readonly defaults: Readonly<Options>
  /** Named sets of options, e.g. knn:people-basic. */
  readonly variants?: Readonly<Record<string, Partial<Options>>>
  readonly space?: Readonly<Partial<Record<keyof Options, Range>>>
  /** Throws RangeError, naming the option, when a value is of the wrong type or out of range. */
  check(options: Options): void
  /** What a fit will hold at its peak besides its input, bytes, from above. */
  memoryBytes(size: RatingsSize, options: Options): number
  /** A new model. Aborting throws signal.reason. */
  fit(ratings: Ratings, options: Options, context: RatingContext): Promise<RatingModel>
  load(parts: RatingParts): RatingModel
}

/** How much there is to learn from. */
export interface RatingsSize {
  nUsers: number
  nItems: number
  nRatings: number
}

/**
 * Ratings from loose entries; of a pair that was rated twice the later counts.
 * @param scale  the lowest and highest that can be given; missing: that were given
 * @throws RangeError  a value that is no number or outside the scale, an entry outside the matrix
 */
export function ratingsFrom(
  nUsers: number,
  nItems: number,
  user: Uint32Array,
  item: Uint32Array,
  value: Float32Array,
  scale: Ratings['scale'] = rangeOf(value),
): Ratings {
  for (let k = 0; k < value.length; k++)
    if (!(value[k]! >= scale.low && value[k]! <= scale.high))
      throw new RangeError(`rating ${k}: got ${value[k]}, want a number from ${scale.low} to ${scale.high}`)
  return { ...csrFrom(nUsers, nItems, user, item, value, 'last'), scale }
}

/** Of the finite ones; 0 to 0 when there is none. */
function rangeOf(value: Float32Array): Ratings['scale'] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let k = 0; k < value.length; k++) {
    if (!Number.isFinite(value[k]!)) continue
    if (value[k]! < low) low = value[k]!
    if (value[k]! > high) high = value[k]!
  }
  return low <= high ? { low, high } : { low: 0, high: 0 }
}

export const clip = (value: number, { low, high }: { low: number; high: number }) =>
  value < low ? low : value > high ? high : value

/** The mean of all ratings; the middle of the scale when there are none. */
export function meanRating({ value, scale }: Ratings): number {
  let sum = 0
  for (let k = 0; k < value.length; k++) sum += value[k]!
  return value.length > 0 ? sum / value.length : (scale.low + scale.high) / 2
}
