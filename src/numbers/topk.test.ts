import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { topK } from './topk.ts'

/** The slow other road: sort everything. */
const bySorting = (score: number[], k: number) =>
  score
    .map((value, at) => ({ value, at }))
    .filter(({ value }) => value > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.value - a.value || a.at - b.at)
    .slice(0, k)
    .map(({ at }) => at)

test('the k best are those a full sort puts first, equal scores by position', () => {
  const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constant(Number.NEGATIVE_INFINITY))
  fc.assert(
    fc.property(fc.array(score, { maxLength: 80 }), fc.nat(90), (scores, k) => {
      const usable = scores.map((s) => (Object.is(s, -0) ? 0 : s))
      assert.deepEqual([...topK(usable, k)], bySorting(usable, k))
    }),
    { numRuns: 500 },
  )
})

test('what is masked out never comes back, even when the list stays short', () => {
  assert.deepEqual([...topK([1, Number.NEGATIVE_INFINITY, Number.NaN, 2], 4)], [3, 0])
})
