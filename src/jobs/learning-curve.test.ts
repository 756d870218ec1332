import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { interactionsFrom } from '../model/interactions-from.ts'
import { csrFrom } from '../numbers/csr.ts'
import type { Store } from '../store/store.ts'
import { evaluate } from './evaluate.ts'
import { departmentShop } from './fixtures/department-shop.ts'
import { followLearning } from './learning-curve.ts'
import { openStore } from './open.ts'

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-learning-'))
  store = await openStore(dataDir)
  await store.append(departmentShop())
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a shop learns its departments in weeks, and hears what three more would bring', async () => {
  const asked = {
    store,
    dataDir,
    holdoutDays: 25,
    models: ['item-knn:bm25'],
    metrics: ['recall@5'],
    learningCurve: true,
  }
  const { results } = await evaluate(asked)
  const curve = results[1]?.learningCurve
  assert.ok(curve?.next)
  assert.equal(curve.unit, 'weeks')
  assert.equal(curve.points.length, 8)
  const sizes = curve.points.map(({ size }) => size)
  // January and the first days of February
  assert.ok((sizes.at(-1) ?? 0) > 4 && (sizes.at(-1) ?? 9) < 6)
  assert.ok(sizes.every((size, at) => at === 0 || size > (sizes[at - 1] ?? 0)))
  assert.equal(curve.points.at(-1)?.value, results[1]?.metrics['recall@5']?.value)
  assert.ok(
    (curve.points.at(-1)?.value ?? 0) > (curve.points[0]?.value ?? 1) + 0.2,
    'a few days do not show the departments',
  )
  assert.match(curve.words, /more weeks should bring recall@5/)
  assert.equal((await evaluate({ ...asked, learningCurve: false })).results[1]?.learningCurve, undefined)
})

test('without times parts are of people, each holding the smaller ones, and the questions stay as they are', async () => {
  const nUsers = 40
  const row = Uint32Array.from({ length: nUsers }, (_, u) => u)
  const train = interactionsFrom(nUsers, 3, { row, item: row.map((u) => u % 3) }, 'sum')
  const targets = csrFrom(
    nUsers,
    3,
    row,
    row.map((u) => (u + 1) % 3),
    undefined,
    'max',
  )
  const trial = { histories: train, targets }
  const seen: Set<number>[] = []
  const curve = await followLearning({
    metric: 'hr@1',
    train,
    trial,
    perUser: new Float64Array(nUsers).fill(0.8),
    learn: async (part, asked) => {
      assert.equal(asked, trial)
      seen.push(new Set(row.filter((u) => (part.rowStart[u + 1] ?? 0) > (part.rowStart[u] ?? 0))))
      return new Float64Array(nUsers).fill(seen.length / 10)
    },
    seed: 1,
  })
  assert.deepEqual(
    seen.map(({ size }) => size),
    [5, 10, 15, 20, 25, 30, 35],
  )
  for (const [at, people] of seen.entries())
    for (const u of seen[at - 1] ?? []) assert.ok(people.has(u), 'nobody is left out again')
  assert.equal(curve.unit, 'people')
  assert.equal(curve.next?.more, 10)
})
