import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addNormalised, byDeviation, byMax, type Normalisation } from './normalise.ts'

const none = new Uint32Array(0)
const normalised = (scores: number[], own: number[], how: Normalisation) => {
  const out = new Float32Array(scores.length)
  const held = {
    nRows: 1,
    nCols: scores.length,
    rowStart: Uint32Array.of(0, own.length),
    column: Uint32Array.from(own),
  }
  addNormalised(Float32Array.from(scores), held, 1, how, out)
  return Array.from(out)
}

test('mean, deviation and maximum are those of the items that a history does not hold', () => {
  // of 1, 3 and 5: mean 3, deviation √(8 / 3)
  const deviation = Math.sqrt(8 / 3)
  assert.deepEqual(
    normalised([1, 90, 3, 5], [1], 'z-score'),
    [-2, 87, 0, 2].map((s) => Math.fround(s / deviation)),
  )
  assert.deepEqual(normalised([1, 90, 4, -8], [1], 'max'), [0.125, 11.25, 0.5, -1])
})

test('a history that leads to nothing but back to itself keeps its word', () => {
  // the others are all 0; of 0, 3, 0 and 0 the squares about that are 9, the deviation √(9 / 4)
  assert.deepEqual(normalised([0, 3, 0, 0], [1], 'z-score'), [0, 2, 0, 0])
  assert.deepEqual(normalised([0, 3, 0, 0], [1], 'max'), [0, 1, 0, 0])
  // about 1, what the others have alike: (3 − 1)² / 4 = 1
  assert.deepEqual(normalised([1, 3, 1, 1], [1], 'z-score'), [0, 2, 0, 0])
  // what rounding leaves of .1 + .2 + .7 less its parts is no spread
  const several = normalised([0.1, 0.2, 0, 0.7, 0], [0, 1, 3], 'z-score')
  assert.ok(Math.max(...several) < 3 && several[3]! > several[1]! && several[1]! > several[0]!, String(several))
  assert.deepEqual(
    byDeviation(Float32Array.of(3), Uint32Array.of(0), 3),
    byDeviation(Float32Array.of(0, 3, 0, 0), Uint32Array.of(1)),
  )
})

test('scores that are all alike say nothing', () => {
  for (const how of ['z-score', 'max'] as const) assert.deepEqual(normalised([0, 0, 0], [1], how), [0, 0, 0])
  assert.deepEqual(normalised([2, 2, 2], [1], 'z-score'), [0, 0, 0])
  assert.deepEqual([byDeviation(new Float32Array(0), none).scale, byMax(new Float32Array(0), none).scale], [0, 0])
})
