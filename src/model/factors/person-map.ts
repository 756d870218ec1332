import type { Csr } from '../../numbers/csr.ts'
import { symmetricEigen } from '../../numbers/symmetric-eigen.ts'

/** Directions in which histories hardly differ say nothing: below this share of the largest. */
const negligible = 1e-3

/**
 * How a history becomes a factor, learnt from the people of training: the matrix M (dim × dim) for which M h̄_u is nearest to
 * their factors x_u, h̄_u the weighted mean of the items' factors in u's history,
 *
 *     M = (Σ x_u h̄_uᵀ) (Σ h̄_u h̄_uᵀ)⁺
 *
 * least squares over all who have a history, the inverse taken where histories differ. O(interactions · dim + people · dim²
 * + dim³).
 * @returns  row-major; zeros when nobody has a history
 */
export function personMap(m: Csr, people: Float32Array, items: Float32Array, dim: number): Float64Array {
  const G = new Float64Array(dim * dim)
  const C = new Float64Array(dim * dim)
  const mean = new Float64Array(dim)
  for (let u = 0; u < m.nRows; u++) {
    const [from, to] = [m.rowStart[u]!, m.rowStart[u + 1]!]
    if (from === to) continue
    mean.fill(0)
    let weight = 0
    for (let at = from; at < to; at++) {
      weight += m.value[at]!
      for (let f = 0, y = m.column[at]! * dim; f < dim; f++) mean[f]! += m.value[at]! * items[y + f]!
    }
    for (let f = 0; f < dim; f++) mean[f]! /= weight
    for (let f = 0; f < dim; f++) {
      const x = people[u * dim + f]!
      for (let g = 0; g < dim; g++) {
        G[f * dim + g]! += mean[f]! * mean[g]!
        C[f * dim + g]! += x * mean[g]!
      }
    }
  }
  const { values, vectors } = symmetricEigen(G, dim)
  const M = new Float64Array(dim * dim)
  for (let k = 0; k < dim; k++) {
    if (!(values[k]! > negligible * values[0]!)) continue
    // M += C v vᵀ / λ
    const v = vectors.subarray(k * dim, (k + 1) * dim)
    for (let f = 0; f < dim; f++) {
      let along = 0
      for (let g = 0; g < dim; g++) along += C[f * dim + g]! * v[g]!
      along /= values[k]!
      for (let g = 0; g < dim; g++) M[f * dim + g]! += along * v[g]!
    }
  }
  return M
}
