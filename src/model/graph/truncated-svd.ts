import type { Factors, HeldCsr, Kernels } from '../../kernels/kernels.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { symmetricEigen } from '../../numbers/symmetric-eigen.ts'

export interface TruncatedSvdOptions {
  rank: number
  /** passes over the matrix and back; each brings the subspace closer by (σ_l+1 / σ_k)² */
  nIterations: number
  seed: number
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** Columns worked with beyond the rank asked for: they speed the last ones that are wanted. */
const extra = 32

/** Eigenvalues below this share of the largest are rounding: their directions are left out. */
const negligible = 1e-7

/**
 * The largest singular values of A (n × m) and their right singular vectors, by block subspace iteration from random
 * starts: Ω ← orthonormal basis of Aᵀ(A Ω), and at the end the Rayleigh–Ritz vectors of AᵀA within Ω.
 *
 * @param byRow, byColumn  A and Aᵀ in the kernels' memory
 * @returns  sigma: `rank` values falling, 0 beyond the rank of A; V: m × rank in the kernels' memory, columns orthonormal
 *           (zeros where sigma is 0). The caller releases V.
 *
 * (4 entries · l + 4 (n + m) l² / 2) flops an iteration, l = rank + 32, float32 with sums of blocks in float64.
 * Source: Halko, Martinsson & Tropp, SIAM Review 2011, algorithm 4.4; orthonormalised through the Gram matrix.
 */
export async function truncatedSvd(
  kernels: Kernels,
  byRow: HeldCsr,
  byColumn: HeldCsr,
  { rank, nIterations, seed, signal, onProgress }: TruncatedSvdOptions,
): Promise<{ sigma: Float64Array; V: Factors }> {
  const m = byRow.nCols
  const l = Math.min(m, byRow.nRows, rank + extra)
  const wide = Math.max(1, l)
  const Z = kernels.factors(byRow.nRows, wide)
  let Omega = kernels.factors(m, wide)
  let other = kernels.factors(m, wide)
  const random = rng(seed)
  for (let i = 0; i < m; i++) for (let k = 0; k < l; k++) Omega.array[i * Omega.stride + k] = normal(random)
  try {
    for (let turn = 0; turn < nIterations; turn++) {
      await kernels.combine(byRow, Omega, Z, signal)
      await kernels.combine(byColumn, Z, other, signal)
      const { values, vectors } = await eigenOfGram(kernels, other)
      for (let k = 0; k < wide; k++) {
        const scale = values[k]! > negligible * values[0]! ? 1 / Math.sqrt(values[k]!) : 0
        for (let j = 0; j < wide; j++) vectors[k * wide + j]! *= scale
      }
      await turned(kernels, other, vectors, wide, Omega, signal)
      onProgress?.(turn + 1, nIterations + 1)
    }
    await kernels.combine(byRow, Omega, Z, signal)
    const { values, vectors } = await eigenOfGram(kernels, Z)
    const V = kernels.factors(m, rank)
    const kept = Math.min(rank, l)
    const sigma = Float64Array.from({ length: rank }, (_, k) => {
      const value = k < kept ? values[k]! : 0
      return value > negligible * values[0]! ? Math.sqrt(value) : 0
    })
    const chosen = new Float64Array(rank * wide)
    for (let k = 0; k < kept; k++) if (sigma[k]! > 0) chosen.set(vectors.subarray(k * wide, (k + 1) * wide), k * wide)
    await turned(kernels, Omega, chosen, wide, V, signal)
    onProgress?.(nIterations + 1, nIterations + 1)
    return { sigma, V }
  } finally {
    for (const held of [Z, Omega, other]) kernels.release(held)
    Omega = other = Z
  }
}

async function eigenOfGram(kernels: Kernels, y: Factors) {
  const gram = await kernels.gram(y)
  const n = y.dim
  const own = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) own[i * n + j] = gram[i * y.stride + j]!
  return symmetricEigen(own, n)
}

/** out = x · Mᵀ for M of out.dim rows and `width` columns. */
async function turned(
  kernels: Kernels,
  x: Factors,
  M: Float64Array,
  width: number,
  out: Factors,
  signal: AbortSignal | undefined,
): Promise<void> {
  const held = kernels.factors(out.dim, width)
  try {
    for (let k = 0; k < out.dim; k++)
      held.array.set(Float32Array.from(M.subarray(k * width, (k + 1) * width)), k * held.stride)
    await kernels.product(x, held, out, signal)
  } finally {
    kernels.release(held)
  }
}
