/**
 * Importance weights: how many times more often the evaluation policy would have shown what was shown.
 *
 *     w_i = min(π_e(a_i | x_i) / π_b(a_i | x_i), clip)
 *
 * Clipping trades variance for a bias downwards (for rewards ≥ 0). @param clip  above 0, Infinity for none
 */
export function importanceWeights(evaluation: Float64Array, propensity: Float64Array, clip: number): Float64Array {
  if (!(clip > 0)) throw new RangeError(`off-policy: clip must be above 0, got ${clip}`)
  return Float64Array.from(evaluation, (p, i) => Math.min(p / propensity[i]!, clip))
}

/**
 * How many rounds of the evaluation policy itself would tell as much as these weighted ones.
 *
 *     ESS = (Σ w)² / Σ w²
 *
 * @returns  between 1 and n, n when all weights are equal, 0 when all are 0
 * Source: Kish, "Survey Sampling", 1965; as a diagnosis of importance sampling: Owen, "Monte Carlo theory", ch. 9.
 */
export function effectiveSampleSize(w: Float64Array): number {
  let sum = 0
  let squares = 0
  for (let i = 0; i < w.length; i++) {
    sum += w[i]!
    squares += w[i]! ** 2
  }
  return squares > 0 ? sum ** 2 / squares : 0
}
