import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { csrFrom } from '../../numbers/csr.ts'
import type { Store } from '../../store/store.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { evaluate } from './evaluate.ts'
import { curveOfFolds, followLearning, type Learned } from './learning-curve.ts'

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
  const learned = await followLearning({
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
  const curve = curveOfFolds('hr@1', [learned], 1)
  assert.equal(curve.unit, 'people')
  assert.equal(curve.next?.more, 10)
})

test('folds stand side by side: their people together, the mean of their sizes, no eighth that one of them lacks', () => {
  const fold = (size: number, values: readonly number[], lacks?: number): Learned => ({
    unit: 'people',
    more: size * 2,
    parts: Array.from({ length: 8 }, (_, eighth) =>
      eighth === lacks
        ? undefined
        : {
            size: size * (eighth + 1),
            interactions: 10 * (eighth + 1),
            perUser: Float64Array.from(values, (v) => v * (eighth + 1)),
          },
    ),
  })
  const { points, next } = curveOfFolds('hr@1', [fold(2, [0.1, 0]), fold(4, [0, 0, 0.05], 0)], 1)
  assert.deepEqual(
    points.map(({ size, interactions }) => [size, interactions]),
    [2, 3, 4, 5, 6, 7, 8].map((eighth) => [3 * eighth, 10 * eighth]),
  )
  // five people: (.1 + 0 + 0 + 0 + .05) / 5 for an eighth
  for (const [at, { value }] of points.entries()) assert.ok(Math.abs(value - 0.03 * (at + 2)) < 1e-12, `${value}`)
  assert.equal(next?.more, 6)
})
