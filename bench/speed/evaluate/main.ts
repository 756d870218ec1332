/**
 * How long it takes to measure a factor model: 30,000 people, 41,000 products, every usual metric at 5, 10 and 20.
 *
 * Lists over the full catalogue, metrics, intervals, tests, slices; beside the popularity baseline, without the fits.
 * Wanted: below 10 s on two cores, below 1 GiB above the fitted model.
 * Usage: npm run bench -- speed/evaluate [--threads 2]
 * The data is made up: 1.2 million purchases by a long-tailed popularity, four of them a person to be found.
 */
import { parseArgs } from 'node:util'
import { compare } from '../../../src/evaluate/compare.ts'
import { itemFacts } from '../../../src/evaluate/item-facts.ts'
import { everyMetricAt } from '../../../src/evaluate/metric-at-k.ts'
import { joined, scoreUsers, usersWithTest } from '../../../src/evaluate/score-users.ts'
import { sliceTables } from '../../../src/evaluate/slices.ts'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { resolve } from '../../../src/model/algorithms.ts'
import { csrFrom } from '../../../src/numbers/csr.ts'
import { rng } from '../../../src/numbers/rng.ts'
import { machineLine } from '../../machine.ts'

const { values } = parseArgs({ options: { threads: { type: 'string', default: '2' } } })
const [nUsers, nItems] = [30_000, 41_000]
const random = rng(1)
const pairs = (each: number) => {
  const row = Uint32Array.from({ length: nUsers * each }, (_, at) => Math.floor(at / each))
  const column = row.map(() => Math.floor(nItems * random() ** 3))
  return csrFrom(nUsers, nItems, row, column, undefined, 'max')
}
const train = pairs(40)
const trial = { histories: train, targets: pairs(4), exclude: train }
const users = usersWithTest(trial.targets)
const wanted = everyMetricAt([5, 10, 20])
const facts = itemFacts(train)
const kernels = await openKernels({ threads: Number(values.threads) })
const fitted = await Promise.all(
  [resolve('popular'), resolve('ials', { dim: 64, epochs: 1 })].map(async ({ label, algorithm, options }) => ({
    label,
    model: await algorithm.fit(train, options, { kernels, seed: 1 }),
  })),
)
const peak = () => process.resourceUsage().maxRSS / 1024
const before = peak()
const started = performance.now()
const cpuBefore = process.cpuUsage()
const laps: string[] = []
let last = started
const lap = (what: string) => {
  const now = performance.now()
  laps.push(`${what} ${((now - last) / 1000).toFixed(2)} s`)
  last = now
}

const measured: Parameters<typeof compare>[0][number][] = []
for (const { label, model } of fitted) {
  const [popular] = measured
  const baseline = popular && { baseline: joined(popular.lists, 20, users.length) }
  measured.push({ label, ...(await scoreUsers(model, trial, users, wanted, { facts, ...baseline })) })
  lap(`${label}: lists and metrics`)
}
compare(measured, 'popular', wanted, trial.targets, users, 1)
lap('intervals and tests')
for (const one of measured) sliceTables({ trial, users, facts, groups: [], wanted, seed: 1 }, one)
lap('slices')
await kernels.close()
const { user, system } = process.cpuUsage(cpuBefore)
process.stdout.write(
  `${laps.join('\n')}\ntogether ${((performance.now() - started) / 1000).toFixed(2)} s of the clock, ${((user + system) / 1e6).toFixed(2)} s of all cores together, ` +
    `at most ${Math.max(0, peak() - before).toFixed(0)} MiB above the fitted models, ${values.threads} threads\n${machineLine()}\n`,
)
