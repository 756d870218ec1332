import { setImmediate } from 'node:timers/promises'
import { takeInteractions } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import type { MetricAtK } from '../metric-at-k.ts'
import type { Trial } from '../trial.ts'
import { auc } from './auc.ts'
import { sampled } from './sampled.ts'
import { marks, type ScoredRow, type ScoreMetric } from './scored-row.ts'

/** Scores held at a time: 16 MiB. */
const blockScores = 1 << 22

/**
 * Asks the model for the score of every item for each user and measures those, one value per user and metric.
 * O(users · nItems) beside the scoring, in blocks of 16 MiB or one user.
 * @throws signal.reason  when aborted
 */
export async function scoreRankings(
  model: Model,
  { histories, targets, exclude }: Trial,
  users: Uint32Array,
  wanted: readonly MetricAtK[],
  seed: number,
  signal?: AbortSignal,
): Promise<Map<string, Float64Array>> {
  const { nItems } = model
  const columns = wanted.map((one) => ({
    key: one.key,
    metric: ofScores(one, seed),
    value: new Float64Array(users.length),
  }))
  const nBlock = Math.max(1, Math.min(users.length, Math.floor(blockScores / Math.max(1, nItems))))
  const row: ScoredRow = {
    score: new Float32Array(nBlock * nItems),
    from: 0,
    nItems,
    mark: new Uint8Array(nItems),
    relevant: new Uint32Array(nItems),
    nRelevant: 0,
  }
  for (let start = 0; start < users.length; start += nBlock) {
    signal?.throwIfAborted()
    const block = users.subarray(start, start + nBlock)
    model.scoreInto(takeInteractions(histories, block), row.score.subarray(0, block.length * nItems))
    for (let b = 0; b < block.length; b++) {
      const u = block[b]!
      row.from = b * nItems
      mark(histories, u, marks.had)
      row.nRelevant = 0
      mark(targets, u, marks.relevant)
      // what a list may not hold is no candidate, whatever else it is
      if (exclude) mark(exclude, u, marks.excluded)
      for (let at = targets.rowStart[u]!; at < targets.rowStart[u + 1]!; at++)
        if (row.mark[targets.column[at]!] === marks.relevant) row.relevant[row.nRelevant++] = targets.column[at]!
      for (const { metric, value } of columns) value[start + b] = metric(row)
      mark(histories, u, marks.other)
      mark(targets, u, marks.other)
      if (exclude) mark(exclude, u, marks.other)
    }
    await setImmediate()
  }
  return new Map(columns.map(({ key, value }) => [key, value]))

  function mark({ rowStart, column }: typeof targets, u: number, as: number): void {
    for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) row.mark[column[at]!] = as
  }
}

function ofScores({ name, nSampled, k }: MetricAtK, seed: number): ScoreMetric {
  if (nSampled === undefined) return auc()
  return sampled(name.replace('sampled-', '') as 'hr' | 'ndcg' | 'mrr', nSampled, k, seed)
}
