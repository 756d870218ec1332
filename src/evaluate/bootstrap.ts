import { rng } from '../numbers/rng.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import type { Estimate } from './coverage.ts'
import { unitsOf } from './statistics/units-of.ts'

/** One value per user; NaN where a user has none. With weights (≥ 0, one per user) the mean is Σ w v / Σ w. */
export interface Weighted {
  value: Float64Array
  weight: Float64Array
}
export type Column = Float64Array | Weighted

/** The mean over users that have a value. */
export function meanOf(column: Column): number {
  const { value, weight } = column instanceof Float64Array ? { value: column, weight: undefined } : column
  let sum = 0
  let total = 0
  for (let u = 0; u < value.length; u++) {
    if (Number.isNaN(value[u]!)) continue
    const w = weight ? weight[u]! : 1
    sum += w * value[u]!
    total += w
  }
  return sum / total
}

/**
 * Means of the columns in `nResamples` worlds that could have been: each draws as many users as there are, with
 * replacement, and the same users for every column, so that columns may be subtracted from each other (a paired
 * comparison: what is easy for one model because the user is easy, is easy for the other).
 *
 * @param columns  of the same users, equal lengths
 * @param group    values of one group are drawn together: questions of one person; missing: each alone
 * @returns        nResamples × columns, row-major; NaN where a resample drew no user that has a value
 *
 * O(nResamples · min(users, mostUnits) · columns). With more than mostUnits users, groups of users drawn at random stand
 * for users: a mean of independent groups has the same spread as a mean of independent users.
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 6 and 13.
 */
export function resampledMeans(
  columns: readonly Column[],
  nResamples: number,
  seed: number,
  mostUnits = 10_000,
  group?: Uint32Array,
): Float64Array {
  const nColumns = columns.length
  const values = columns.map((column) => (column instanceof Float64Array ? column : column.value))
  const nUsers = values[0]?.length ?? 0
  if (values.some((value) => value.length !== nUsers)) throw new RangeError('bootstrap: columns of unequal length')
  const random = rng(seed)
  // One row per unit: weights, then weighted sums, side by side, because a draw reads all of them. Columns in which
  // everyone counts once share the weight at 0.
  let nWeights = 1
  const weightAt = columns.map((column) => (isPlain(column) ? 0 : nWeights++))
  const width = nWeights + nColumns
  const { nUnits, unit: unitOf } = unitsOf(nUsers, mostUnits, random, group)
  const unit = new Float64Array(nUnits * width)
  for (let u = 0; u < nUsers; u++) {
    const base = unitOf[u]! * width
    unit[base]!++
    for (let c = 0; c < nColumns; c++) {
      const value = values[c]![u]!
      if (Number.isNaN(value)) continue
      const column = columns[c]!
      const w = column instanceof Float64Array ? 1 : column.weight[u]!
      if (weightAt[c]! > 0) unit[base + weightAt[c]!]! += w
      unit[base + nWeights + c]! += w * value
    }
  }
  const means = new Float64Array(nResamples * nColumns)
  const sum = new Float64Array(width)
  for (let b = 0; b < nResamples; b++) {
    sum.fill(0)
    for (let draw = 0; draw < nUnits; draw++) {
      const base = Math.floor(random() * nUnits) * width
      for (let c = 0; c < width; c++) sum[c]! += unit[base + c]!
    }
    for (let c = 0; c < nColumns; c++) means[b * nColumns + c] = sum[nWeights + c]! / sum[weightAt[c]!]!
  }
  return means
}

const isPlain = (column: Column) => column instanceof Float64Array && !column.some(Number.isNaN)

/**
 * The mean of a column and, from resampled means of it, the middle 95 % of them (the percentile interval). Resamples
 * without a mean (NaN) are left out; an interval from none is NaN.
 */
export function percentileInterval(value: number, resampled: Float64Array): Estimate {
  const sorted = resampled.filter((mean) => !Number.isNaN(mean)).sort()
  return { value, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) }
}

/** Column c of a row-major table, minus column `minus` when given. */
export function columnOf(table: Float64Array, nColumns: number, c: number, minus?: number): Float64Array {
  const column = new Float64Array(table.length / nColumns)
  for (let b = 0; b < column.length; b++)
    column[b] = table[b * nColumns + c]! - (minus === undefined ? 0 : table[b * nColumns + minus]!)
  return column
}
