import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normal, rng } from '../../numbers/rng.ts'
import { detectable } from './detectable.ts'
import { holm } from './holm.ts'
import { normalQuantile, normalShareBelow } from './normal-quantile.ts'
import { pairedTests } from './paired-test.ts'

const near = (got: number, want: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(got - want) < tolerance, `${got} is not ${want}`)

test('the normal distribution at the places everyone knows', () => {
  near(normalShareBelow(0), 0.5)
  near(normalShareBelow(1.959963984540054), 0.975)
  near(normalShareBelow(-3), 0.0013498980316300933)
  near(normalQuantile(0.975), 1.959963984540054, 1e-10)
  near(normalQuantile(0.8), 0.8416212335729143, 1e-10)
  for (const x of [-5, -2.5, 0.3, 4]) near(normalQuantile(normalShareBelow(x)), x, 1e-8)
  for (const bad of [0, 1, -1, Number.NaN]) assert.throws(() => normalQuantile(bad), RangeError)
})

test('Holm by hand: the smallest p counts for all, the next for all but one', () => {
  // .01 · 4 = .04; .02 · 3 = .06; .04 · 2 = .08; .03 · … stands third: .03 · 2 = .06, .04 · 1 = .04, but never falling
  const got = holm([0.04, 0.01, 0.03, 0.02])
  const want = [0.06, 0.04, 0.06, 0.06]
  got.forEach((value, at) => {
    near(value, want[at] ?? Number.NaN)
  })
  assert.deepEqual([...holm([0.9, 0.8])], [1, 1])
  assert.deepEqual([...holm([0.03])], [0.03])
  assert.deepEqual([...holm([])], [])
})

test('a correction never makes a p smaller, never larger than m times it, and keeps their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (p) => {
      const adjusted = holm(p)
      p.forEach((value, a) => {
        const mine = adjusted[a] ?? Number.NaN
        assert.ok(mine >= value && mine <= Math.min(1, p.length * value) + 1e-15)
        for (const [b, other] of p.entries()) if (other < value) assert.ok((adjusted[b] ?? 2) <= mine)
      })
    }),
  )
})

test('a true difference of the detectable size is found 4 times in 5', () => {
  const random = rng(6)
  const [nUsers, shops] = [150, 400]
  let found = 0
  for (let shop = 0; shop < shops; shop++) {
    // sd 2: (1.96 + .8416) · 2 / √150
    const truth = (2.8015852 * 2) / Math.sqrt(nUsers)
    const differences = Float64Array.from({ length: nUsers }, () => truth + 2 * normal(random))
    const [result] = pairedTests([{ family: 'a', differences }], shop, 500)
    if (result?.significant) found++
    assert.ok(Math.abs((result?.detectable ?? 0) / truth - 1) < 0.25)
  }
  // of 400 at .8: sd 8
  assert.ok(found > 295 && found < 345, `${found} of ${shops}`)
})

test('what cannot be seen says so: no spread 0, one user nothing; more comparisons need more', () => {
  assert.equal(detectable(Float64Array.of(2, 2, 2), 1), 0)
  assert.ok(Number.isNaN(detectable(Float64Array.of(2, Number.NaN), 1)))
  const d = Float64Array.of(1, 2, 3, 4)
  assert.ok(detectable(d, 10) > detectable(d, 1))
})

test('comparisons are corrected within their family alone', () => {
  const strong = Float64Array.from({ length: 40 }, (_, u) => 1 + (u % 3))
  const weak = Float64Array.from({ length: 40 }, (_, u) => (u % 2 === 0 ? 1 : -1))
  const [a, b, c] = pairedTests(
    [
      { family: 'ndcg@10', differences: strong },
      { family: 'ndcg@10', differences: weak },
      { family: 'recall@10', differences: strong },
    ],
    1,
  )
  assert.ok(a && b && c)
  assert.deepEqual([a.comparisons, b.comparisons, c.comparisons], [2, 2, 1])
  near(a.adjusted, 2 * a.p)
  assert.equal(c.adjusted, c.p)
  assert.deepEqual([a.significant, b.significant, c.significant], [true, false, true])
})
