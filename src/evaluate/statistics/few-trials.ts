import { mean } from '../../numbers/stats.ts'
import type { Estimate } from '../coverage.ts'
import { studentBelow, studentQuantile } from './student-t.ts'

/**
 * The mean of a few independent trials with its 95 % interval, and how often trials without any effect would lie as far
 * from 0: Student's.
 *
 *     m ± t(.975; n − 1) · s / √n        p = 2 P(T > |m| √n / s)
 *
 * For whole trials made anew (another shop, other people, other dirt), whose means are near enough to normal. Values all
 * equal have an interval of no width, and p 0, or 1 where they are 0. NaN with fewer than two.
 */
export function meanOfFew(values: ArrayLike<number>): Estimate & { p: number } {
  const n = values.length
  const value = mean(values)
  if (n < 2) return { value, low: Number.NaN, high: Number.NaN, p: Number.NaN }
  const error = Math.sqrt(covariance(values, values) / n)
  const half = studentQuantile(0.975, n - 1) * error
  const p = error > 0 ? 2 * studentBelow(-Math.abs(value) / error, n - 1) : value === 0 ? 1 : 0
  return { value, low: value - half, high: value + half, p }
}

/**
 * The ratio of two means over the same few trials with its 95 % interval (Fieller's): all r for which the mean of
 * a − r b cannot be told from 0.
 *
 *     (ā − r b̄)² ≤ t² (s_aa − 2 r s_ab + r² s_bb) / n
 *
 * @returns  undefined where b̄ itself cannot be told from 0: then any ratio would do
 * @throws   RangeError  unequal lengths, or fewer than two
 * Source: Fieller, Journal of the Royal Statistical Society B 16, 1954.
 */
export function ratioOfFew(a: ArrayLike<number>, b: ArrayLike<number>): Estimate | undefined {
  const n = a.length
  if (b.length !== n || n < 2)
    throw new RangeError(`ratioOfFew: got ${n} and ${b.length} values, want as many, 2 at least`)
  const [top, bottom] = [mean(a), mean(b)]
  const t2 = studentQuantile(0.975, n - 1) ** 2 / n
  // α r² − 2 β r + γ ≤ 0
  const alpha = bottom * bottom - t2 * covariance(b, b)
  const beta = top * bottom - t2 * covariance(a, b)
  const gamma = top * top - t2 * covariance(a, a)
  if (!(alpha > 0)) return undefined
  // never below 0 but for rounding: r = ā / b̄ fulfils the inequality
  const root = Math.sqrt(Math.max(0, beta * beta - alpha * gamma))
  return { value: top / bottom, low: (beta - root) / alpha, high: (beta + root) / alpha }
}

function covariance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [ma, mb] = [mean(a), mean(b)]
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k]! - ma) * (b[k]! - mb)
  return sum / (a.length - 1)
}
