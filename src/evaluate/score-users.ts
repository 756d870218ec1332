import type { Model, TopK } from '../model/model.ts'
import { type Csr, takeRows } from '../numbers/csr.ts'
import type { MetricAtK } from './metric-at-k.ts'
import { metrics } from './metrics.ts'

/** Users asked for at a time; progress and the abort signal are looked at in between. */
const blockUsers = 4096

export interface Trial {
  /** users × items: what the model was trained on, and each user's history */
  train: Csr
  /** users × items: what each user did afterwards; users without any are left out */
  test: Csr
  /** leave items of the history out of the lists */
  excludeSeen: boolean
}

/** The rows of `test` that hold something. */
export function usersWithTest(test: Csr): Uint32Array {
  return Uint32Array.from({ length: test.nRows }, (_, u) => u).filter((u) => test.rowStart[u + 1]! > test.rowStart[u]!)
}

/**
 * Asks the model for a list for each of these users over the full catalogue (no sampled candidates) and measures it.
 *
 * @param users  rows of the trial with at least one test item
 * @returns      for each metric that is a mean over users, one value per user in the order of `users`; and the lists
 * @throws       signal.reason when aborted
 */
export async function scoreUsers(
  model: Model,
  { train, test, excludeSeen }: Trial,
  users: Uint32Array,
  wanted: readonly MetricAtK[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<{ perUser: Map<string, Float64Array>; lists: TopK[] }> {
  const depth = Math.max(0, ...wanted.map(({ k }) => k))
  const columns = wanted.flatMap(({ name, k, key }) =>
    name === 'coverage' ? [] : [{ key, k, metric: metrics[name], value: new Float64Array(users.length) }],
  )
  const lists: TopK[] = []
  const lastWantedBy = new Uint32Array(test.nCols)
  const hits = new Uint8Array(depth)
  for (let start = 0; start < users.length; start += blockUsers) {
    signal?.throwIfAborted()
    const block = users.subarray(start, start + blockUsers)
    const histories = takeRows(train, block)
    const list = await model.recommend(histories, depth, excludeSeen ? histories : undefined)
    lists.push(list)
    for (let row = 0; row < block.length; row++) {
      const u = block[row]!
      const relevant = test.rowStart[u + 1]! - test.rowStart[u]!
      for (let at = test.rowStart[u]!; at < test.rowStart[u + 1]!; at++) lastWantedBy[test.column[at]!] = u + 1
      for (let rank = 0; rank < depth; rank++)
        hits[rank] = Number(rank < list.count[row]! && lastWantedBy[list.item[row * depth + rank]!] === u + 1)
      for (const { metric, k, value } of columns) value[start + row] = metric(hits, relevant, k)
    }
    onProgress?.(start + block.length, users.length)
  }
  signal?.throwIfAborted()
  return { perUser: new Map(columns.map(({ key, value }) => [key, value])), lists }
}
