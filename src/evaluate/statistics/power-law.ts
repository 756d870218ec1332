/** y(x) = limit − loss · x^−rate: bends towards a limit, from below, or from above where loss is below 0. */
export interface PowerLaw {
  limit: number
  loss: number
  rate: number
}

/** The rates tried, a hundredth apart: from almost a logarithm to almost a step. */
const rates = Float64Array.from({ length: 412 }, (_, at) => 0.05 * 1.01 ** at)

/** Every twelfth rate is tried first, then those about the best of them. */
const step = 12

/**
 * The saturating power law nearest to points by least squares.
 *
 * For each rate the other two are a straight line through (x^−rate, y), solved at once; the best rate is kept. Rates are
 * in [.05, 3].
 *
 * @param x  > 0, at least three different ones
 * @returns  a function of y at these x, so that many y can be fitted to them; the least squares are in `squares`
 * @throws RangeError  too few points
 * O(points · rates) a fit. Source: Cortes et al., "Learning curves: asymptotic values and rate of convergence", NIPS 1993.
 */
export function powerLawAt(x: readonly number[]): (y: ArrayLike<number>) => PowerLaw & { squares: number } {
  if (new Set(x).size < 3 || !x.every((size) => size > 0))
    throw new RangeError(`power law: got the sizes ${x.join(', ')}, want at least 3 different ones above 0`)
  const n = x.length
  const bases = Array.from(rates, (rate) => {
    const z = Float64Array.from(x, (size) => size ** -rate)
    const mean = z.reduce((sum, value) => sum + value, 0) / n
    return { rate, mean, z: z.map((value) => value - mean), squares: z.reduce((sum, v) => sum + (v - mean) ** 2, 0) }
  })
  return (y) => {
    let meanY = 0
    for (let at = 0; at < n; at++) meanY += y[at]! / n
    let flat = 0
    for (let at = 0; at < n; at++) flat += (y[at]! - meanY) ** 2
    let best = { limit: meanY, loss: 0, rate: rates[0]!, squares: flat }
    let at = 0
    for (let coarse = 0; coarse < bases.length; coarse += step) if (tryRate(coarse)) at = coarse
    for (let fine = Math.max(0, at - step + 1); fine < Math.min(bases.length, at + step); fine++) tryRate(fine)
    return best

    function tryRate(which: number): boolean {
      const { rate, mean, z, squares } = bases[which] as (typeof bases)[number]
      let along = 0
      for (let at = 0; at < n; at++) along += z[at]! * y[at]!
      const loss = -along / squares
      const left = flat - along ** 2 / squares
      if (!(left < best.squares)) return false
      best = { limit: meanY + loss * mean, loss, rate, squares: Math.max(0, left) }
      return true
    }
  }
}

export const valueAt = ({ limit, loss, rate }: PowerLaw, x: number): number => limit - loss * x ** -rate
