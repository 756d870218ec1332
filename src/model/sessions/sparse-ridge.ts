import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { topK } from '../../numbers/topk.ts'
import type { FitContext } from '../model.ts'
import type { RegressionRows } from './regression-rows.ts'

/** Items between two turns of the event loop. */
const itemsPerTurn = 256

/**
 * B = (λI + source)⁻¹ target where every item j is predicted from few others only: the support N_j are the `nPredictors`
 * items i with the largest target_ij / √(λ + source_ii), and column j of B is the exact ridge regression on them,
 *
 *     B_{N j} = (λI + source_NN)⁻¹ target_{N j}          0 outside N_j
 *
 * With nPredictors ≥ n it is the dense solution but for items that never precede j. n systems of nPredictors unknowns:
 * O(n · nPredictors³ / 6 + n · nPredictors · the entries of a row), memory that of the pairs that occur and of B.
 * Source: the idea of solving for the neighbours of an item alone: Steck, NeurIPS 2019 (MRF); theirs are rows of the inverse.
 */
export async function sparseRidge(
  n: number,
  rows: RegressionRows,
  { lambda, nPredictors }: { lambda: number; nPredictors: number },
  { signal, onProgress }: FitContext,
): Promise<Csr> {
  const turn = async (done: number) => {
    await setImmediate()
    signal?.throwIfAborted()
    onProgress?.(done, 2 * n)
  }
  const sources = new GrowingCsr(n)
  const targets = new GrowingCsr(n)
  for (let i = 0; i < n; i++) {
    if (i % itemsPerTurn === 0) await turn(i)
    rows.take(i)
    for (const j of rows.touched.subarray(0, rows.nTouched).sort()) {
      if (rows.source[j]! > 0) sources.add(j, rows.source[j]!)
      if (rows.target[j]! > 0) targets.add(j, rows.target[j]!)
    }
    sources.endRow()
    targets.endRow()
  }
  const source = sources.finish(n)
  const wanted = transpose(targets.finish(n))
  const spread = spreadOf(source, lambda)
  const solver = new LocalSolver(source, lambda, nPredictors)
  const columns = new GrowingCsr(n)
  for (let j = 0; j < n; j++) {
    if (j % itemsPerTurn === 0) await turn(n + j)
    const [from, to] = [wanted.rowStart[j]!, wanted.rowStart[j + 1]!]
    const item = wanted.column.subarray(from, to)
    const value = wanted.value.subarray(from, to)
    // topK gives positions of rising items once they are sorted
    const chosen =
      item.length <= nPredictors
        ? Uint32Array.from(item.keys())
        : topK(
            value.map((x, k) => x / spread[item[k]!]!),
            nPredictors,
          ).sort()
    const weights = solver.solve(item, value, chosen)
    for (let k = 0; k < chosen.length; k++) if (weights[k] !== 0) columns.add(item[chosen[k]!]!, weights[k]!)
    columns.endRow()
  }
  onProgress?.(2 * n, 2 * n)
  return transpose(columns.finish(n))
}

/** √(λ + source_ii) */
function spreadOf({ nRows, rowStart, column, value }: Csr, lambda: number): Float64Array {
  const spread = new Float64Array(nRows)
  for (let i = 0; i < nRows; i++) {
    let own = lambda
    for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) if (column[at] === i) own += value[at]!
    spread[i] = Math.sqrt(own)
  }
  return spread
}

/** (λI + source_NN) x = b for one small N after the other, by Cholesky in float64, in arrays made once. */
class LocalSolver {
  readonly #source: Csr
  readonly #lambda: number
  /** lower triangle, rows of `most` */
  readonly #A: Float64Array
  readonly #most: number
  readonly #x: Float64Array
  /** place in N, from 1; 0 = not in it */
  readonly #place: Uint32Array

  constructor(source: Csr, lambda: number, most: number) {
    this.#source = source
    this.#lambda = lambda
    this.#most = Math.min(most, source.nRows)
    this.#A = new Float64Array(this.#most ** 2)
    this.#x = new Float64Array(this.#most)
    this.#place = new Uint32Array(source.nRows)
  }

  /** @param chosen  positions in `item` and `value`, rising: N and b; the answer is overwritten by the next */
  solve(item: Uint32Array, value: Float32Array, chosen: Uint32Array): Float64Array {
    const { rowStart, column, value: of } = this.#source
    const [A, x, place, stride, n] = [this.#A, this.#x, this.#place, this.#most, chosen.length]
    for (let a = 0; a < n; a++) place[item[chosen[a]!]!] = a + 1
    for (let a = 0; a < n; a++) {
      const i = item[chosen[a]!]!
      A.fill(0, a * stride, a * stride + a + 1)
      for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) {
        const b = place[column[at]!]!
        if (b > 0 && b <= a + 1) A[a * stride + b - 1] = of[at]!
      }
      A[a * stride + a]! += this.#lambda
      x[a] = value[chosen[a]!]!
    }
    for (let a = 0; a < n; a++) place[item[chosen[a]!]!] = 0
    for (let a = 0; a < n; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = A[a * stride + b]!
        for (let k = 0; k < b; k++) sum -= A[a * stride + k]! * A[b * stride + k]!
        // the ridge keeps the pivots above 0
        A[a * stride + b] = a === b ? Math.sqrt(sum) : sum / A[b * stride + b]!
      }
      for (let k = 0; k < a; k++) x[a]! -= A[a * stride + k]! * x[k]!
      x[a]! /= A[a * stride + a]!
    }
    for (let a = n - 1; a >= 0; a--) {
      x[a]! /= A[a * stride + a]!
      for (let k = 0; k < a; k++) x[k]! -= A[a * stride + k]! * x[a]!
    }
    return x
  }
}
