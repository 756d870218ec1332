import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faults } from '../contract/fault.ts'
import { departmentShop } from '../jobs/fixtures/department-shop.ts'
import { openStore } from '../jobs/open.ts'
import { osusume } from './fixtures/process.ts'

let dataDir = ''
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-train-cli-'))
  const store = await openStore(dataDir)
  await store.append(departmentShop())
  await store.close()
})
after(() => rm(dataDir, { recursive: true, force: true }))

const train = (...words: string[]) => osusume('train', '--data', dataDir, '--threads', '1', ...words)
const models = async () => JSON.parse((await osusume('models', '--data', dataDir, '--json')).stdout).models

test('the gate at the terminal: a paragraph, the override, and no question asked', async () => {
  const first = JSON.parse((await train('--model', 'item-knn', '--json')).stdout)
  assert.deepEqual([first.published, first.gate.decision], [true, 'promoted'])

  const wish = join(dataDir, 'strict.json')
  await writeFile(wish, '{"minCoverage":1}')
  const held = await train('--model', 'popular', '--gate', wish)
  assert.equal(held.code, 0, held.stderr)
  assert.match(held.stdout, /kept, not published/)
  assert.match(
    held.stdout.replaceAll('\n', ' '),
    new RegExp(`popular was trained and kept, but ${first.version} stays live\\.`),
  )
  const [newest, live] = await models()
  assert.deepEqual([newest.live, live.live], [false, true])
  assert.equal(newest.report.gate.decision, 'held-back', 'the reason stands with the version')
  assert.match((await osusume('models', '--data', dataDir)).stdout, /popular .*held back by the gate/)

  const forced = await train('--model', 'popular', '--gate', wish, '--force')
  assert.match(forced.stdout.replaceAll('\n', ' '), /live now because you insisted/)
  const unasked = await train('--model', 'item-knn', '--no-gate')
  assert.match(unasked.stdout, /published without asking the gate/)
  assert.equal((await models())[0].live, true)
})

test('wishes that cannot be read stop the command before anything is trained', async () => {
  const before = (await models()).length
  const wish = join(dataDir, 'wrong.json')
  await writeFile(wish, '{"assertions":["three per brand"]}')
  const { code, stderr } = await train('--gate', wish)
  assert.equal(code, faults['bad-request'].exit)
  assert.match(stderr, /gate: assertions: got "three per brand", want a sentence such as "max 3 per brand"/)
  assert.equal((await models()).length, before)
})
