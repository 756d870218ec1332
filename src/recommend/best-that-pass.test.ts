import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bestThatPass } from './best-that-pass.ts'

test('the best that pass are what sorting everything that passes gives, with ties, zeros and −Infinity', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(Number.NEGATIVE_INFINITY))),
      fc.nat(12),
      fc.integer({ min: 1, max: 5 }),
      (scores, k, every) => {
        const passes = (i: number) => i % every === 0
        const sorted = [...scores.keys()]
          .filter((i) => (scores[i] as number) > 0 && passes(i))
          .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
        assert.deepEqual([...bestThatPass(Float32Array.from(scores), k, passes)], sorted.slice(0, k))
      },
    ),
    { numRuns: 500 },
  )
})

test('a position is asked for only when its score would enter', () => {
  let asked = 0
  const falling = Float32Array.from({ length: 10_000 }, (_, i) => 10_000 - i)
  bestThatPass(falling, 10, () => ++asked > 0)
  assert.equal(asked, 10, 'the first ten fill the list and nothing later beats them')
})
