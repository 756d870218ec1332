import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseline } from './baseline.ts'
import { type KnnOptions, knn } from './knn.ts'
import { type RatingModel, ratingsFrom } from './rating-model.ts'
import { slopeOne } from './slope-one.ts'

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
