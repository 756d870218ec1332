/**
 * Do the statistics keep their word: A/A, the detectable difference, the learning curve.
 *
 * A/A        a model against itself on customers drawn twice, 1,000 seeds: how often the paired test, and the interval
 *            of the difference, cry wolf (wanted: 5 % ± 1.5 %)
 * power      a better model against a worse on so many customers that their true difference is just `detectable`: how
 *            often it is found (wanted: 80 %)
 * learning   the last step of each model's learning curve, foretold from the steps before it (wanted: inside)
 *
 * Usage: npm run bench -- statistics [aa] [power] [learning]
 * Figures per customer are those of popular, item-knn:tfidf and item-knn:bm25 on Gowalla's validation cut; the learning curves are of
 * Online Retail II. Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { columnOf, percentileInterval, resampledMeans } from '../../src/evaluate/bootstrap.ts'
import { parseMetric } from '../../src/evaluate/metric-at-k.ts'
import { scoreUsers, usersWithTest } from '../../src/evaluate/score-users.ts'
import { detectable } from '../../src/evaluate/statistics/detectable.ts'
import { signFlips } from '../../src/evaluate/statistics/sign-flips.ts'
import type { Evaluation } from '../../src/jobs/evaluate/evaluate.ts'
import { readSplitTrial } from '../../src/jobs/evaluate/split-trial.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { rng } from '../../src/numbers/rng.ts'
import { mean } from '../../src/numbers/stats.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const nSeeds = 1000
const print = (line: string) => process.stdout.write(`${line}\n`)
const percent = (n: number, of: number) => `${((100 * n) / of).toFixed(1)} %`

const metric = parseMetric('ndcg@10')
const asked = process.argv.slice(2)
const wants = (part: string) => asked.length === 0 || asked.includes(part)
const knn = wants('aa') || wants('power') ? await perCustomer('item-knn:bm25') : new Float64Array(0)
if (wants('aa')) aa()
if (wants('power')) for (const other of ['popular', 'item-knn:tfidf']) power(other, await perCustomer(other))
if (wants('learning')) learning()
print(machineLine())

/** NDCG@10 of every customer of Gowalla's validation cut. */
async function perCustomer(label: string): Promise<Float64Array> {
  const folder = join(sharedData, 'gowalla/validation-cut')
  const split = await readSplitTrial({
    train: join(folder, 'train.txt.gz'),
    test: join(folder, 'valid.txt.gz'),
    format: 'lightgcn',
  })
  const kernels = await openKernels()
  const { algorithm, options } = resolve(label)
  const model = await algorithm.fit(split.train, options, { kernels, seed: 1 })
  const { perUser } = await scoreUsers(model, split, usersWithTest(split.targets), [metric])
  await kernels.close()
  return perUser.get(metric.key) ?? new Float64Array(0)
}

function aa(): void {
  for (const nCustomers of [100, 500, 2000]) {
    let [byTest, byInterval] = [0, 0]
    for (let seed = 0; seed < nSeeds; seed++) {
      const random = rng(1_000_003 + seed)
      const draw = () => Float64Array.from({ length: nCustomers }, () => knn[Math.floor(random() * knn.length)]!)
      const [a, b] = [draw(), draw()]
      if (signFlips([a.map((x, u) => x - b[u]!)], seed, 2000)[0]! < 0.05) byTest++
      const { low, high } = percentileInterval(0, columnOf(resampledMeans([a, b], 1000, seed), 2, 0, 1))
      if (low > 0 || high < 0) byInterval++
    }
    print(
      `A/A, ${nCustomers} customers, ${nSeeds} seeds: wolf ${percent(byTest, nSeeds)} by test, ${percent(byInterval, nSeeds)} by interval`,
    )
  }
}

function power(label: string, other: Float64Array): void {
  const differences = knn.map((x, u) => x - other[u]!)
  const truth = Math.abs(mean(differences))
  // detectable falls with the square root of the customers
  const nCustomers = Math.round((detectable(differences, 1) / truth) ** 2 * differences.length)
  let found = 0
  for (let seed = 0; seed < nSeeds; seed++) {
    const random = rng(2_000_003 + seed)
    const drawn = Float64Array.from(
      { length: nCustomers },
      () => differences[Math.floor(random() * differences.length)]!,
    )
    if (signFlips([drawn], seed, 1000)[0]! < 0.05) found++
  }
  print(
    `power against ${label}, ${nCustomers} customers, for whom the true difference of ${truth.toFixed(4)} is just detectable: found ${percent(found, nSeeds)}`,
  )
}

function learning(): void {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
  const osusume = (...words: string[]) =>
    execFileSync(process.execPath, [join(root, 'src/cli/main.ts'), ...words, '--data', folder, '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  try {
    osusume('import', join(sharedData, 'online-retail/online-retail-2009-2010.csv.gz'), '--preset', 'online-retail')
    const models = 'popular,item-knn:tfidf,item-knn:bm25,ials,ease'
    const { results } = JSON.parse(
      osusume('evaluate', '--models', models, '--metrics', 'ndcg@10', '--learning-curve'),
    ) as Evaluation
    for (const { model, learningCurve: curve } of results) {
      const { foretold, came, held } = curve?.check ?? {}
      const points = curve?.points.map(({ value }) => value.toFixed(4)).join(' ')
      print(`learning ${model}: ${points}`)
      print(
        `  last step foretold ${foretold?.value.toFixed(4)} (${foretold?.low.toFixed(4)} to ${foretold?.high.toFixed(4)}), came ${came?.toFixed(4)}: ${held ? 'inside' : 'outside'}`,
      )
      print(`  ${curve?.words}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
