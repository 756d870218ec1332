import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Fault } from '../contract/fault.ts'
import { rng } from '../numbers/rng.ts'
import { offPolicy } from './off-policy.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-off-policy-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const nActions = 12
const nPositions = 3
const position = ['top', 'middle', 'bottom']
/** Clicks are rare, and rarer further down; the policy to judge likes what is clicked. */
const chanceOf = (a: number, p: number) => (0.02 + 0.02 * (a % 4)) / (1 + 0.5 * p)
const policyOf = (p: number) => {
  const liking = Array.from({ length: nActions }, (_, a) => Math.exp(1.2 * (a % 4)) * (1 + 0.1 * p * a))
  const sum = liking.reduce((x, y) => x + y)
  return liking.map((x) => x / sum)
}
const truth =
  [0, 1, 2].reduce((sum, p) => sum + policyOf(p).reduce((v, share, a) => v + share * chanceOf(a, p), 0), 0) / nPositions

/** Where `at`, from 0 to 1, falls when the shares are laid end to end. */
function pick(shares: readonly number[], at: number): number {
  let end = 0
  const found = shares.findIndex((share) => {
    end += share
    return at < end
  })
  return Math.max(0, found)
}

/** A log in Open Bandit's shape, row numbers without a heading and all: uniform, or by the policy. */
function logText(n: number, seed: number, by?: (p: number) => number[]): string {
  const random = rng(seed)
  const lines = [',item_id,position,click,propensity_score']
  for (let i = 0; i < n; i++) {
    const p = Math.floor(random() * nPositions)
    const shares = by?.(p) ?? new Array<number>(nActions).fill(1 / nActions)
    const a = pick(shares, random())
    lines.push(`${i},sku-${a},${position[p]},${Number(random() < chanceOf(a, p))},${shares[a]}`)
  }
  return `${lines.join('\n')}\n`
}

const put = async (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const policyFile = (change: (p: number, a: number, share: number) => number = (_p, _a, share) => share) =>
  [
    'position\taction\tprobability',
    ...[0, 1, 2].flatMap((p) => policyOf(p).map((share, a) => `${position[p]}\tsku-${a}\t${change(p, a, share)}`)),
  ].join('\n')

test('from a log of chance, the value of a policy that chose otherwise lies in every interval, and chance earned less', async () => {
  const log = await put('random.csv.gz', gzipSync(logText(10_000, 31)))
  const policyLog = await put('policy.csv', logText(10_000, 32, policyOf))
  const byLog = await offPolicy({ log, policyLog, options: { resamples: 400 } })
  const byFile = await offPolicy({ log, policy: await put('policy.tsv', policyFile()), options: { resamples: 400 } })
  assert.ok(byLog.onPolicy && byLog.onPolicy.low <= truth && truth <= byLog.onPolicy.high)
  for (const { values, diagnosis } of [byLog, byFile]) {
    assert.deepEqual(
      values.map(({ estimator }) => estimator),
      ['replay', 'ips', 'snips', 'dm', 'dr', 'switch-dr'],
    )
    for (const { estimator, low, high } of values)
      assert.ok(low <= truth && truth <= high, `${estimator}: ${low} to ${high}, truth ${truth}`)
    const dr = values.find(({ estimator }) => estimator === 'dr')
    assert.ok(dr && dr.lift.low > 0, 'and that it would have been better is sure')
    assert.ok(diagnosis.effectiveSampleSize > 3000 && diagnosis.effectiveSampleSize < 10_000)
  }
  assert.deepEqual([byLog.concerns, byFile.concerns], [[], []])
  assert.deepEqual([byLog.cells, byLog.actions, byLog.rounds], [3, 12, 10_000])
})

test('a column of the log may say what the policy would have done; without the rest of it no model is asked', async () => {
  const lines = [
    '{"action":"a","reward":1,"propensity":0.5,"probability":0.25}',
    '{"action":"b","reward":0,"propensity":0.5,"probability":0.75}',
  ]
  const { values, policy } = await offPolicy({ log: await put('log.jsonl', `${lines.join('\n')}\n`) })
  assert.deepEqual(
    values.map(({ estimator }) => estimator),
    ['replay', 'ips', 'snips'],
  )
  assert.equal(values[1]?.value, (1 * 0.25) / 0.5 / 2)
  assert.equal(policy.from, 'column')
})

test('a log with propensities that are not its own raises the alarm', async () => {
  const lying = logText(4000, 5).replaceAll(`,${1 / nActions}`, ',0.5')
  const { concerns } = await offPolicy({
    log: await put('lying.csv', lying),
    policy: await put('same.tsv', policyFile()),
    options: { resamples: 200 },
  })
  assert.match(concerns.join(), /weights average 0\.\d+ .* should average 1/)
})

test('whatever is wrong with the files is refused with file, line and what was wanted', async () => {
  const log = await put('ok.csv', logText(300, 1))
  const refused = async (request: Parameters<typeof offPolicy>[0], code: string, message: RegExp) =>
    assert.rejects(offPolicy(request), (error) => {
      assert.ok(error instanceof Fault, String(error))
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  await refused({ log }, 'bad-file', /ok\.csv: got the columns .*want one for probability/)
  await refused({ log: join(folder, 'none.csv') }, 'not-found', /none\.csv/)
  await refused(
    { log: await put('zero.csv', 'action,reward,propensity,probability\na,1,0.5,0.5\nb,0,0,0.5\n') },
    'bad-file',
    /zero\.csv, line 3: propensity: got "0", want a number above 0/,
  )
  await refused(
    {
      log,
      policy: await put(
        'short.tsv',
        policyFile((_p, a, share) => (a === 0 ? 0 : share)),
      ),
    },
    'bad-file',
    /short\.tsv: the probabilities for \w+ sum to 0\.\d+, want 1/,
  )
  await refused(
    { log, policy: await put('half.csv', 'position,action,probability\ntop,sku-1,1\n') },
    'bad-data',
    /half\.csv: got no row for (middle|bottom), which the log has/,
  )
  await refused(
    { log, policy: await put('context.csv', 'context,action,probability\nx,sku-1,1\n') },
    'bad-request',
    /context\.csv: its probabilities depend on context, of which ok\.csv has no column/,
  )
  await refused(
    { log, policyLog: log, columns: { reward: 'bought' } },
    'bad-request',
    /reward: got "bought", want one of/,
  )
  await refused({ log, policyLog: log, options: { clip: -1 } }, 'bad-request', /clip must be above 0/)
})
