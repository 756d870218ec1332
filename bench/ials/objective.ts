import type { Csr } from '../../src/numbers/csr.ts'

/** Rows of `stride` numbers, the first `dim` of which count. */
export interface Side {
  array: Float32Array
  stride: number
}

/**
 * Σ_S w (x·y − 1)² + α Σ_all (x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²), in float64; ν = 0.
 * Σ_all (x·y)² = Σ_ij (XᵀX)_ij (YᵀY)_ij. O((|S| + nUsers·dim + nItems·dim)·dim).
 */
export function objective(
  m: Csr,
  dim: number,
  users: Side,
  items: Side,
  { alpha, lambda }: { alpha: number; lambda: number },
) {
  // read once: the view of a memory is made anew each time
  const [X, Y] = [users.array, items.array]
  let touched = 0
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const [x, y] = [u * users.stride, m.column[at]! * items.stride]
      let product = 0
      for (let k = 0; k < dim; k++) product += X[x + k]! * Y[y + k]!
      touched += m.value[at]! * (product - 1) ** 2
    }
  const [gx, gy] = [gram(users, m.nRows, dim), gram(items, m.nCols, dim)]
  let all = 0
  for (let k = 0; k < dim * dim; k++) all += gx[k]! * gy[k]!
  let size = 0
  for (let k = 0; k < dim; k++) size += gx[k * dim + k]! + gy[k * dim + k]!
  return touched + alpha * all + lambda * size
}

function gram({ array, stride }: Side, n: number, dim: number): Float64Array {
  const total = new Float64Array(dim * dim)
  for (let r = 0; r < n; r++)
    for (let i = 0; i < dim; i++) {
      const xi = array[r * stride + i]!
      for (let j = 0; j < dim; j++) total[i * dim + j]! += xi * array[r * stride + j]!
    }
  return total
}
