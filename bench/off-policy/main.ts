/**
 * What the Thompson policy earns, judged from the random policy's logs, beside what it earned: Open Bandit, men and women.
 * Usage: npm run bench -- off-policy [--data DIR]   (default ../shared/data/open-bandit, or OSUSUME_BENCH_DATA/open-bandit)
 *
 * The Thompson policy knows no context; its probabilities are the shares in which its own log shows each product at each
 * position. The Open Bandit Pipeline draws them from the policy's priors by simulation instead; the priors are not in
 * these files, and shares need none. Given them, the mean reward of its log is an unbiased reading of the same value.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { offPolicy } from '../../src/jobs/off-policy.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const { data } = parseArgs({ options: { data: { type: 'string' } } }).values
const folder = data ?? join(sharedData, 'open-bandit')
const figure = (x: number) => (100 * x).toFixed(3).padStart(7)

for (const campaign of ['men', 'women']) {
  const started = performance.now()
  const { values, diagnosis, onPolicy, concerns } = await offPolicy({
    log: join(folder, 'random', campaign, `${campaign}.csv.gz`),
    policyLog: join(folder, 'bts', campaign, `${campaign}.csv.gz`),
  })
  const { logged, effectiveSampleSize, meanWeight } = diagnosis
  if (!onPolicy) throw new Error('the Thompson log holds no rewards')
  process.stdout.write(
    `\n${campaign}: clicks of 100 impressions; random earned ${figure(logged.value)}, Thompson ${figure(onPolicy.value)} (${figure(onPolicy.low)} to ${figure(onPolicy.high)}) on its own log\n` +
      `effective sample size ${Math.round(effectiveSampleSize)} of ${diagnosis.rounds}, mean weight ${meanWeight.value.toFixed(3)}, largest ${diagnosis.largestWeight.toFixed(1)}, ${((performance.now() - started) / 1000).toFixed(1)} s\n` +
      `${'estimator'.padEnd(12)}${'estimate'.padEnd(10)}${'95 % interval'.padEnd(20)}${'true value'.padEnd(14)}relative error\n`,
  )
  for (const { estimator, value, low, high } of values) {
    const held = low <= onPolicy.value && onPolicy.value <= high
    process.stdout.write(
      `${estimator.padEnd(12)}${figure(value)}   ${figure(low)} –${figure(high)}    ${(held ? 'inside' : 'OUTSIDE').padEnd(14)}${Math.abs(value / onPolicy.value - 1).toFixed(3)}\n`,
    )
  }
  for (const concern of concerns) process.stdout.write(`! ${concern}\n`)
}
process.stdout.write(`\n${machineLine()}\n`)
