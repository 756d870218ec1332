import type { Factors, Kernels } from '../../src/kernels/kernels.ts'
import type { Csr } from '../../src/numbers/csr.ts'

/**
 * Σ_S w (x·y − 1)² + α Σ_all (x·y)² + λ (Σ ‖x‖² + Σ ‖y‖²), ν = 0, summed in float64 but for parts of the Gram matrices.
 * Σ_all (x·y)² = Σ_ij (XᵀX)_ij (YᵀY)_ij. O((|S| + nUsers·dim + nItems·dim)·dim).
 */
export async function objective(
  kernels: Kernels,
  m: Csr,
  users: Factors,
  items: Factors,
  { alpha, lambda }: { alpha: number; lambda: number },
): Promise<number> {
  const { dim, stride } = users
  const [gx, gy] = [await kernels.gram(users), await kernels.gram(items)]
  let all = 0
  for (let k = 0; k < stride * stride; k++) all += gx[k]! * gy[k]!
  let size = 0
  for (let k = 0; k < dim; k++) size += gx[k * stride + k]! + gy[k * stride + k]!
  return touched(m, users, items) + alpha * all + lambda * size
}

function touched(m: Csr, users: Factors, items: Factors): number {
  const { stride } = users
  // read once: the view of a memory is made anew each time
  const [X, Y] = [users.array, items.array]
  let total = 0
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const [x, y] = [u * stride, m.column[at]! * stride]
      // four sums, so that they do not wait for each other
      let [a, b, c, d] = [0, 0, 0, 0]
      for (let k = 0; k < stride; k += 4) {
        a += X[x + k]! * Y[y + k]!
        b += X[x + k + 1]! * Y[y + k + 1]!
        c += X[x + k + 2]! * Y[y + k + 2]!
        d += X[x + k + 3]! * Y[y + k + 3]!
      }
      total += m.value[at]! * (a + b + c + d - 1) ** 2
    }
  return total
}
