/**
 * The Wilson interval of a share at 95 %:
 *
 *     (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n),   z = 1.96
 *
 * Source: Wilson, JASA 1927.
 */
export function wilson(right: number, n: number): { low: number; high: number } {
  const z = 1.959964
  const p = right / n
  const middle = p + (z * z) / (2 * n)
  const wide = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const whole = 1 + (z * z) / n
  return { low: (middle - wide) / whole, high: (middle + wide) / whole }
}
