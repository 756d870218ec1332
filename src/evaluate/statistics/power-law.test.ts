import assert from 'node:assert/strict'
import { test } from 'node:test'
import { powerLawAt, valueAt } from './power-law.ts'

const sizes = [1, 2, 3, 4, 5, 6, 7, 8].map((eighth) => eighth / 8)

test('a law is found again from its own points', () => {
  const rate = 0.05 * 1.01 ** 245
  const law = { limit: 0.3, loss: 0.08, rate }
  const found = powerLawAt(sizes)(sizes.map((x) => valueAt(law, x)))
  for (const name of ['limit', 'loss', 'rate'] as const)
    assert.ok(Math.abs(found[name] - law[name]) < 1e-9, `${name}: ${found[name]} is not ${law[name]}`)
  assert.ok(found.squares < 1e-15)
  // and a rate between those that are tried, in the value it gives at half as much data again
  const between = { limit: 0.3, loss: 0.08, rate: rate * 1.005 }
  const near = powerLawAt(sizes)(sizes.map((x) => valueAt(between, x)))
  assert.ok(Math.abs(valueAt(near, 1.5) - valueAt(between, 1.5)) < 2e-4)
})

test('no other law of the family comes nearer to the points', () => {
  const y = [0.1, 0.16, 0.15, 0.19, 0.21, 0.2, 0.215, 0.22]
  const squaresOf = (law: Parameters<typeof valueAt>[0]) =>
    y.reduce((sum, value, at) => sum + (value - valueAt(law, sizes[at] ?? 1)) ** 2, 0)
  const best = powerLawAt(sizes)(y)
  assert.ok(Math.abs(squaresOf(best) - best.squares) < 1e-12)
  for (const limit of [-0.01, 0.01, 0.001])
    for (const loss of [-0.01, 0, 0.01])
      assert.ok(squaresOf({ ...best, limit: best.limit + limit, loss: best.loss + loss }) >= best.squares)
})

test('points that fall are followed as well, and equal ones lie flat', () => {
  const law = { limit: 0.1, loss: -0.05, rate: 0.05 * 1.01 ** 200 }
  const found = powerLawAt(sizes)(sizes.map((x) => valueAt(law, x)))
  for (const name of ['limit', 'loss', 'rate'] as const) assert.ok(Math.abs(found[name] - law[name]) < 1e-9)
  const flat = powerLawAt([1, 2, 3, 4])([0.25, 0.25, 0.25, 0.25])
  for (const x of [1, 6]) assert.ok(Math.abs(valueAt(flat, x) - 0.25) < 1e-12)
})

test('fewer than three sizes, or none above 0, have no law', () => {
  assert.throws(() => powerLawAt([1, 2]), /want at least 3 different/)
  assert.throws(() => powerLawAt([0, 1, 2]), RangeError)
})
