import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { ask } from './ask.ts'
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
