import { meanOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import type { Estimate } from './coverage.ts'
import type { MetricAtK } from './metric-at-k.ts'

/** Figures of one part of the customers, or of one part of what they turned to. */
export interface Slice {
  name: string
  /** what belongs, in words a reader can check: "3 to 9 products before" */
  words: string
  /** customers with something relevant in this part */
  users: number
  /** what was relevant in this part */
  pairs: number
  metrics: Record<string, Estimate>
}

/** All parts of one kind. */
export interface SliceTable {
  by: string
  /** users: customers are parted; items: what is relevant is parted, and a hit elsewhere counts as a miss */
  parts: 'users' | 'items'
  slices: Slice[]
}

/** Fewer resamples and units than a headline figure has: there are many slices, and they are read as a map. */
const nResamples = 400
const mostUnits = 1000

/** One slice from the values of its users; NaN where a user has none. */
export function sliceOf(
  name: string,
  words: string,
  users: number,
  pairs: number,
  columns: readonly Float64Array[],
  wanted: readonly MetricAtK[],
  seed: number,
): Slice {
  const means = resampledMeans(columns, nResamples, seed, mostUnits)
  const metrics: Record<string, Estimate> = {}
  wanted.forEach(({ key }, c) => {
    const drawn = new Float64Array(nResamples)
    for (let b = 0; b < nResamples; b++) drawn[b] = means[b * columns.length + c]!
    metrics[key] = percentileInterval(meanOf(columns[c] as Float64Array), drawn)
  })
  return { name, words, users, pairs, metrics }
}
