import { type Metric, metrics } from '../../src/evaluate/metrics.ts'
import type { Trial } from '../../src/evaluate/trial.ts'
import { takeInteractions } from '../../src/model/interactions.ts'
import type { Model } from '../../src/model/model.ts'
import { takeRows } from '../../src/numbers/csr.ts'
import { mean } from '../../src/numbers/stats.ts'
import type { Table } from './table.ts'

/** Means over the rows that have targets. */
export async function ask(
  model: Model,
  { histories, targets, exclude }: Trial,
  { metrics: keys, ownMetrics }: Table,
): Promise<number[]> {
  const wanted = keys.map((key) => {
    const [name = '', k = ''] = key.split('@')
    const metric: Metric | undefined = ownMetrics?.[name] ?? (metrics as Record<string, Metric>)[name]
    if (!metric) throw new RangeError(`accuracy: no metric "${name}"`)
    return { metric, k: Number(k), values: [] as number[] }
  })
  const depth = Math.max(...wanted.map(({ k }) => k))
  const rows = Array.from({ length: targets.nRows }, (_, r) => r).filter(
    (r) => targets.rowStart[r + 1]! > targets.rowStart[r]!,
  )
  for (let start = 0; start < rows.length; start += 4096) {
    const block = rows.slice(start, start + 4096)
    const list = await model.recommend(takeInteractions(histories, block), depth, exclude && takeRows(exclude, block))
    block.forEach((r, at) => {
      const relevant = new Set(targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1]))
      const hits = Array.from({ length: list.count[at]! }, (_, rank) =>
        Number(relevant.has(list.item[at * depth + rank]!)),
      )
      for (const { metric, k, values } of wanted) values.push(metric(hits, relevant.size, k))
    })
  }
  return wanted.map(({ values }) => mean(values))
}
