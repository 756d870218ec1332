export interface ElasticNetOptions {
  /** weight of Σ|w|: below it a weight is 0 */
  l1: number
  /** weight of ½ Σ w² */
  l2: number
  /** no weight below 0 */
  nonNegative: boolean
  /** passes over all weights at most */
  epochs: number
}

/** A pass is the last when no weight moved by more than this share of the largest. */
const tolerance = 1e-5

/**
 * The weights w that minimise
 *
 *     ½ wᵀ A w − bᵀ w + l1 Σ|w_k| + ½ l2 Σ w_k²          w ≥ 0 when nonNegative
 *
 * by coordinate descent: w_k becomes S(b_k − Σ_{l≠k} A_kl w_l, l1) / (A_kk + l2), S drawing its first argument towards 0
 * by its second. After each pass over all weights only those that are not 0 are gone over until they stand, then all again.
 *
 * @param A  n × n from the start of the array, symmetric, diagonal > 0
 * @param b  becomes b − A w, n numbers
 * @param w  n numbers, overwritten
 *
 * n multiply-adds for each weight that moves. For A = XᵀX, b = Xᵀy and n_rows rows of X, w is scikit-learn's
 * ElasticNet(alpha, l1_ratio, fit_intercept=False, positive) with l1 = alpha · l1_ratio · n_rows and
 * l2 = alpha · (1 − l1_ratio) · n_rows.
 * Source: Friedman, Hastie & Tibshirani, Journal of Statistical Software 2010.
 */
export function elasticNet(
  A: Float64Array,
  b: Float64Array,
  w: Float64Array,
  n: number,
  { l1, l2, nonNegative, epochs }: ElasticNetOptions,
): void {
  w.fill(0, 0, n)
  let largest = 0
  let isOverAll = true
  for (let epoch = 0; epoch < epochs; epoch++) {
    let moved = 0
    for (let k = 0; k < n; k++) {
      const before = w[k]!
      if (before === 0 && !isOverAll) continue
      const pull = b[k]! + A[k * n + k]! * before
      const beyond = Math.abs(pull) - l1
      const after = beyond <= 0 || (nonNegative && pull < 0) ? 0 : (Math.sign(pull) * beyond) / (A[k * n + k]! + l2)
      const step = after - before
      if (step === 0) continue
      w[k] = after
      largest = Math.max(largest, Math.abs(after))
      moved = Math.max(moved, Math.abs(step))
      for (let l = 0, row = k * n; l < n; l++) b[l]! -= step * A[row + l]!
    }
    const stands = moved <= tolerance * largest
    if (stands && isOverAll) return
    isOverAll = stands
  }
}
