import { type Metric, metrics } from '../../src/evaluate/metrics.ts'
import type { Trial } from '../../src/evaluate/trial.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { takeInteractions } from '../../src/model/interactions.ts'
import type { Model } from '../../src/model/model.ts'
import { takeRows } from '../../src/numbers/csr.ts'
import { mean } from '../../src/numbers/stats.ts'
import type { Table } from './table.ts'

/** One model on one fold. */
export interface Measured {
  /** in the order of the table's metrics */
  values: number[]
  fitSeconds: number
  askSeconds: number
  peakBytes: number
}

/** One row of a table, in the process that main.ts made for it. */
const [name = '', at = '0', which = 'test', data = ''] = process.argv.slice(2)
const { table } = (await import(`./${name}.ts`)) as { table: Table }
const row = table.rows[Number(at)]!
const resolved = resolve(row.model, row.options)
const kernels = await openKernels()
const folds: Measured[] = []
for await (const part of which === 'test' ? table.test(data) : table.validation(data)) {
  const started = performance.now()
  const features = part.itemFeatures && { itemFeatures: part.itemFeatures }
  const model = await fitModel(resolved, part.train, { kernels, seed: 1, ...features, memoryLimitBytes: 12 * 2 ** 30 })
  const fitted = performance.now()
  const values = await ask(model, part, table)
  const askSeconds = (performance.now() - fitted) / 1000
  folds.push({
    values,
    fitSeconds: (fitted - started) / 1000,
    askSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  })
}
await kernels.close()
process.send?.(folds)

/** Means over the rows that have targets. */
async function ask(
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
