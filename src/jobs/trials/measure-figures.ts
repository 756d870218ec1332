import { coverage } from '../../evaluate/coverage.ts'
import { gini } from '../../evaluate/gini.ts'
import { itemFacts, type KnownOfItems } from '../../evaluate/item-facts.ts'
import type { MetricAtK } from '../../evaluate/metric-at-k.ts'
import { scoreUsers } from '../../evaluate/score-users.ts'
import type { Figures } from '../../evaluate/tuning/objective.ts'
import type { ValidationCut } from '../../evaluate/tuning/validation-cut.ts'
import type { Model } from '../../model/model.ts'

/** Users asked before anybody is given up, as a share of all. */
const shareAskedFirst = 0.25

export interface Measured {
  /** means over users; of all lists together where a metric reads these */
  figures: Figures
  /** of the first metric, user by user; empty where it is not a mean over users */
  values: Float64Array
  /** stopped after the first quarter */
  pruned: boolean
}

/**
 * Any metrics of a model on the cut.
 * @param users      rows of the trial, in the order in which they are asked
 * @param isHopeless told the first metric's values of the first quarter: true ends the asking
 */
export async function measureFigures(
  model: Model,
  { train, trial }: ValidationCut,
  users: Uint32Array,
  metrics: readonly MetricAtK[],
  {
    known,
    seed,
    signal,
    isHopeless,
  }: { known?: KnownOfItems; seed: number; signal: AbortSignal; isHopeless?: (values: Float64Array) => boolean },
): Promise<Measured> {
  const facts = itemFacts(train, known)
  const first = metrics[0]!.key
  const ask = (some: Uint32Array) => scoreUsers(model, trial, some, metrics, { facts, seed, signal })
  const cut = isHopeless ? Math.ceil(users.length * shareAskedFirst) : users.length
  const parts = [await ask(users.subarray(0, cut))]
  const quarter = parts[0]?.perUser.get(first)
  const pruned = quarter !== undefined && (isHopeless?.(quarter) ?? false)
  if (!pruned && cut < users.length) parts.push(await ask(users.subarray(cut)))
  const lists = parts.flatMap(({ lists }) => lists)
  const valuesOf = (key: string) => Float64Array.from(parts.flatMap(({ perUser }) => [...(perUser.get(key) ?? [])]))
  const figures = Object.fromEntries(
    metrics.map(({ name, k, key }) => {
      if (name === 'coverage') return [key, coverage(lists, k, trial.targets.nCols).value]
      if (name === 'gini') return [key, gini(lists, k, trial.targets.nCols).value]
      return [key, meanOfKnown(valuesOf(key))]
    }),
  )
  return { figures, values: valuesOf(first), pruned }
}

/** A metric may be undefined for a user: NaN does not count. */
function meanOfKnown(values: Float64Array): number {
  let [sum, n] = [0, 0]
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value
      n++
    }
  return sum / n
}
