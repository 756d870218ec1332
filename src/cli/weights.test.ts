import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { shopOfLooks } from '../jobs/fixtures/shop-of-looks.ts'
import { shopOfWays } from '../jobs/fixtures/shop-of-ways.ts'
import { openStore } from '../jobs/open.ts'
import { osusume } from './fixtures/process.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-weights-'))
  const store = await openStore(folder)
  await store.append(shopOfLooks())
  await store.close()
})
after(() => rm(folder, { recursive: true, force: true }))

test('a table says what each kind is worth, how sure that is, and what to try', async () => {
  const { code, stdout, stderr } = await osusume('weights', '--data', folder)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^view +0\.0\d+ +0\.0\d+ to 0\.\d+ +0\.2 +2,\d+$/m)
  assert.match(stdout, /^add_to_cart +0\.4\d+ +0\.[34]\d+ to 0\.\d+ +0\.5 +\d/m)
  assert.match(stdout, /To use them: \{"weights":\{"kinds":\{"view":0\.0\d+,"add_to_cart":0\.\d+,"purchase":1\}\}\}/)
})

test('a second table says what long looks, good ratings and several pieces add, and what prepare may be told of it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'osusume-ways-'))
  try {
    const store = await openStore(other)
    await store.append(shopOfWays())
    await store.close()
    const { stdout, stderr } = await osusume('weights', '--data', other)
    assert.match(stdout, /^long-look +0\.[12]\d+ +0\.\d+ to 0\.\d+ +700 \(a look of \d+ seconds and more\)$/m, stderr)
    assert.match(stdout, /^good-rating +0\.4\d+ .*\(a rating above 3\)$/m)
    assert.match(stdout, /"ratingScale":\[1,5\]/)
  } finally {
    await rm(other, { recursive: true, force: true })
  }
})

test('--json prints one document, and too many days are refused in one sentence', async () => {
  const { stdout } = await osusume('weights', '--data', folder, '--json')
  const document = JSON.parse(stdout) as { days: number; weights: { kind: string }[] }
  assert.equal(document.days, 28)
  assert.deepEqual(
    document.weights.map(({ kind }) => kind),
    ['view', 'add_to_cart'],
  )
  const far = await osusume('weights', '--data', folder, '--days', '200')
  assert.equal(far.code, 5, far.stderr)
  assert.match(far.stderr, /over at least 400 days/)
})
