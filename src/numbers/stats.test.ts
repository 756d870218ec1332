import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from './rng.ts'
import { mean, quantileOfSorted, shuffled } from './stats.ts'

test('quantiles lie on straight lines between the numbers, as numpy has them', () => {
  // numpy.quantile([1, 2, 4, 8], .5) = 3; .1 is at position .3, between 1 and 2
  assert.equal(quantileOfSorted([1, 2, 4, 8], 0.5), 3)
  assert.ok(Math.abs(quantileOfSorted([1, 2, 4, 8], 0.1) - 1.3) < 1e-12)
  assert.equal(quantileOfSorted([1, 2, 4, 8], 0), 1)
  assert.equal(quantileOfSorted([1, 2, 4, 8], 1), 8)
  assert.equal(quantileOfSorted([5], 0.3), 5)
  assert.ok(Number.isNaN(quantileOfSorted([], 0.5)))
})

test('the mean of nothing is no number', () => {
  assert.equal(mean([1, 2, 6]), 3)
  assert.ok(Number.isNaN(mean([])))
})

test('a shuffle keeps everything, repeats with its seed, and favours no order', () => {
  assert.deepEqual(
    [...shuffled(50, rng(1))].sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, k) => k),
  )
  assert.deepEqual(shuffled(50, rng(1)), shuffled(50, rng(1)))
  assert.equal(shuffled(0, rng(1)).length, 0)
  const random = rng(2)
  const seen = new Map<string, number>()
  for (let n = 0; n < 6000; n++) {
    const order = shuffled(3, random).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  // each of 3! orders 1,000 times, sd √(6000 · 1/6 · 5/6) = 29; five of them
  assert.equal(seen.size, 6)
  for (const times of seen.values()) assert.ok(Math.abs(times - 1000) < 150)
})
