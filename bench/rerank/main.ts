/**
 * What learning to rank adds to a blend of the same parts: both on the validation cuts of train, no test file is read.
 *
 * npm run bench -- rerank [--data gowalla,yoochoose,tafeng,serenade,beauty] [--users 3000] [--options '{"trees":200}']
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points. `--users`: how many questions are asked, evenly taken.
 */
import { parseArgs } from 'node:util'
import { type Metric, metrics } from '../../src/evaluate/metrics.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { takeInteractions } from '../../src/model/interactions.ts'
import type { Model } from '../../src/model/model.ts'
import { takeRows } from '../../src/numbers/csr.ts'
import { mean } from '../../src/numbers/stats.ts'
import { whatFollows } from '../accuracy/beauty.ts'
import type { Part, Table } from '../accuracy/table.ts'
import { formerSweeps } from '../ials/former-sweeps.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

/** Parts as the tables of bench/accuracy have them. */
const partsOf: Record<string, object[]> = {
  gowalla: [{ model: 'graph-filter:bspm' }, { model: 'rp3beta' }, { model: 'ials', options: formerSweeps }],
  yoochoose: [
    { model: 'session-knn' },
    { model: 's-walk', options: { recencyDays: 8 } },
    { model: 'slist', options: { recencyDays: 8 } },
    { model: 'transitions' },
  ],
  tafeng: [
    { model: 'next-basket', options: { groupSize: 1 } },
    { model: 'next-basket:frequency' },
    { model: 'user-knn:tfidf' },
    { model: 'item-knn' },
  ],
  serenade: [{ model: 'session-knn' }, { model: 's-walk' }, { model: 'slist' }, { model: 'transitions' }],
  beauty: whatFollows,
}

const { values: asked } = parseArgs({
  options: {
    data: { type: 'string', default: Object.keys(partsOf).join(',') },
    users: { type: 'string', default: '3000' },
    options: { type: 'string', default: '{}' },
  },
})
const kernels = await openKernels()

async function measured(model: Model, { histories, targets, exclude }: Part, { metrics: keys, ownMetrics }: Table) {
  const wanted = Array.from({ length: targets.nRows }, (_, r) => r).filter(
    (r) => targets.rowStart[r + 1]! > targets.rowStart[r]!,
  )
  const step = Math.max(1, wanted.length / Number(asked.users))
  const rows = Array.from(
    { length: Math.min(wanted.length, Number(asked.users)) },
    (_, k) => wanted[Math.floor(k * step)]!,
  )
  const lists = await model.recommend(takeInteractions(histories, rows), 20, exclude && takeRows(exclude, rows))
  return keys.map((key) => {
    const [name = '', k = ''] = key.split('@')
    const metric = ownMetrics?.[name] ?? (metrics as Record<string, Metric>)[name]
    if (!metric) throw new RangeError(`rerank: no metric "${name}"`)
    const each = rows.map((r, at) => {
      const relevant = new Set(targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1]))
      const hits = Array.from({ length: lists.count[at]! }, (_, rank) =>
        Number(relevant.has(lists.item[at * 20 + rank]!)),
      )
      return metric(hits, relevant.size, Number(k))
    })
    return `${key} ${mean(each).toFixed(4)}`
  })
}

for (const name of asked.data.split(',')) {
  const { table } = (await import(`../accuracy/${name}.ts`)) as { table: Table }
  for await (const part of table.validation(sharedData))
    for (const label of ['blend', 'rerank']) {
      const options = { parts: partsOf[name], ...(label === 'rerank' && JSON.parse(asked.options)) }
      const started = performance.now()
      const features = part.itemFeatures && { itemFeatures: part.itemFeatures }
      const model = await fitModel(resolve(label, options), part.train, { kernels, seed: 1, ...features })
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const trees = label === 'rerank' ? `, ${model.parts().arrays['forest.root']?.length} trees` : ''
      const figures = await measured(model, part, table)
      const took = ((performance.now() - started) / 1000 - Number(seconds)).toFixed(1)
      process.stdout.write(
        `${name.padEnd(10)} ${label.padEnd(7)} ${figures.join('  ')}   fit ${seconds} s, asked ${took} s${trees}\n`,
      )
    }
}
process.stdout.write(`${machineLine()}\n`)
await kernels.close()
