import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faults } from '../contract/fault.ts'
import { osusume } from './fixtures/process.ts'

let folder = ''
let log = ''
let policy = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-off-policy-cli-'))
  log = join(folder, 'shown.csv')
  policy = join(folder, 'candidate.tsv')
  // two products, shown by the toss of a coin; b is bought every second time, a never
  const rows = Array.from({ length: 400 }, (_, i) => `${i % 2 ? 'b' : 'a'},${Number(i % 4 === 1)},0.5`)
  await writeFile(log, `sku,bought,pscore\n${rows.join('\n')}\n`)
  await writeFile(policy, 'sku\tprobability\nb\t1\n')
})
after(() => rm(folder, { recursive: true, force: true }))

const columns = '{"action":"sku","reward":"bought"}'

test('the estimates as a document, and as a table that says the same', async () => {
  const words = ['--log', log, '--policy', policy, '--columns', columns]
  const { code, stdout, stderr } = await osusume('off-policy', ...words, '--json')
  assert.equal(code, 0, stderr)
  const report = JSON.parse(stdout)
  assert.deepEqual([report.rounds, report.actions, report.policy.from], [400, 2, 'file'])
  const value = Object.fromEntries(
    report.values.map(({ estimator, value }: { estimator: string; value: number }) => [estimator, value]),
  )
  // shown always, b earns a half: what it earned in the 200 rounds that showed it
  assert.deepEqual([value.replay, value.ips, value.snips], [0.5, 0.5, 0.5])
  assert.ok(Math.abs(value.dm - 0.5) < 0.01 && Math.abs(value.dr - 0.5) < 0.02)
  assert.equal(report.diagnosis.logged.value, 0.25)
  assert.equal(report.diagnosis.effectiveSampleSize, 200)
  assert.equal(report.options.clip, null)
  const table = await osusume('off-policy', ...words)
  assert.match(table.stdout, /earned 0\.2500 a round .*as much as 200 rounds of its own/s)
  assert.match(table.stdout, /^ips +0\.5000 +0\.\d+ to 0\.\d+ +\+0\.2500/m)
})

test('a wrong word is refused with the place and what was wanted', async () => {
  for (const [words, message] of [
    [['--policy', policy], /--log/],
    [['--log', log, '--columns', '{"colour":"x"}'], /--columns: got .*any of context, position, action/],
    [['--log', log, '--columns', columns, '--clip', '0'], /--clip: got "0", want a number above 0/],
    [['--log', log, '--columns', columns], /want one for probability/],
    [['--log', join(folder, 'none.csv')], /none\.csv/],
  ] as const) {
    const { code, stderr } = await osusume('off-policy', ...words)
    assert.notEqual(code, 0)
    assert.match(stderr, message)
  }
  assert.equal((await osusume('off-policy', '--log', join(folder, 'none.csv'))).code, faults['not-found'].exit)
})
