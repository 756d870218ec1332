import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { quantileOfSorted } from '../../numbers/stats.ts'
import { type ScaleName, scaleNames } from './field-rules.ts'
import { learnFields } from './learn-fields.ts'
import { type LearntScale, onKnots, scaled } from './scale.ts'

/** Every scale of the same numbers. */
async function learnAll(values: readonly (number | string)[], bins = 10): Promise<Record<ScaleName, LearntScale>> {
  const columns = new Map(scaleNames.map((how) => [how, values]))
  const learnt = await learnFields(columns, Object.fromEntries(scaleNames.map((scale) => [scale, { scale, bins }])))
  return Object.fromEntries(scaleNames.map((how) => [how, learnt[how]?.scale])) as Record<ScaleName, LearntScale>
}
const learn = async (values: readonly number[], how: ScaleName, bins?: number) => (await learnAll(values, bins))[how]

test('four numbers by each scale, by hand', async () => {
  const x = [1, 2, 3, 10]
  // mean 4, squares 9 + 4 + 1 + 36 = 50, σ = √12.5; quartiles 1.75 and 4.75, median 2.5
  const wanted: Record<ScaleName, number[]> = {
    'min-max': [0, 1 / 9, 2 / 9, 1],
    'z-score': [-3, -2, -1, 6].map((d) => d / Math.sqrt(12.5)),
    robust: [-0.5, -1 / 6, 1 / 6, 2.5],
    log: [Math.log(2), Math.log(3), Math.log(4), Math.log(11)],
    quantile: [0, 1 / 3, 2 / 3, 1],
  }
  const learnt = await learnAll(x)
  for (const how of scaleNames) {
    // hundredths of four numbers are read between
    const near = how === 'quantile' ? 0.005 : 1e-12
    x.forEach((value, k) => {
      const got = scaled(value, learnt[how])
      assert.ok(Math.abs(got - wanted[how][k]!) < near, `${how} of ${value}: ${got}`)
    })
    assert.equal(learnt[how].n, 4)
  }
})

test('a constant, a single value and nothing at all have a place or none, never NaN', async () => {
  for (const values of [[7], [7, 7, 7]]) {
    const learnt = await learnAll(values)
    assert.deepEqual(
      scaleNames.map((how) => scaled(7, learnt[how])),
      [0, 0, 0, Math.log(8), 0.5],
    )
    for (const how of scaleNames)
      assert.ok(onKnots(7, learnt[how]).every(([knot, weight]) => Number.isInteger(knot) && weight > 0))
  }
  for (const values of [[], ['no', 'number']])
    assert.deepEqual(
      Object.values(await learnAll(values)),
      scaleNames.map(() => undefined),
    )
})

test('half of all prices the same, and the others still differ', async () => {
  const scale = await learn([5, 5, 5, 5, 5, 5, 1, 9], 'robust')
  // quartiles both 5; σ = √((16 + 16) / 8) = 2
  assert.deepEqual([scaled(5, scale), scaled(9, scale), scaled(1, scale)], [0, 2, -2])
})

test('below zero a logarithm keeps the order', async () => {
  const scale = await learn([-100, -1, 0, 1, 100], 'log')
  assert.deepEqual(
    [-100, 0, 100].map((x) => scaled(x, scale)),
    [-Math.log(101), 0, Math.log(101)],
  )
  assert.ok(scaled(-2, scale) > scaled(-3, scale))
})

test('one slip of the pen does not push all others between two knots', async () => {
  const scale = await learn([...Array.from({ length: 999 }, (_, k) => 1 + (k % 100)), 1e12], 'log')
  assert.ok(scale.high < Math.log(102), `${scale.high}`)
  assert.deepEqual(onKnots(1e12, scale), [[10, 1]])
  assert.equal((await learn([...new Array<number>(999).fill(5), 50], 'log')).high, Math.log(51))
})

