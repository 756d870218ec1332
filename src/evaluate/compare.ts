import type { TopK } from '../model/model.ts'
import { mean } from '../numbers/stats.ts'
import { columnOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import { coverage, type Estimate } from './coverage.ts'
import type { MetricAtK } from './metric-at-k.ts'

export const nResamples = 1000

/** What was measured of one model: scoreUsers' answer under the model's label. */
export interface Measured {
  label: string
  perUser: ReadonlyMap<string, Float64Array>
  lists: readonly TopK[]
}

/** A figure with its interval, and by how much it differs from the baseline's, user by user. */
export interface Compared extends Estimate {
  difference?: Estimate
}

/**
 * Every metric of every model with its 95 % interval over users, and the paired difference from the baseline. All
 * models and metrics share the resamples, so an interval of a difference is the one of the same users under both.
 *
 * @param measured  all on the same users in the same order; the baseline is among them
 * @returns         in the order of `measured`, metrics in the order of `wanted`
 */
export function compare(
  measured: readonly Measured[],
  baseline: string,
  wanted: readonly MetricAtK[],
  nItems: number,
  seed: number,
): Map<string, Map<string, Compared>> {
  const position = new Map<string, number>()
  const columns: Float64Array[] = []
  for (const { label, perUser } of measured)
    for (const { key } of wanted) {
      const values = perUser.get(key)
      if (values) position.set(`${label} ${key}`, columns.push(values) - 1)
    }
  const resampled = resampledMeans(columns, nResamples, seed)
  return new Map(
    measured.map(({ label, lists }) => [
      label,
      new Map(wanted.map((metric) => [metric.key, one(label, lists, metric)] as const)),
    ]),
  )

  function one(label: string, lists: readonly TopK[], { name, k, key }: MetricAtK): Compared {
    if (name === 'coverage') return coverage(lists, k, nItems)
    const c = position.get(`${label} ${key}`)
    const base = position.get(`${baseline} ${key}`)
    if (c === undefined || base === undefined) throw new RangeError(`compare: ${key} was not measured for ${label}`)
    const value = mean(columns[c]!)
    const estimate = percentileInterval(value, columnOf(resampled, columns.length, c))
    if (label === baseline) return estimate
    const difference = columnOf(resampled, columns.length, c, base)
    return { ...estimate, difference: percentileInterval(value - mean(columns[base]!), difference) }
  }
}
