import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseline } from './baseline.ts'
import { coClustering } from './co-clustering.ts'
import { type KnnOptions, knn } from './knn.ts'
import { nmf } from './nmf.ts'
import { type RatingModel, ratingsFrom } from './rating-model.ts'
import { slopeOne } from './slope-one.ts'
import { svd } from './svd.ts'

const scale = { low: 1, high: 5 }

// Ann: film 0 → 5, film 1 → 3.   Ben: film 0 → 4, film 1 → 2, film 2 → 1.   Cem: film 1 → 4, film 2 → 5.
const rows = [
  [0, 0, 5],
  [0, 1, 3],
  [1, 0, 4],
  [1, 1, 2],
  [1, 2, 1],
  [2, 1, 4],
  [2, 2, 5],
] as const
const ratings = ratingsFrom(
  3,
  3,
  Uint32Array.from(rows, ([u]) => u),
  Uint32Array.from(rows, ([, i]) => i),
  Float32Array.from(rows, ([, , r]) => r),
  scale,
)

function predicted(model: RatingModel, user: number, item: number): number {
  const out = new Float64Array(1)
  model.predictInto(Int32Array.of(user), Int32Array.of(item), out)
  return out[0]!
}

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-6, `${got} is not ${want}`)

test('slope one, by hand', async () => {
  const model = await slopeOne.fit(ratings, {}, { seed: 1 })
  // dev(2, 0) = 1 − 4 = −3 (Ben); dev(2, 1) = ((1 − 2) + (5 − 4)) / 2 = 0; Ann's mean is 4
  near(predicted(model, 0, 2), 4 + (-3 + 0) / 2)
  // Cem on film 0: dev(0, 1) = ((5 − 3) + (4 − 2)) / 2 = 2, dev(0, 2) = 3; 4.5 + 2.5 is off the scale
  near(predicted(model, 2, 0), 5)
  near(predicted(model, -1, 0), 24 / 7)
})

test('one epoch of the baseline, by hand', async () => {
  const model = await baseline.fit(
    ratings,
    { ...baseline.defaults, epochs: 1, userShrinkage: 1, itemShrinkage: 2 },
    { seed: 1 },
  )
  const mean = 24 / 7
  const film = [(9 - 2 * mean) / 4, (9 - 3 * mean) / 5, (6 - 2 * mean) / 4]
  const ann = (5 - mean - film[0]! + (3 - mean - film[1]!)) / 3
  near(predicted(model, 0, 2), mean + film[2]! + ann)
  near(predicted(model, -1, 2), mean + film[2]!)
  near(predicted(model, 0, -1), mean + ann)
})

test('neighbours of people and films by mean squared difference, by hand', async () => {
  const options: KnnOptions = { ...knn.defaults, similarity: 'msd', centre: 'none', items: false }
  const model = await knn.fit(ratings, options, { seed: 1 })
  // Ann and Ben share films 0 and 1, each 1 apart: 1 / (1 + 1); Ann and Cem share film 1, 1 apart: 1 / 2
  near(predicted(model, 0, 2), (0.5 * 1 + 0.5 * 5) / 1)
  const films = await knn.fit(ratings, { ...options, items: true }, { seed: 1 })
  // film 2 with 0: Ben, 3 apart: 1 / 10; with 1: Ben and Cem, 1 apart each: 1 / 2
  near(predicted(films, 0, 2), (0.1 * 5 + 0.5 * 3) / 0.6)
})

test('pearson is 1 for people who agree up to a shift, and what is usual is put back', async () => {
  const options: KnnOptions = { ...knn.defaults, similarity: 'pearson', centre: 'mean', items: false }
  const model = await knn.fit(ratings, options, { seed: 1 })
  // Ann and Ben: (5, 3) and (4, 2) → 1. Ann and Cem share one film: no spread, 0. So Ann's mean and Ben's 1 − 7 / 3
  near(predicted(model, 0, 2), 4 + (1 - 7 / 3))
})

/** Everybody is of one of two groups, every item too; a group gives a group 5, 4, 2 or 1, and not everything is rated. */
const blocks = [
  [5, 2],
  [1, 4],
] as const
const planted = (() => {
  const [user, item, value]: [number[], number[], number[]] = [[], [], []]
  for (let u = 0; u < 30; u++)
    for (let i = 0; i < 20; i++) {
      if ((u * 7 + i * 3) % 5 === 0) continue
      user.push(u)
      item.push(i)
      value.push(blocks[u % 2]![i % 2]!)
    }
  return ratingsFrom(30, 20, Uint32Array.from(user), Uint32Array.from(item), Float32Array.from(value), scale)
})()

test('groups of people and of items that were planted are found, and what was not rated is what they say', async () => {
  const options = { userClusters: 2, itemClusters: 2, epochs: 20 }
  const model = await coClustering.fit(planted, options, { seed: 4 })
  const { userGroup, itemGroup } = model.parts().arrays
  for (const [group, n] of [
    [userGroup!, 30],
    [itemGroup!, 20],
  ] as const)
    for (let k = 2; k < n; k++) assert.equal(group[k], group[k % 2])
  for (let u = 0; u < 10; u++)
    for (let i = 0; i < 10; i++) assert.ok(Math.abs(predicted(model, u, i) - blocks[u % 2]![i % 2]!) < 0.2)
})

test('two non-negative factors say what two groups of people give two groups of items', async () => {
  const model = await nmf.fit(
    planted,
    { ...nmf.defaults, dim: 2, epochs: 40, userLambda: 0, itemLambda: 0 },
    { seed: 1 },
  )
  for (let u = 0; u < 10; u++)
    for (let i = 0; i < 10; i++) assert.ok(Math.abs(predicted(model, u, i) - blocks[u % 2]![i % 2]!) < 0.01)
})

test('nobody who rated nothing is predicted from noise: what is usual for the item answers', async () => {
  const wider = { ...ratings, nRows: 4, rowStart: Uint32Array.of(...ratings.rowStart, ratings.column.length) }
  for (const algorithm of [nmf, svd]) {
    const model = await algorithm.fit(wider, algorithm.defaults as never, { seed: 1 })
    assert.equal(predicted(model, 3, 0), predicted(model, -1, 0))
    assert.ok(predicted(model, 3, 0) > predicted(model, 3, 2))
  }
})
