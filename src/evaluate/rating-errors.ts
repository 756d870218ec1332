import { columnOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import type { Compared } from './compare.ts'
import { nResamples } from './compare.ts'
import { type PairedTest, pairedTests } from './statistics/paired-test.ts'

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
 * Each difference is tested by flipping users (pairedTests), with shares of it that add up to it exactly:
 *
 *     d_u = n (S_u − S'_u) / (N (RMSE + RMSE')),  and for MAE  n (A_u − A'_u) / N         n users, N ratings
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
  const compared = new Map(
    figures.map(({ label, rmse, mae }) => [
      label,
      { rmse: one(label, rmse, base.rmse), mae: one(label, mae, base.mae) },
    ]),
  )
  const baseErrors = measured.find(({ label }) => label === baseline) as UserErrors
  const scale = count.length / total(count)
  const rivals = measured.filter(({ label }) => label !== baseline)
  const comparisons = rivals.flatMap(({ label, squared, absolute }) => {
    const both = (compared.get(label)?.rmse.value ?? 0) + base.rmse.value || 1
    const shares = (a: Float64Array, b: Float64Array, by: number) => a.map((x, u) => (scale * (x - b[u]!)) / by)
    return [
      { family: 'rmse', differences: shares(squared, baseErrors.squared, both) },
      { family: 'mae', differences: shares(absolute, baseErrors.absolute, 1) },
    ]
  })
  const tests = pairedTests(comparisons, seed)
  rivals.forEach(({ label }, r) => {
    const of = compared.get(label) as Record<RatingMetric, Compared>
    of.rmse.test = tests[2 * r] as PairedTest
    of.mae.test = tests[2 * r + 1] as PairedTest
  })
  return compared
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
