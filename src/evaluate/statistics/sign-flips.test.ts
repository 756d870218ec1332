import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normal, rng } from '../../numbers/rng.ts'
import { mean } from '../../numbers/stats.ts'
import { columnOf, percentileInterval, resampledMeans } from '../bootstrap.ts'
import { normalShareBelow } from './normal-quantile.ts'
import { signFlips } from './sign-flips.ts'

const p = (...of: number[]) => signFlips([Float64Array.from(of)], 1)[0] ?? Number.NaN

test('few users: every pattern of signs, by hand', () => {
  // of the 8 patterns of ±1 ±2 ±3 only +++ and −−− reach 6
  assert.equal(p(1, 2, 3), 2 / 8)
  // 4 of 8 reach |1 + 2 − 3| = 0: all do
  assert.equal(p(1, 2, -3), 1)
  // |−1 + 2 + 3| = 4 is reached by 6 and 4 in either sign
  assert.equal(p(-1, 2, 3), 4 / 8)
})

test('a model held against itself is never different, and a missing figure is no difference', () => {
  assert.equal(p(0, 0, 0), 1)
  assert.equal(signFlips([new Float64Array(500)], 1)[0], 1)
  assert.equal(p(1, Number.NaN, 2, 3), p(1, 0, 2, 3))
})

test('equal but for rounding is as far from 0: .1 + .2 − .3 in any order of adding', () => {
  assert.equal(p(0.1, 0.2, -0.3), 1)
  assert.equal(p(0.3, 0.1, 0.2, 0.6), p(3, 1, 2, 6))
})

test('many users: the share of drawn patterns is near that of all patterns', () => {
  const d = [2, -1, 3, 1, -2, 4, 1, -3, 2, 1, 1, -1, 2, 3, -1]
  let asFar = 0
  for (let world = 0; world < 2 ** d.length; world++) {
    const flipped = d.reduce((sum, x, j) => sum + (world & (1 << j) ? x : -x), 0)
    if (Math.abs(flipped) >= 12) asFar++
  }
  const exact = asFar / 2 ** d.length
  // of 10,000 draws: sd below √(.25 / 10,000) = .005
  assert.ok(Math.abs(p(...d) - exact) < 0.015, `${p(...d)}, exact ${exact}`)
})

test('for many users alone and for groups of users, p is that of the normal theory', () => {
  for (const nUsers of [600, 9000]) {
    const random = rng(nUsers)
    const d = Float64Array.from({ length: nUsers }, () => normal(random))
    // 2 standard errors apart: p = 2 Φ(−2) = .0455
    const sd = Math.sqrt(mean(d.map((x) => x * x)))
    const shift = (2 * sd) / Math.sqrt(nUsers) - mean(d)
    const got = signFlips([d.map((x) => x + shift)], 3)[0] ?? 1
    assert.ok(Math.abs(got - 2 * normalShareBelow(-2)) < 0.01, `${got}`)
  }
})

test('columns are tested side by side as each by itself, and the same seed gives the same p', () => {
  const random = rng(2)
  const columns = [0.1, 0.3].map((shift) => Float64Array.from({ length: 80 }, () => normal(random) + shift))
  const both = signFlips(columns, 5)
  assert.deepEqual(
    [...both],
    columns.map((column) => signFlips([column], 5)[0]),
  )
  assert.notDeepEqual(signFlips(columns, 6), both)
  assert.throws(() => signFlips([new Float64Array(2), new Float64Array(3)], 1), RangeError)
})

test('A/A: a model against itself on other customers cries wolf 5 times in 100, by p and by interval', () => {
  const random = rng(20)
  // NDCG as it is: most find nothing, some a little, a few all
  const values = Float64Array.from({ length: 3000 }, () => (random() < 0.8 ? 0 : random() < 0.2 ? 1 : random() * 0.6))
  const [nUsers, seeds] = [200, 1000]
  let [byP, byInterval] = [0, 0]
  for (let seed = 0; seed < seeds; seed++) {
    const draw = () => Float64Array.from({ length: nUsers }, () => values[Math.floor(random() * values.length)] ?? 0)
    const [a, b] = [draw(), draw()]
    if ((signFlips([a.map((x, u) => x - (b[u] ?? 0))], seed, 300)[0] ?? 1) < 0.05) byP++
    const { low, high } = percentileInterval(0, columnOf(resampledMeans([a, b], 300, seed), 2, 0, 1))
    if (low > 0 || high < 0) byInterval++
  }
  // 1,000 seeds at 5 %: sd √(.05 · .95 · 1000) = 7, so 35 to 65 is two of them either way
  assert.ok(byP >= 35 && byP <= 65, `by p ${byP}`)
  assert.ok(byInterval >= 35 && byInterval <= 65, `by interval ${byInterval}`)
})
