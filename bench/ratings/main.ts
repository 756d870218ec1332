/**
 * How well ratings are predicted: RMSE and MAE on MovieLens 100K, means over its folds u1 to u5.
 *
 * npm run bench -- ratings               the table, from the test files
 * npm run bench -- ratings --validate    the same rows on a fifth of u1's training part, by a seed
 * npm run bench -- ratings --models a,b  only these rows
 *
 * Hyper-parameters were chosen with --validate. Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readSplitFile } from '../../src/collect/split-files/read-split-file.ts'
import { ratingsFrom } from '../../src/model/ratings/rating-model.ts'
import { ratings as algorithms } from '../../src/model/ratings/ratings.ts'
import { rng } from '../../src/numbers/rng.ts'
import { mean } from '../../src/numbers/stats.ts'
import { Vocabulary } from '../../src/numbers/vocabulary.ts'
import { type NamedEvents, namedEvents } from '../accuracy/named-events.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const rows: { model: string; options?: Record<string, unknown> }[] = [
  { model: 'baseline' },
  { model: 'slope-one' },
  { model: 'co-clustering' },
  { model: 'nmf' },
  { model: 'svd' },
  { model: 'knn', options: { similarity: 'msd', centre: 'none', items: false } },
  { model: 'knn', options: { similarity: 'msd', centre: 'mean', items: false } },
  { model: 'knn', options: { items: false } },
  { model: 'knn' },
  { model: 'svd++' },
  { model: 'svd++', options: { dim: 32, epochs: 20, learningRate: 0.01, lambda: 0.08 } },
  { model: 'blend' },
]

/** Surprise's README, 5-fold cross-validation on random folds: not these, so near and not the same. */
const surprise: Record<string, string> = {
  baseline: '.944',
  'slope-one': '.946',
  'co-clustering': '.963',
  nmf: '.963',
  svd: '.934',
  knn: '.931',
  'svd++': '.919',
}

const { values: flags } = parseArgs({
  options: { validate: { type: 'boolean', default: false }, models: { type: 'string' } },
})
const folder = join(sharedData, 'ml-100k')
const chosen = flags.models?.split(',')

/** [learn from, be tested on] for each fold. */
async function folds(): Promise<[NamedEvents, NamedEvents][]> {
  const read = async (name: string) => namedEvents(await readSplitFile(join(folder, `${name}.gz`), 'ratings'))
  if (!flags.validate)
    return Promise.all(
      [1, 2, 3, 4, 5].map(
        async (k) => [await read(`u${k}.base`), await read(`u${k}.test`)] as [NamedEvents, NamedEvents],
      ),
    )
  const all = await read('u1.base')
  const random = rng(1)
  const isTest = all.row.map(() => random() < 0.2)
  const part = (test: boolean): NamedEvents => ({
    row: all.row.filter((_, k) => isTest[k] === test),
    item: all.item.filter((_, k) => isTest[k] === test),
    value: (all.value ?? []).filter((_, k) => isTest[k] === test),
  })
  return [[part(false), part(true)]]
}

process.stdout.write(
  `MovieLens 100K, ${flags.validate ? 'a fifth of the training part of u1' : 'means over u1 to u5'}; processor seconds for all folds, fit and prediction\n\n${'model'.padEnd(18)}   RMSE    MAE      s   Surprise's README\n`,
)
const cut = await folds()
for (const { model, options = {} } of rows) {
  if (chosen && !chosen.includes(model)) continue
  const algorithm = algorithms[model]
  if (!algorithm) throw new RangeError(`no rating model "${model}"`)
  const [squares, absolutes]: [number[], number[]] = [[], []]
  const started = process.cpuUsage()
  for (const [train, test] of cut) {
    const [users, items] = [new Vocabulary(train.row), new Vocabulary(train.item)]
    const known = ratingsFrom(
      users.size,
      items.size,
      Uint32Array.from(train.row, (id) => users.row(id)),
      Uint32Array.from(train.item, (id) => items.row(id)),
      Float32Array.from(train.value ?? []),
      { low: 1, high: 5 },
    )
    const fitted = await algorithm.fit(known, { ...algorithm.defaults, ...options }, { seed: 1 })
    const out = new Float64Array(test.row.length)
    fitted.predictInto(
      Int32Array.from(test.row, (id) => users.row(id)),
      Int32Array.from(test.item, (id) => items.row(id)),
      out,
    )
    const errors = Array.from(out, (predicted, k) => predicted - (test.value?.[k] as number))
    squares.push(Math.sqrt(mean(errors.map((error) => error ** 2))))
    absolutes.push(mean(errors.map(Math.abs)))
  }
  const { user, system } = process.cpuUsage(started)
  const seconds = ((user + system) / 1e6).toFixed(1)
  process.stdout.write(
    `${model.padEnd(18)}  ${mean(squares).toFixed(4)} ${mean(absolutes).toFixed(4)} ${seconds.padStart(6)}   ${Object.keys(options).length === 0 ? (surprise[model] ?? '') : JSON.stringify(options)}\n`,
  )
}
process.stdout.write(`\n${machineLine()}\n`)
