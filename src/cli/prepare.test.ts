import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStore } from '../jobs/open.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

function osusume(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('osusume prepare: one document with --json, an account without, and a refusal with its exit code', async () => {
  const data = await mkdtemp(join(tmpdir(), 'osusume-cli-prepare-'))
  try {
    const empty = osusume('prepare', '--data', data, '--json')
    assert.equal(empty.status, 5)
    assert.equal(JSON.parse(empty.stdout).error.code, 'bad-data')

    const store = await openStore(data)
    await store.append([
      { id: '1', kind: 'purchase', timeMs: 1e12, user: 'ann', item: 'cup', quantity: 2, price: 3 },
      { id: '2', kind: 'purchase', timeMs: 1e12, item: 'cup', quantity: 1, price: 3 },
    ])
    await store.close()

    const { status, stdout } = osusume('prepare', '--data', data, '--json')
    assert.equal(status, 0)
    const document = JSON.parse(stdout)
    assert.deepEqual([document.users, document.items, document.interactions], [1, 1, 1])
    assert.equal(typeof document.snapshot, 'string')
    assert.equal(typeof document.seconds, 'number')
    assert.ok(
      document.steps.every((step: Record<string, unknown>) =>
        ['kept', 'dropped', 'merged', 'filled', 'quarantined'].every((count) => Number.isInteger(step[count])),
      ),
    )

    const told = osusume('prepare', '--data', data, '--samples')
    assert.match(told.stdout, /^ {2}in the log +2 {3}events that were sent/)
    assert.match(told.stdout, /people +−1 .*\n( .*\n)*? +· 2001-09-09 01:46, nobody purchase cup, 1 piece at 3\n/)
    assert.match(told.stdout, /nothing has changed since, so it stays/)

    const config = join(data, 'wrong.json')
    await writeFile(config, '{ "weights": { "halflife": 5 } }')
    const refused = osusume('prepare', '--data', data, '--config', config)
    assert.equal(refused.status, 2)
    assert.match(refused.stderr, /^osusume: bad-request: weights\.halflife: .* did you mean weights\.halfLifeDays\?/)
    assert.equal(osusume('prepare', '--data', data, '--config', join(data, 'none.json')).status, 3)
  } finally {
    await rm(data, { recursive: true })
  }
})

test('osusume prepare: who is in quarantine, what a release would do, and every step with its settings', async () => {
  const data = await mkdtemp(join(tmpdir(), 'osusume-cli-quarantine-'))
  try {
    const defaults = osusume('prepare', '--data', join(data, 'none'), '--steps').stdout
    assert.match(defaults, /^The defaults; nothing was prepared yet\.\n/)
    assert.match(defaults, /^bots +Machines look at everything .*(?:\n +.*)*\n +botScore = 0\.5\n/m)

    const store = await openStore(data)
    const sale = { kind: 'purchase', timeMs: 1e12, item: 'cup', quantity: 1, price: 3 } as const
    await store.append([
      { id: '1', user: 'ann', ...sale },
      { id: '2', user: 'staff-1', ...sale },
    ])
    await store.close()
    osusume('prepare', '--data', data)
    const quarantine = osusume('prepare', '--data', data, '--quarantine').stdout
    assert.match(quarantine, /^staff-1 +1 row +staff-and-tests\n +"staff-1" is called like the shop’s own people/m)
    assert.match(quarantine, / · row 2: 2001-09-09 01:46, staff-1 purchase cup, 1 at 3\n/)
    const release = ['prepare', '--data', data, '--release', 'staff-1']
    assert.match(osusume(...release, '--dry-run').stdout, /^1 row of staff-1 comes out of quarantine/)
    assert.match(osusume(...release).stdout, /^1 line came out of quarantine\./m)
    const { people, released } = JSON.parse(osusume('prepare', '--data', data, '--quarantine', '--json').stdout)
    assert.deepEqual([people, released[0].who], [0, 'staff-1'])
    const { config, steps } = JSON.parse(osusume('prepare', '--data', data, '--steps', '--json').stdout)
    assert.deepEqual([config.botScore, config.steps.length], [0.5, steps.length])
    const twice = osusume(...release, '--undo', 'bots')
    assert.deepEqual(
      [twice.status, twice.stderr],
      [2, 'osusume: bad-request: got --undo and --release, want one of them\n'],
    )
  } finally {
    await rm(data, { recursive: true })
  }
})
