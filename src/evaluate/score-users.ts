import { takeInteractions } from '../model/interactions.ts'
import type { Model, TopK } from '../model/model.ts'
import { type Csr, takeRows } from '../numbers/csr.ts'
import type { BaselineLists } from './beyond-accuracy/serendipity.ts'
import { scoreRankings } from './full-ranking/score-rankings.ts'
import { type ItemFacts, itemFacts } from './item-facts.ts'
import { listMetric } from './list-metrics.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metricTable } from './metric-table.ts'
import type { Trial } from './trial.ts'
import type { UserList } from './user-list.ts'

/** Users asked for at a time; progress and the abort signal are looked at in between. */
const blockUsers = 4096

export interface ScoreOptions {
  /** the items as some metrics read them; without, what the histories alone say of them */
  facts?: ItemFacts
  /** the baseline's lists of the same users, for serendipity; without, this model is the baseline */
  baseline?: BaselineLists
  /** of metrics that draw at random */
  seed?: number
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/** The rows of `targets` that hold something. */
export function usersWithTest(targets: Csr): Uint32Array {
  return Uint32Array.from({ length: targets.nRows }, (_, u) => u).filter(
    (u) => targets.rowStart[u + 1]! > targets.rowStart[u]!,
  )
}

/**
 * Asks the model for a list for each of these users over the full catalogue and measures it. Only metrics named
 * sampled draw candidates. Measuring allocates nothing a user; scores of all items are computed only for the metrics
 * that read them.
 *
 * @param users  rows of the trial with at least one target
 * @returns      for each metric that is a mean over users, one value per user in the order of `users`, NaN where it is
 *               not defined for a user; and the lists
 * @throws       signal.reason when aborted; RangeError for a metric that needs what is not known
 */
export async function scoreUsers(
  model: Model,
  trial: Trial,
  users: Uint32Array,
  wanted: readonly MetricAtK[],
  { facts, baseline, seed = 1, signal, onProgress }: ScoreOptions = {},
): Promise<{ perUser: Map<string, Float64Array>; lists: TopK[] }> {
  const { histories, targets, exclude } = trial
  const depth = Math.max(0, ...wanted.map(({ k }) => k))
  const lists = await ask(model, trial, users, depth, signal, onProgress)
  const context = {
    facts: facts ?? itemFacts(histories),
    baseline: () => baseline ?? joined(lists, depth, users.length),
    seen: exclude ? ('exclude' as const) : ('include' as const),
  }
  const columns = wanted.flatMap((one) => {
    const metric = listMetric(one, context)
    return metric ? [{ key: one.key, k: one.k, metric, value: new Float64Array(users.length) }] : []
  })
  const lastWantedBy = new Uint32Array(targets.nCols)
  const list: UserList = {
    at: 0,
    items: new Uint32Array(),
    start: 0,
    count: 0,
    hits: new Uint8Array(depth),
    relevant: 0,
    targets: targets.column,
    targetsFrom: 0,
    targetsTo: 0,
    had: histories.column,
    hadFrom: 0,
    hadTo: 0,
  }
  for (const { count, item } of lists) {
    list.items = item
    for (let row = 0; row < count.length; row++) {
      const u = users[list.at]!
      list.start = row * depth
      list.count = count[row]!
      list.targetsFrom = targets.rowStart[u]!
      list.targetsTo = targets.rowStart[u + 1]!
      list.relevant = list.targetsTo - list.targetsFrom
      list.hadFrom = histories.rowStart[u]!
      list.hadTo = histories.rowStart[u + 1]!
      for (let at = list.targetsFrom; at < list.targetsTo; at++) lastWantedBy[targets.column[at]!] = u + 1
      for (let rank = 0; rank < depth; rank++)
        list.hits[rank] = Number(rank < list.count && lastWantedBy[item[list.start + rank]!] === u + 1)
      for (const { metric, k, value } of columns) value[list.at] = metric(list, k)
      list.at++
    }
  }
  const perUser = new Map<string, Float64Array>(columns.map(({ key, value }) => [key, value]))
  const ofScores = wanted.filter(({ name }) => metricTable[name].reads === 'scores')
  if (ofScores.length > 0)
    for (const [key, value] of await scoreRankings(model, trial, users, ofScores, seed, signal)) perUser.set(key, value)
  return { perUser, lists }
}

/** Lists of so many places for each user, in blocks. */
async function ask(
  model: Model,
  { histories, exclude }: Trial,
  users: Uint32Array,
  depth: number,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<TopK[]> {
  const lists: TopK[] = []
  for (let start = 0; start < users.length; start += blockUsers) {
    signal?.throwIfAborted()
    const block = users.subarray(start, start + blockUsers)
    lists.push(await model.recommend(takeInteractions(histories, block), depth, exclude && takeRows(exclude, block)))
    onProgress?.(start + block.length, users.length)
  }
  signal?.throwIfAborted()
  return lists
}

/** Blocks of lists as one. */
export function joined(lists: readonly TopK[], depth: number, nUsers: number): BaselineLists {
  const all = { depth, count: new Uint32Array(nUsers), item: new Uint32Array(nUsers * depth) }
  let at = 0
  for (const { count, item } of lists) {
    all.count.set(count, at)
    all.item.set(item, at * depth)
    at += count.length
  }
  return all
}
