/**
 * Seconds to learn from ratings and to predict others, and how well, against scikit-surprise.
 *
 * Both get the same folds in turn; a time is the processor's seconds for fit and prediction of the whole test part, which
 * others on the machine do not stretch, one thread each, reading left out. Ours has been compiled by a round on the first
 * fold that does not count, as Surprise's was before it was installed. Surprise has its defaults (kNN: Pearson around the baseline, items); ours too,
 * which were chosen on a fifth of the training part of fold u1.
 * Usage: npm run bench -- speed/ratings [--data ml-100k|synthetic] [--folds 5] [--models svd,knn,…]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { ratingsFrom } from '../../../src/model/ratings/rating-model.ts'
import { resolveRating } from '../../../src/model/ratings/ratings.ts'
import { mean } from '../../../src/numbers/stats.ts'
import { machineLine } from '../../machine.ts'
import { peerPython } from '../../peers/install.ts'
import { sharedData } from '../../shared-data.ts'
import { type Loose, syntheticRatings } from './synthetic-ratings.ts'

const similarity = { name: 'pearson_baseline', user_based: false }
const rows: { ours: string; ourOptions?: Record<string, unknown>; theirs: string; options: object }[] = [
  { ours: 'baseline', theirs: 'BaselineOnly', options: { verbose: false } },
  { ours: 'svd', theirs: 'SVD', options: { random_state: 1 } },
  // no better than Surprise's, and so sooner
  {
    ours: 'svd',
    ourOptions: { dim: 4, epochs: 10, learningRate: 0.02 },
    theirs: 'SVD',
    options: { random_state: 1 },
  },
  { ours: 'knn', theirs: 'KNNBaseline', options: { sim_options: similarity, verbose: false } },
  { ours: 'slope-one', theirs: 'SlopeOne', options: {} },
  { ours: 'nmf', theirs: 'NMF', options: { random_state: 1 } },
  { ours: 'co-clustering', theirs: 'CoClustering', options: { random_state: 1 } },
  { ours: 'svd++', theirs: 'SVDpp', options: { random_state: 1, cache_ratings: true } },
]

const { values: asked } = parseArgs({
  options: {
    data: { type: 'string', default: 'ml-100k' },
    folds: { type: 'string', default: '5' },
    models: { type: 'string', default: rows.map(({ ours }) => ours).join(',') },
  },
})
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = join(sharedData, 'ml-100k')

/** MovieLens' numbers from 1 as numbers from 0. */
function movieLens(name: string): Loose {
  const lines = gunzipSync(readFileSync(join(folder, `${name}.gz`)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
  return {
    user: Int32Array.from(lines, ([user]) => user! - 1),
    item: Int32Array.from(lines, ([, item]) => item! - 1),
    value: Float32Array.from(lines, ([, , value]) => value!),
  }
}

const folds: { train: Loose; test: Loose }[] =
  asked.data === 'synthetic'
    ? [syntheticRatings(1_000_000, 1)]
    : Array.from({ length: Number(asked.folds) }, (_, k) => ({
        train: movieLens(`u${k + 1}.base`),
        test: movieLens(`u${k + 1}.test`),
      }))

interface Measured {
  seconds: number
  rmse: number
}

async function ours(
  { ours, ourOptions }: (typeof rows)[number],
  { train, test }: { train: Loose; test: Loose },
): Promise<Measured> {
  const size = (ids: Int32Array) => ids.reduce((most, id) => Math.max(most, id), 0) + 1
  const [users, items] = [Uint32Array.from(train.user), Uint32Array.from(train.item)]
  const [nUsers, nItems] = [Math.max(size(train.user), size(test.user)), Math.max(size(train.item), size(test.item))]
  const known = ratingsFrom(nUsers, nItems, users, items, train.value, { low: 1, high: 5 })
  const { algorithm, options } = resolveRating(ours, ourOptions)
  const out = new Float64Array(test.value.length)
  const started = process.cpuUsage()
  const model = await algorithm.fit(known, options, { seed: 1 })
  model.predictInto(test.user, test.item, out)
  const { user, system } = process.cpuUsage(started)
  const seconds = (user + system) / 1e6
  return { seconds, rmse: Math.sqrt(mean(Array.from(out, (r, k) => (r - test.value[k]!) ** 2))) }
}

const scratch = mkdtempSync(join(tmpdir(), 'osusume-ratings-'))
const child = spawn(peerPython('surprise-requirements.txt'), [join(here, 'surprise_peer.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
  env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
})
const lines = createInterface({ input: child.stdout })
const ended = once(child, 'exit').then(() => Promise.reject(new Error('bench: scikit-surprise ended')))
async function ask(question: object): Promise<unknown> {
  const answer = once(lines, 'line')
  child.stdin.write(`${JSON.stringify(question)}\n`)
  const [line] = await Promise.race([answer, ended])
  return JSON.parse(line as string)
}

const chosen = rows.filter(({ ours }) => asked.models.split(',').includes(ours))
const measured = chosen.map(() => ({ ours: [] as Measured[], theirs: [] as Measured[] }))
for (const row of chosen) await ours(row, folds[0]!)
for (const fold of folds) {
  const files = Object.fromEntries(
    Object.entries(fold).map(([name, { user, item, value }]) => {
      const file = join(scratch, name)
      writeFileSync(file, Array.from(user, (u, k) => `${u}\t${item[k]}\t${value[k]}\n`).join(''))
      return [name, file]
    }),
  )
  await ask({ ...files, low: 1, high: 5 })
  for (const [at, row] of chosen.entries()) {
    measured[at]!.ours.push(await ours(row, fold))
    measured[at]!.theirs.push((await ask({ model: row.theirs, options: row.options })) as Measured)
  }
}
const heads = ['ours s', 'surprise s', 'ratio', 'ours RMSE', 'surprise RMSE']
process.stdout.write(
  `${asked.data}, ${folds.length} folds, ${folds[0]!.train.value.length} ratings to learn from; means of a fold\n`,
)
process.stdout.write(`${'model'.padEnd(14)}${heads.map((head) => head.padStart(14)).join('')}\n`)
for (const [at, { ours, theirs }] of measured.entries()) {
  const of = (list: Measured[], key: keyof Measured) => mean(list.map((one) => one[key]))
  const cells = [
    of(ours, 'seconds').toFixed(3),
    of(theirs, 'seconds').toFixed(2),
    (of(theirs, 'seconds') / of(ours, 'seconds')).toFixed(1),
    of(ours, 'rmse').toFixed(4),
    of(theirs, 'rmse').toFixed(4),
  ]
  process.stdout.write(
    `${chosen[at]!.ours.padEnd(14)}${cells.map((cell) => cell.padStart(14)).join('')}${chosen[at]!.ourOptions ? `   ${JSON.stringify(chosen[at]!.ourOptions)}` : ''}\n`,
  )
}
process.stdout.write(`${machineLine()}\n`)
ended.catch(() => {})
child.stdin.end()
rmSync(scratch, { recursive: true })
