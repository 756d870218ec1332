import type { TopK } from '../model/model.ts'
import type { Csr } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { type Column, columnOf, meanOf, percentileInterval, resampledMeans } from './bootstrap.ts'
import { coverage, type Estimate } from './coverage.ts'
import { gini } from './gini.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metricTable } from './metric-table.ts'
import { type PairedTest, pairedTests } from './statistics/paired-test.ts'
import { unitsOf } from './statistics/units-of.ts'

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
  test?: PairedTest
}

export interface Comparisons {
  /** by model, then by metric */
  table: Map<string, Map<string, Compared>>
  /** on the leading metric: by model, then by the other model, the first minus the second */
  against: Map<string, Map<string, Estimate & PairedTest>>
}

/** The metric that a sentence is about: ndcg@10 where it was measured, else the first that is a mean over users. */
export function leadOf(wanted: readonly MetricAtK[]): MetricAtK | undefined {
  const means = wanted.filter(({ name }) => metricTable[name].reads !== 'all lists')
  return means.find(({ key }) => key === 'ndcg@10') ?? means[0]
}

/**
 * Every metric of every model with its 95 % interval over users, and the paired difference from the baseline with its
 * test. All models and metrics share the resamples, so an interval of a difference is the one of the same users under
 * both. Tests are corrected for the number of models held against the baseline on that metric, and on the leading
 * metric for the number of pairs.
 *
 * @param measured  all on the same users in the same order; the baseline is among them
 * @param users     rows of `targets`, in that order: how much was relevant to each is the weight of gauc
 * @param group     of each of these users; those of one group are drawn and flipped together. Missing: each alone
 * @returns         in the order of `measured`, metrics in the order of `wanted`
 */
export function compare(
  measured: readonly Measured[],
  baseline: string,
  wanted: readonly MetricAtK[],
  targets: Csr,
  users: Uint32Array,
  seed: number,
  group?: Uint32Array,
): Comparisons {
  const nTargets = Float64Array.from(users, (u) => targets.rowStart[u + 1]! - targets.rowStart[u]!)
  const position = new Map<string, number>()
  const columns: Column[] = []
  for (const { label, perUser } of measured)
    for (const { key, name } of wanted) {
      const value = perUser.get(key)
      const column = value && name === 'gauc' ? { value, weight: nTargets } : value
      if (column) position.set(`${label} ${key}`, columns.push(column) - 1)
    }
  const resampled = resampledMeans(columns, nResamples, seed, undefined, group)
  const rivals = measured.filter(({ label }) => label !== baseline)
  const asked = wanted.filter(({ name }) => metricTable[name].reads !== 'all lists')
  const lead = leadOf(wanted)
  const pairs = measured.flatMap((a, at) => measured.slice(at + 1).map((b) => [a.label, b.label] as const))
  const tests = pairedTests(
    [
      ...rivals.flatMap(({ label }) =>
        asked.map(({ key }) => ({ family: key, differences: inGroups(differencesOf(label, baseline, key)) })),
      ),
      ...(lead ? pairs : []).map(([a, b]) => ({
        family: 'pairs',
        differences: inGroups(differencesOf(a, b, (lead as MetricAtK).key)),
      })),
    ],
    seed,
  )
  const table = new Map(
    measured.map(({ label, lists }) => [
      label,
      new Map(wanted.map((metric) => [metric.key, one(label, lists, metric)] as const)),
    ]),
  )
  rivals.forEach(({ label }, r) => {
    asked.forEach(({ key }, m) => {
      const compared = table.get(label)?.get(key)
      const test = tests[r * asked.length + m]
      if (compared && test) compared.test = test
    })
  })
  const against = new Map(measured.map(({ label }) => [label, new Map<string, Estimate & PairedTest>()]))
  if (lead)
    pairs.forEach(([a, b], at) => {
      const test = tests[rivals.length * asked.length + at] as PairedTest
      against.get(a)?.set(b, { ...difference(a, b, lead.key), ...test })
      against.get(b)?.set(a, { ...difference(b, a, lead.key), ...test })
    })
  return { table, against }

  function at(label: string, key: string): number {
    const c = position.get(`${label} ${key}`)
    if (c === undefined) throw new RangeError(`compare: ${key} was not measured for ${label}`)
    return c
  }

  function one(label: string, lists: readonly TopK[], { name, k, key }: MetricAtK): Compared {
    if (name === 'coverage') return coverage(lists, k, targets.nCols)
    if (name === 'gini') return gini(lists, k, targets.nCols)
    const c = at(label, key)
    const estimate = percentileInterval(meanOf(columns[c] as Column), columnOf(resampled, columns.length, c))
    return label === baseline ? estimate : { ...estimate, difference: difference(label, baseline, key) }
  }

  function difference(a: string, b: string, key: string): Estimate {
    const [ca, cb] = [at(a, key), at(b, key)]
    const value = meanOf(columns[ca] as Column) - meanOf(columns[cb] as Column)
    return percentileInterval(value, columnOf(resampled, columns.length, ca, cb))
  }

  /** One difference for each group, whose mean is that of all: n groups / n users · the sum of the group's. */
  function inGroups(differences: Float64Array): Float64Array {
    if (!group) return differences
    const { nUnits, unit } = unitsOf(group.length, group.length, rng(seed), group)
    const sums = new Float64Array(nUnits)
    differences.forEach((d, u) => {
      if (!Number.isNaN(d)) sums[unit[u]!]! += (d * nUnits) / differences.length
    })
    return sums
  }

  function differencesOf(a: string, b: string, key: string): Float64Array {
    const [x, y] = [columns[at(a, key)] as Column, columns[at(b, key)] as Column]
    const base = y instanceof Float64Array ? y : y.value
    if (x instanceof Float64Array) return x.map((value, u) => value - base[u]!)
    // a weighted mean differs by Σ w (a − b) / Σ w: the same as a plain mean of n w (a − b) / Σ w
    const total = x.weight.reduce((sum, w) => sum + w, 0)
    return x.value.map((value, u) => ((value - base[u]!) * x.weight[u]! * x.value.length) / total)
  }
}
