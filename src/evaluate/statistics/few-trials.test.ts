import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normal, rng } from '../../numbers/rng.ts'
import { meanOfFew, ratioOfFew } from './few-trials.ts'
import { studentBelow, studentQuantile } from './student-t.ts'

const near = (got: number, want: number, within: number) =>
  assert.ok(Math.abs(got - want) <= within, `got ${got}, want ${want} ± ${within}`)

test('Student’s quantiles are those of the printed tables', () => {
  // Fisher & Yates, table III, two-sided 5 % and 1 %
  for (const [degrees, five, one] of [
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [7, 2.365, 3.499],
    [10, 2.228, 3.169],
    [29, 2.045, 2.756],
    [120, 1.98, 2.617],
  ] as const) {
    near(studentQuantile(0.975, degrees), five, 0.0006)
    near(studentQuantile(0.995, degrees), one, 0.0006)
    near(studentQuantile(0.025, degrees), -five, 0.0006)
  }
})

test('the chance below a point is the area under Student’s density, added up in small steps', () => {
  for (const degrees of [1, 2, 3, 6, 9]) {
    const density = (x: number) => (1 + (x * x) / degrees) ** (-(degrees + 1) / 2)
    // the constant by the same sum, over the whole line: x = tan u
    const area = (until: number) => {
      let sum = 0
      const [low, n] = [-Math.PI / 2, 20_000]
      const step = (Math.atan(until) - low) / n
      for (let k = 0; k < n; k++) {
        const x = Math.tan(low + (k + 0.5) * step)
        sum += density(x) * (1 + x * x) * step
      }
      return sum
    }
    for (const x of [-3, -0.4, 0, 1.7]) near(studentBelow(x, degrees), area(x) / area(1e9), 2e-4)
  }
})

test('three trials by hand: 1, 2, 6 are 3 ± 6.57', () => {
  // s² = (4 + 1 + 9) / 2 = 7, the error √(7 / 3) = 1.5275, t(.975; 2) = 4.3027
  const { value, low, high } = meanOfFew([1, 2, 6])
  assert.equal(value, 3)
  near(high - value, 4.3027 * 1.5275, 1e-3)
  near(value - low, high - value, 1e-12)
})

test('an interval of a ratio ends where the difference begins to be told from nothing', () => {
  const a = [0.9, 2.2, 2.9, 4.4, 5.1]
  const b = [1.2, 1.9, 3.3, 3.9, 5.2]
  const ratio = ratioOfFew(a, b)
  assert.ok(ratio)
  for (const end of [ratio.low, ratio.high]) {
    const { low, high } = meanOfFew(a.map((x, k) => x - end * (b[k] as number)))
    near(Math.min(Math.abs(low), Math.abs(high)), 0, 1e-9)
  }
  assert.ok(ratio.low < ratio.value && ratio.value < ratio.high)
})

test('a ratio to what cannot be told from nothing is not given', () => {
  assert.equal(ratioOfFew([1, 2, 3], [0.5, -0.4, 0.1]), undefined)
})

test('of two thousand experiments of eight trials without an effect, about one in twenty cries wolf', () => {
  const random = rng(3)
  let cries = 0
  for (let experiment = 0; experiment < 2000; experiment++)
    if (meanOfFew(Array.from({ length: 8 }, () => normal(random))).p < 0.05) cries++
  // 100 ± 4 √(2000 · .05 · .95)
  assert.ok(cries > 60 && cries < 140, `${cries}`)
})
