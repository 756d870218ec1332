import { normalQuantile } from './normal-quantile.ts'

/**
 * The smallest true difference that this many users would have shown 4 times in 5.
 *
 *     detectable = ( z(1 − level / 2m) + z(.8) ) · sd(d) / √n
 *
 * d: differences user by user, n of them that are not NaN; m comparisons share the level of 5 % (Holm's first step). A
 * difference measured as "not told apart" is below it or was unlucky; one much smaller could not have been seen. 0 when
 * all differences are equal, NaN with fewer than two users.
 * Source: Cohen, "Statistical Power Analysis", 1988; for rankings, Sakai, Information Retrieval Journal, 2016.
 */
export function detectable(differences: Float64Array, comparisons: number): number {
  let n = 0
  let sum = 0
  for (let u = 0; u < differences.length; u++)
    if (!Number.isNaN(differences[u]!)) {
      n++
      sum += differences[u]!
    }
  let squares = 0
  for (let u = 0; u < differences.length; u++)
    if (!Number.isNaN(differences[u]!)) squares += (differences[u]! - sum / n) ** 2
  if (n < 2) return Number.NaN
  const sd = Math.sqrt(squares / (n - 1))
  return ((normalQuantile(1 - level / (2 * Math.max(1, comparisons))) + normalQuantile(0.8)) * sd) / Math.sqrt(n)
}

/** How often a comparison of equals may cry wolf. */
export const level = 0.05
