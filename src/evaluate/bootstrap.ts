import { rng } from '../numbers/rng.ts'
import { quantileOfSorted, shuffled } from '../numbers/stats.ts'
import type { Estimate } from './coverage.ts'

/** Above this many users they are dealt into as many groups, and groups are drawn instead of users. */
const mostUnits = 10_000

/**
 * Means of the columns in `nResamples` worlds that could have been: each draws as many users as there are, with
 * replacement, and the same users for every column, so that columns may be subtracted from each other (a paired
 * comparison: what is easy for one model because the user is easy, is easy for the other).
 *
 * @param columns  one value per user each, equal lengths
 * @returns        nResamples × columns, row-major
 *
 * O(nResamples · min(users, 10,000) · columns). With more than 10,000 users, groups of users drawn at random stand for
 * users: a mean of independent groups has the same spread as a mean of independent users.
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 6 and 13.
 */
export function resampledMeans(columns: readonly Float64Array[], nResamples: number, seed: number): Float64Array {
  const nColumns = columns.length
  const nUsers = columns[0]?.length ?? 0
  if (columns.some((column) => column.length !== nUsers)) throw new RangeError('bootstrap: columns of unequal length')
  const random = rng(seed)
  // One row per unit: its size and its sums, side by side, because a draw reads all of them.
  const width = nColumns + 1
  const nUnits = Math.min(nUsers, mostUnits)
  const unit = new Float64Array(nUnits * width)
  const order = nUsers > nUnits ? shuffled(nUsers, random) : undefined
  for (let u = 0; u < nUsers; u++) {
    const base = (u % nUnits) * width
    unit[base]!++
    for (let c = 0; c < nColumns; c++) unit[base + 1 + c]! += columns[c]![order ? order[u]! : u]!
  }
  const means = new Float64Array(nResamples * nColumns)
  const sum = new Float64Array(width)
  for (let b = 0; b < nResamples; b++) {
    sum.fill(0)
    for (let draw = 0; draw < nUnits; draw++) {
      const base = Math.floor(random() * nUnits) * width
      for (let c = 0; c < width; c++) sum[c]! += unit[base + c]!
    }
    for (let c = 0; c < nColumns; c++) means[b * nColumns + c] = sum[c + 1]! / sum[0]!
  }
  return means
}

/** The mean of a column and, from resampled means of it, the middle 95 % of them (the percentile interval). */
export function percentileInterval(value: number, resampled: Float64Array): Estimate {
  const sorted = resampled.slice().sort()
  return { value, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) }
}

/** Column c of a row-major table, minus column `minus` when given. */
export function columnOf(table: Float64Array, nColumns: number, c: number, minus?: number): Float64Array {
  const column = new Float64Array(table.length / nColumns)
  for (let b = 0; b < column.length; b++)
    column[b] = table[b * nColumns + c]! - (minus === undefined ? 0 : table[b * nColumns + minus]!)
  return column
}
