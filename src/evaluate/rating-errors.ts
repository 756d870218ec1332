import { columnOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import type { Compared } from './compare.ts'
import { nResamples } from './compare.ts'

/** Errors of one model's predictions, summed for each user of the test: users, not ratings, are drawn again. */
export interface UserErrors {
  label: string
  /** Σ (predicted − given)² of each user */
  squared: Float64Array
  /** Σ |predicted − given| */
  absolute: Float64Array
  /** how many ratings */
  count: Float64Array
}

/**
 * @param user       which user of the test each rating is of, below nUsers
 * @param predicted  as long as `user`
 * @param given      what they really gave
 */
export function userErrors(
  label: string,
  user: Uint32Array,
  nUsers: number,
  predicted: Float64Array,
  given: Float32Array,
): UserErrors {
  const [squared, absolute, count] = [new Float64Array(nUsers), new Float64Array(nUsers), new Float64Array(nUsers)]
  for (let k = 0; k < user.length; k++) {
    const error = predicted[k]! - given[k]!
    squared[user[k]!]! += error * error
    absolute[user[k]!]! += Math.abs(error)
    count[user[k]!]!++
  }
  return { label, squared, absolute, count }
}

/** Metrics of ratings: lower is better, 0 is perfect, in stars. */
export const ratingMetrics = ['rmse', 'mae'] as const
export type RatingMetric = (typeof ratingMetrics)[number]

/**
 * RMSE and MAE of every model over all ratings of the test, with 95 % intervals and the paired difference from the
 * baseline:
 *
 *     RMSE = √(Σ (r̂ − r)² / n)        MAE = Σ |r̂ − r| / n
 *
 * A rating counts the same whoever gave it, as in Surprise and in the literature: who rated more weighs more. The
 * interval draws users with replacement, each with all of their ratings (a ratio of sums), the same for all models:
 * one user's ratings are not independent, and drawing ratings would make it too narrow.
 *
 * @param measured  all on the same ratings; the baseline is among them
 * O(resamples · users · models).
 */
export function compareErrors(
  measured: readonly UserErrors[],
  baseline: string,
  seed: number,
): Map<string, Record<RatingMetric, Compared>> {
  const count = measured[0]?.count ?? new Float64Array(0)
  const columns = [count, ...measured.flatMap(({ squared, absolute }) => [squared, absolute])]
  const resampled = resampledMeans(columns, nResamples, seed)
  const drawn = columnOf(resampled, columns.length, 0)
  const ofAll = (sums: Float64Array) => total(sums) / total(count)
  const ofDrawn = (c: number) => columnOf(resampled, columns.length, c).map((sum, b) => sum / drawn[b]!)
  const figures = measured.map(({ label, squared, absolute }, m) => ({
    label,
    rmse: { value: Math.sqrt(ofAll(squared)), drawn: ofDrawn(1 + 2 * m).map(Math.sqrt) },
    mae: { value: ofAll(absolute), drawn: ofDrawn(2 + 2 * m) },
  }))
  const base = figures.find(({ label }) => label === baseline)
  if (!base) throw new RangeError(`compareErrors: ${baseline} was not measured`)
  const one = (label: string, { value, drawn }: Figure, of: Figure): Compared => ({
    ...percentileInterval(value, drawn),
    ...(label !== baseline && {
      difference: percentileInterval(
        value - of.value,
        drawn.map((x, b) => x - of.drawn[b]!),
      ),
    }),
  })
  return new Map(
    figures.map(({ label, rmse, mae }) => [
      label,
      { rmse: one(label, rmse, base.rmse), mae: one(label, mae, base.mae) },
    ]),
  )
}

interface Figure {
  value: number
  /** in every resample */
  drawn: Float64Array
}

function total(x: Float64Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]!
  return sum
}
