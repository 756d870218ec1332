/**
 * Φ(x), the share of a standard normal that lies below x.
 *
 *     Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …)
 *
 * To 1e-15 absolute for |x| ≤ 8; 0 and 1 beyond, where less than 1e-15 is left.
 * Source: Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software, 2004.
 */
export function normalShareBelow(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0
  let sum = x
  let term = x
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

/**
 * The x below which the share p of a standard normal lies, by bisection: to 1e-12.
 * @param p  in (1e-14, 1 − 1e-14)
 * @throws RangeError  p outside
 */
export function normalQuantile(p: number): number {
  if (!(p > 1e-14 && p < 1 - 1e-14)) throw new RangeError(`normalQuantile: got ${p}, want a share between 0 and 1`)
  let low = -8
  let high = 8
  while (high - low > 1e-12) {
    const middle = (low + high) / 2
    if (normalShareBelow(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
