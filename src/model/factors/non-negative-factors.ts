import type { Factors, HeldCsr, Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'

/** Two sides of a matrix that are learnt in turn, and how strongly each is drawn to 0. */
export interface Alternation {
  /** users × items, and turned over */
  byUser: HeldCsr
  byItem: HeldCsr
  /** users × dim and items × dim, ≥ 0: from where it begins, and the result */
  W: Factors
  H: Factors
  /** ‖W‖₁ and ½‖W‖² times nItems times these; ‖H‖₁ and ½‖H‖² times nUsers times these */
  l1: number
  l2: number
  /** sweeps over both sides */
  sweeps: number
  /** ends where a sweep is so much closer to rest than the first one */
  tolerance: number
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Alternating coordinate descent on
 *
 *     ½ ‖X − W Hᵀ‖² + l1 (nItems ‖W‖₁ + nUsers ‖H‖₁) + ½ l2 (nItems ‖W‖² + nUsers ‖H‖²)      W, H ≥ 0
 *
 * One sweep is one pass over the numbers of every row of W, then of H (KernelTable.nonNegative). It never rises. Distance
 * from rest is Σ |slope| over the numbers that can move, as in scikit-learn, whose solver "cd" without shuffling
 * takes the same steps. 4·entries·dim + 4·(users + items)·dim² flops a sweep.
 * Source: Cichocki & Phan, IEICE 2009; Hsieh & Dhillon, KDD 2011; scikit-learn 1.9, _update_coordinate_descent.
 *
 * @returns  sweeps taken
 */
export async function alternate(kernels: Kernels, of: Alternation): Promise<number> {
  const { byUser, byItem, W, H, l1, l2, sweeps, tolerance, signal, onProgress } = of
  const [onUsers, onItems] = [kernels.factors(W.nRows, W.dim), kernels.factors(H.nRows, H.dim)]
  const g = kernels.factors(W.dim, W.dim)
  const descend = async (rows: HeldCsr, x: Factors, y: Factors, b: Factors) => {
    await kernels.combine(rows, y, b, signal)
    if (l1 > 0) lower(b, l1 * y.nRows)
    await gramInto(kernels, y, l2 * y.nRows, g)
    return kernels.nonNegative({ x, b, g, passes: 1 }, signal)
  }
  try {
    let first = 0
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      const distance = (await descend(byUser, W, H, onUsers)) + (await descend(byItem, H, W, onItems))
      onProgress?.(sweep, sweeps)
      if (sweep === 1) first = distance
      if (distance <= tolerance * first) return sweep
    }
    return sweeps
  } finally {
    for (const room of [onUsers, onItems, g]) kernels.release(room)
  }
}

/** W and H so that their products have the mean of X: each even from 0 to 2 √(mean / dim). */
export function beginAtMean(W: Factors, H: Factors, X: Csr, seed: number): void {
  const random = rng(seed)
  const cells = Math.max(1, X.nRows * X.nCols)
  const mean = X.value.reduce((sum, x) => sum + x, 0) / cells
  const scale = 2 * Math.sqrt(Math.max(0, mean) / W.dim)
  for (const { array, nRows, dim, stride } of [H, W])
    for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k] = scale * random()
}

/** A part so much shorter than the longest has died out: single precision has nothing left of what it would be divided by. */
const leastSquare = 1e-10

/** g = YᵀY + ridge I; 0 on the diagonal for parts that have died out, whose numbers stay where they are. */
export async function gramInto(kernels: Kernels, y: Factors, ridge: number, g: Factors): Promise<void> {
  const { array, stride } = g
  array.set((await kernels.gram(y)).subarray(0, array.length))
  let longest = 0
  for (let k = 0; k < y.dim; k++) longest = Math.max(longest, array[k * stride + k]!)
  for (let k = 0; k < y.dim; k++) {
    const at = k * stride + k
    array[at] = array[at]! < leastSquare * longest ? 0 : array[at]! + ridge
  }
}

/** Numbers, but not what rows are padded with, less by `l1`. */
export function lower({ array, nRows, dim, stride }: Factors, l1: number): void {
  for (let r = 0; r < nRows; r++) for (let k = 0; k < dim; k++) array[r * stride + k]! -= l1
}
