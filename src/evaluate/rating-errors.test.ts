import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { compareErrors, userErrors } from './rating-errors.ts'

test('RMSE and MAE are taken over ratings, not over people', () => {
  // ann errs by 1 and 1, bob by 2: √((1 + 1 + 4) / 3) and (1 + 1 + 2) / 3
  const of = userErrors('baseline', Uint32Array.of(0, 0, 1), 2, Float64Array.of(4, 2, 5), Float32Array.of(5, 3, 3))
  const { rmse, mae } = compareErrors([of], 'baseline', 1).get('baseline') ?? {}
  assert.equal(rmse?.value, Math.sqrt(6 / 3))
  assert.equal(mae?.value, 4 / 3)
  assert.equal(rmse?.difference, undefined)
  // drawn: ann twice (1), each once, or bob twice (2)
  assert.deepEqual([rmse?.low, rmse?.high, mae?.low, mae?.high], [1, 2, 1, 2])
})

test('a model that is better for everybody leads with certainty, however different people are', () => {
  const random = rng(3)
  const n = 600
  const user = Uint32Array.from({ length: n }, (_, k) => k % 60)
  const given = Float32Array.from({ length: n }, () => 1 + Math.floor(random() * 5))
  // what is hard for one person is hard for both models
  const errors = Float64Array.from({ length: n }, (_, k) => (1 + (user[k]! % 7)) * (random() - 0.5))
  const of = (label: string, times: number) =>
    userErrors(
      label,
      user,
      60,
      Float64Array.from(given, (r, k) => r + times * errors[k]!),
      given,
    )
  const compared = compareErrors([of('baseline', 1), of('svd', 0.9)], 'baseline', 1)
  const { rmse, mae } = compared.get('svd') ?? {}
  for (const error of [rmse, mae]) {
    assert.ok(error?.difference && error.difference.high < 0, JSON.stringify(error))
    assert.ok(error.low < error.value && error.value < error.high)
    assert.ok(error.test?.significant)
    // differences of .1 and less are told apart by far: what would just have been seen is smaller
    assert.ok(error.test.detectable > 0 && error.test.detectable < -error.difference.value)
  }
  const base = compared.get('baseline')
  assert.ok(Math.abs((rmse?.value ?? 0) - 0.9 * (base?.rmse.value ?? 0)) < 1e-6)
  assert.ok((base?.rmse.low ?? 0) < (rmse?.high ?? 0), 'the intervals overlap, the paired one tells them apart')
})

test('a model that errs as much in other places is not told apart', () => {
  const random = rng(4)
  const user = Uint32Array.from({ length: 500 }, (_, k) => k % 50)
  const given = Float32Array.from({ length: 500 }, () => 3)
  const of = (label: string) =>
    userErrors(
      label,
      user,
      50,
      Float64Array.from(given, (r) => r + random() - 0.5),
      given,
    )
  const { rmse, mae } = compareErrors([of('baseline'), of('svd')], 'baseline', 1).get('svd') ?? {}
  for (const error of [rmse, mae]) assert.ok(error?.test && !error.test.significant && error.test.comparisons === 1)
})

test('a model that was not measured cannot be the baseline', () => {
  const of = userErrors('svd', Uint32Array.of(0), 1, Float64Array.of(4), Float32Array.of(5))
  assert.throws(() => compareErrors([of], 'baseline', 1), /baseline was not measured/)
})
