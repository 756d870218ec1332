import type { Measured } from './compare.ts'
import { byHistory, byPopularity, type Grouping, largest } from './groupings.ts'
import type { ItemFacts } from './item-facts.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metricTable } from './metric-table.ts'
import type { SliceTable } from './slice.ts'
import { sliceItems } from './slice-items.ts'
import { sliceUsers } from './slice-users.ts'
import type { Trial } from './trial.ts'

export interface SliceRequest {
  trial: Trial
  /** rows asked */
  users: Uint32Array
  facts: ItemFacts
  /** beside history and popularity; of each the ten largest */
  groups: readonly Grouping[]
  wanted: readonly MetricAtK[]
  seed: number
}

/** The figures of one model for every part of customers and items that is known. */
export function sliceTables(
  { trial, users, facts, groups, wanted, seed }: SliceRequest,
  { perUser, lists }: Measured,
): SliceTable[] {
  const { targets, histories } = trial
  const nPairs = Float64Array.from(users, (u) => targets.rowStart[u + 1]! - targets.rowStart[u]!)
  const asked = wanted.filter(({ name }) => metricTable[name].reads !== 'all lists' && name !== 'gauc')
  const pairsOfUser = new Float64Array(targets.nRows)
  users.forEach((u, at) => {
    pairsOfUser[u] = nPairs[at]!
  })
  const pairsOfItem = new Float64Array(targets.nCols)
  for (const item of targets.column) pairsOfItem[item]!++
  const named = groups.map((grouping) => largest(grouping, grouping.parts === 'users' ? pairsOfUser : pairsOfItem))
  return [byHistory(histories), byPopularity(facts), ...named].map((grouping) =>
    grouping.parts === 'users'
      ? sliceUsers(grouping, users, nPairs, perUser, asked, seed)
      : sliceItems(grouping, users, targets, lists, asked, seed),
  )
}