test('of equal numbers half count as below', async () => {
  // 0 four times of five: their places are 0, ¼, ½, ¾ of the way; the middle is ⅜
  const scale = await learn([0, 0, 0, 0, 9], 'quantile')
  assert.equal(scaled(0, scale), 0.375)
  assert.equal(scaled(-1, scale), 0)
  assert.equal(scaled(9, scale), 1)
  assert.equal(scaled(10, scale), 1)
})

test('what each scale promises holds for any numbers', async () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      const learnt = await learnAll(values)
      const by = (how: ScaleName) => values.map((value) => scaled(value, learnt[how]))
      const sorted = Float64Array.from(values).sort()
      const spread = sorted.at(-1)! - sorted[0]!
      assert.ok(by('min-max').every((s) => s >= 0 && s <= 1))
      if (spread > 1e-3) {
        const z = by('z-score')
        const mean = z.reduce((a, b) => a + b) / z.length
        const square = z.reduce((sum, s) => sum + (s - mean) ** 2, 0) / z.length
        assert.ok(Math.abs(mean) < 1e-6 && Math.abs(square - 1) < 1e-6, `mean ${mean}, σ² ${square}`)
      }
      const { centre, spread: width } = learnt.robust
      const quartiles = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25)
      assert.ok(Math.abs(centre - quantileOfSorted(sorted, 0.5)) < 1e-9 * (1 + spread))
      if (quartiles > 1e-6 * spread) assert.ok(Math.abs(width - quartiles) < 1e-9 * (1 + spread))
      const places = by('quantile')
      // equal numbers one place, larger numbers no smaller one
      const order = values.map((_, k) => k).sort((a, b) => values[a]! - values[b]!)
      for (const how of ['min-max', 'z-score', 'log', 'quantile'] as const) {
        const s = by(how)
        assert.ok(
          order.every((k, at) => at === 0 || s[order[at - 1]!]! <= s[k]! + 1e-9),
          how,
        )
      }
      assert.ok(places.every((s) => s >= 0 && s <= 1))
    }),
    { numRuns: 15 },
  )
})

test('places of many different numbers are even, whatever they are', async () => {
  const values = Array.from({ length: 1001 }, (_, k) => Math.exp(k / 50))
  const scale = await learn(values, 'quantile')
  values.forEach((value, k) => {
    assert.ok(Math.abs(scaled(value, scale) - k / 1000) < 0.002)
  })
})

test('a number lies between two knots, nearer to the nearer, and beyond the last on it', async () => {
  const scale = await learn([0, 10], 'min-max', 4)
  assert.deepEqual(onKnots(0, scale), [[0, 1]])
  assert.deepEqual(onKnots(2.5, scale), [[1, 1]])
  assert.deepEqual(onKnots(3.125, scale), [
    [1, 0.75],
    [2, 0.25],
  ])
  assert.deepEqual([onKnots(10, scale), onKnots(99, scale), onKnots(-99, scale)], [[[4, 1]], [[4, 1]], [[0, 1]]])
  fc.assert(
    fc.property(fc.double({ min: -5, max: 15, noNaN: true }), fc.double({ min: -5, max: 15, noNaN: true }), (x, y) => {
      const [a, b] = [new Map(onKnots(x, scale)), new Map(onKnots(y, scale))]
      const weight = (of: Map<number, number>) => [...of.values()].reduce((sum, w) => sum + w, 0)
      assert.ok(Math.abs(weight(a) - 1) < 1e-12 && a.size <= 2)
      // square roots make vectors of length 1, whose product says how near they are
      const alike = [...a].reduce((sum, [knot, w]) => sum + Math.sqrt(w * (b.get(knot) ?? 0)), 0)
      if (Math.abs(x - y) >= 5 && Math.min(x, y) >= 0 && Math.max(x, y) <= 10) assert.ok(alike < 1e-7)
      if (x === y) assert.ok(Math.abs(alike - 1) < 1e-12)
    }),
  )
})
