import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normal, rng } from '../numbers/rng.ts'
import { mean } from '../numbers/stats.ts'
import { columnOf, meanOf, percentileInterval, resampledMeans } from './bootstrap.ts'

const sd = (x: Float64Array) => Math.sqrt(mean(x.map((v) => (v - mean(x)) ** 2)))
const within = (got: number, want: number, share: number) =>
  assert.ok(Math.abs(got / want - 1) < share, `${got} is not within ${share * 100} % of ${want}`)

test('two users, all worlds that can be: means 0, 1/2 and 1 in shares 1/4, 1/2, 1/4', () => {
  const means = resampledMeans([Float64Array.of(0, 1)], 40_000, 3)
  // the share of 40,000 draws: sd ≤ √(.25 / 40,000) = .0025; four of them
  for (const [value, share] of [
    [0, 1 / 4],
    [1 / 2, 1 / 2],
    [1, 1 / 4],
  ] as const)
    assert.ok(Math.abs(means.filter((x) => x === value).length / means.length - share) < 0.01)
})

test('the spread of resampled means is that of theory, s/√n, with users drawn one by one and in groups', () => {
  for (const nUsers of [400, 25_001]) {
    const random = rng(nUsers)
    const column = Float64Array.from({ length: nUsers }, () => 3 + 2 * normal(random))
    const means = resampledMeans([column], 1000, 5)
    within(mean(means), mean(column), 0.01)
    within(sd(means), sd(column) / Math.sqrt(nUsers), 0.1)
  }
})

test('an interval of 95 % holds the truth about 95 times in 100', () => {
  let held = 0
  const shops = 400
  for (let shop = 0; shop < shops; shop++) {
    const random = rng(1000 + shop)
    // a hit rate of .3 among 200 users
    const column = Float64Array.from({ length: 200 }, () => (random() < 0.3 ? 1 : 0))
    const { low, high } = percentileInterval(mean(column), resampledMeans([column], 400, shop))
    if (low <= 0.3 && 0.3 <= high) held++
  }
  // of 400 at .95 the sd is √(.95 · .05 · 400) = 4.4; from .92 to .98 is more than two of them either way
  assert.ok(held > 0.92 * shops && held < 0.98 * shops, `${held} of ${shops}`)
})

test('paired: a model that is better by the same bit for everyone is better for sure', () => {
  const random = rng(8)
  const baseline = Float64Array.from({ length: 300 }, () => random())
  const model = baseline.map((x) => x + 0.01)
  const means = resampledMeans([baseline, model], 500, 1)
  const { low, high } = percentileInterval(0.01, columnOf(means, 2, 1, 0))
  assert.ok(Math.abs(low - 0.01) < 1e-12 && Math.abs(high - 0.01) < 1e-12)
  // while each alone is uncertain by far more than that
  const alone = percentileInterval(mean(model), columnOf(means, 2, 1))
  assert.ok(alone.high - alone.low > 0.04)
})

test('the same seed gives the same interval, another seed another', () => {
  const column = Float64Array.from({ length: 50 }, (_, u) => (u * 7919) % 13)
  assert.deepEqual(resampledMeans([column], 20, 1), resampledMeans([column], 20, 1))
  assert.notDeepEqual(resampledMeans([column], 20, 1), resampledMeans([column], 20, 2))
})

test('one user has no spread, and columns must be of the same users', () => {
  assert.deepEqual(percentileInterval(0.5, resampledMeans([Float64Array.of(0.5)], 9, 1)), {
    value: 0.5,
    low: 0.5,
    high: 0.5,
  })
  assert.throws(() => resampledMeans([new Float64Array(2), new Float64Array(3)], 9, 1), RangeError)
})

test('users without a figure are left out of its mean, and weights count', () => {
  const some = Float64Array.of(1, Number.NaN, 3, Number.NaN)
  assert.equal(meanOf(some), 2)
  assert.equal(meanOf({ value: Float64Array.of(1, 4, Number.NaN), weight: Float64Array.of(1, 2, 5) }), (1 + 2 * 4) / 3)
  assert.ok(Number.isNaN(meanOf(Float64Array.of(Number.NaN))))
  assert.ok(Number.isNaN(percentileInterval(Number.NaN, resampledMeans([Float64Array.of(Number.NaN)], 9, 1)).low))
})

test('with figures for some users only, or weights, the spread is still that of theory', () => {
  const random = rng(31)
  const nUsers = 6000
  const value = Float64Array.from({ length: nUsers }, () => 3 + 2 * normal(random))
  const some = value.map((x) => (random() < 0.25 ? x : Number.NaN))
  const weight = Float64Array.from({ length: nUsers }, () => 1 + Math.floor(random() * 4))
  const means = resampledMeans([value, some, { value, weight }], 1000, 5)
  const theirs = some.filter((x) => !Number.isNaN(x))
  within(sd(columnOf(means, 3, 1)), sd(theirs) / Math.sqrt(theirs.length), 0.1)
  // a weighted mean has the standard error √(Σ w² (v − m)²) / Σ w
  const m = meanOf({ value, weight })
  const squares = value.reduce((sum, v, u) => sum + ((weight[u] ?? 0) * (v - m)) ** 2, 0)
  within(sd(columnOf(means, 3, 2)), Math.sqrt(squares) / weight.reduce((sum, w) => sum + w, 0), 0.1)
  assert.deepEqual(columnOf(means, 3, 0), resampledMeans([value], 1000, 5), 'and the others are what they are alone')
})
