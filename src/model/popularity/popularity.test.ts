import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import { interactionsFrom } from '../interactions-from.ts'
import type { ItemFeatures } from '../model.ts'
import { residual } from './trending.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

/** [user, item, day, weight] */
type Row = readonly [number, number, number, number?]

async function scores(
  label: string,
  options: object,
  rows: readonly Row[],
  nItems: number,
  itemFeatures?: ItemFeatures,
) {
  const events = {
    row: Uint32Array.from(rows, ([user]) => user),
    item: Uint32Array.from(rows, ([, item]) => item),
    day: Float64Array.from(rows, ([, , day]) => day),
    weight: Float32Array.from(rows, ([, , , weight = 1]) => weight),
  }
  const nUsers = 1 + Math.max(...rows.map(([user]) => user))
  const interactions = interactionsFrom(nUsers, nItems, events, 'sum')
  const context = { kernels, seed: 1, ...(itemFeatures && { itemFeatures }) }
  const model = await fitModel(resolve(label, { ...options }), interactions, context)
  const out = new Float32Array(nUsers * nItems)
  model.scoreInto(interactions, out)
  return Array.from({ length: nUsers }, (_, u) => [...out.subarray(u * nItems, (u + 1) * nItems)])
}

const rows: Row[] = [
  [0, 0, 0, 2],
  [0, 0, 10, 3],
  [1, 0, 20],
  [1, 1, 20, 4],
]

test('popular adds up weights, or people once each', async () => {
  assert.deepEqual((await scores('popular', {}, rows, 3))[0], [2 + 3 + 1, 4, 0])
  assert.deepEqual((await scores('popular:people', {}, rows, 3))[0], [2, 1, 0])
})

test('with a half-life of ten days an event of twenty days ago counts a quarter', async () => {
  const halfLifeDays = 10
  assert.deepEqual((await scores('popular', { halfLifeDays }, rows, 3))[0], [2 / 4 + 3 / 2 + 1, 4, 0])
  const people = { halfLifeDays, count: 'people' }
  assert.deepEqual(
    (await scores('popular', people, rows, 3))[0],
    [1 / 2 + 1, 1, 0],
    'each person by their newest event',
  )
})

test('what comes back more than it is bought does not fall below nothing', async () => {
  const returned: Row[] = [
    [0, 0, 1],
    [0, 1, 1, 1],
    [0, 1, 2, -2],
  ]
  assert.deepEqual((await scores('popular', { halfLifeDays: 10 }, returned, 2))[0]?.[1], 0)
})

test('age cannot matter where days are unknown', async () => {
  const bare = csrFrom(1, 1, Uint32Array.of(0), Uint32Array.of(0), undefined, 'sum')
  await assert.rejects(
    fitModel(resolve('popular:recent'), bare, { kernels, seed: 1 }),
    /got interactions without their order, want events with times/,
  )
})

test('trending is a surplus large beside its noise, not a large number', async () => {
  // before: 100, 1 and 20 events in 28 days; in the window: 25, 2 and 20
  const many = (item: number, n: number, day: number) => Array.from({ length: n }, (): Row => [0, item, day])
  const before = [...many(0, 100, 10), ...many(1, 1, 10), ...many(2, 20, 10)]
  const during = [...many(0, 25, 35), ...many(1, 2, 35), ...many(2, 20, 35)]
  const [[steady, tiny, rising] = []] = await scores('trending', {}, [...before, ...during], 3)
  assert.ok(rising! > tiny! && tiny! > steady!, `${rising} ${tiny} ${steady}`)
  assert.ok(steady! < 0, 'the best seller sells less than its share')
  // by hand: N = 47, B = 121, s B / N = 121 / 47, expected(2) = 47 (20 + 121/47) / (121 + 3 · 121/47)
  const expected = (47 * (20 + 121 / 47)) / (121 + (3 * 121) / 47)
  assert.ok(Math.abs(rising! - Math.sqrt(2 * (20 * Math.log(20 / expected) - (20 - expected)))) < 1e-5)
})

test('as many as were to be expected is no trend, none of what was to be expected is a bad one', () => {
  assert.equal(residual(7, 7), 0)
  assert.equal(residual(0, 8), -4)
  assert.equal(residual(0, 0), 0)
})

test('the shop selling ten times as much of everything lifts nothing', async () => {
  const all: Row[] = [0, 1, 2].flatMap((item) => [
    ...Array.from({ length: 4 }, (): Row => [0, item, 10]),
    ...Array.from({ length: 40 }, (): Row => [0, item, 35]),
  ])
  for (const score of (await scores('trending', {}, all, 3))[0] ?? []) assert.ok(Math.abs(score) < 1e-3)
})

test('the best of the categories a person moves in, each category alike; everybody’s best for who has none', async () => {
  // items 0 and 1 are tea, 2 and 3 are pots, 4 stands nowhere; pots sell ten times as well
  const category = csrFrom(5, 2, Uint32Array.of(0, 1, 2, 3), Uint32Array.of(0, 0, 1, 1), undefined, 'max')
  const sold: Row[] = [
    [0, 0, 1, 3],
    [0, 2, 1, 1],
    [1, 1, 1, 6],
    [1, 3, 1, 60],
    [2, 4, 1, 12],
  ]
  const features = { fields: { category } }
  const [tea = [], , nowhere = []] = await scores('popular-in-category', { everywhere: 0.5 }, sold, 5, features)
  const half = (category: number, overall: number) => Math.fround(0.5 * category + 0.5 * overall)
  // user 0 has three quarters of their weight in tea; the best tea is sold 6 times, the best pot 60 times
  assert.deepEqual(tea, [
    half((0.75 * 3) / 6, 3 / 60),
    half(0.75, 0.1),
    half((0.25 * 1) / 60, 1 / 60),
    half(0.25, 1),
    half(0, 0.2),
  ])
  assert.equal(nowhere.indexOf(Math.max(...nowhere)), 3)
})
