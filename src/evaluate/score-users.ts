import { takeInteractions } from '../model/interactions.ts'
import type { Model, TopK } from '../model/model.ts'
import { type Csr, takeRows } from '../numbers/csr.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metrics } from './metrics.ts'
import type { Trial } from './trial.ts'

/** Users asked for at a time; progress and the abort signal are looked at in between. */
const blockUsers = 4096

/** The rows of `targets` that hold something. */
export function usersWithTest(targets: Csr): Uint32Array {
  return Uint32Array.from({ length: targets.nRows }, (_, u) => u).filter(
    (u) => targets.rowStart[u + 1]! > targets.rowStart[u]!,
  )
}

/**
 * Asks the model for a list for each of these users over the full catalogue (no sampled candidates) and measures it.
 *
 * @param users  rows of the trial with at least one target
 * @returns      for each metric that is a mean over users, one value per user in the order of `users`; and the lists
 * @throws       signal.reason when aborted
 */
export async function scoreUsers(
  model: Model,
  { histories, targets, exclude }: Trial,
  users: Uint32Array,
  wanted: readonly MetricAtK[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<{ perUser: Map<string, Float64Array>; lists: TopK[] }> {
  const depth = Math.max(0, ...wanted.map(({ k }) => k))
  const columns = wanted.flatMap(({ name, k, key }) =>
    name === 'coverage' ? [] : [{ key, k, metric: metrics[name], value: new Float64Array(users.length) }],
  )
  const lists: TopK[] = []
  const lastWantedBy = new Uint32Array(targets.nCols)
  const hits = new Uint8Array(depth)
  for (let start = 0; start < users.length; start += blockUsers) {
    signal?.throwIfAborted()
    const block = users.subarray(start, start + blockUsers)
    const list = await model.recommend(takeInteractions(histories, block), depth, exclude && takeRows(exclude, block))
    lists.push(list)
    for (let row = 0; row < block.length; row++) {
      const u = block[row]!
      const relevant = targets.rowStart[u + 1]! - targets.rowStart[u]!
      for (let at = targets.rowStart[u]!; at < targets.rowStart[u + 1]!; at++) lastWantedBy[targets.column[at]!] = u + 1
      for (let rank = 0; rank < depth; rank++)
        hits[rank] = Number(rank < list.count[row]! && lastWantedBy[list.item[row * depth + rank]!] === u + 1)
      for (const { metric, k, value } of columns) value[start + row] = metric(hits, relevant, k)
    }
    onProgress?.(start + block.length, users.length)
  }
  signal?.throwIfAborted()
  return { perUser: new Map(columns.map(({ key, value }) => [key, value])), lists }
}
