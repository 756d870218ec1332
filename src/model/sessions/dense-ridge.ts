import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { symmetricBytes } from '../../kernels/kernels.ts'
import { transpose } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import type { FitContext } from '../model.ts'
import type { RegressionRows } from './regression-rows.ts'

/** The inverse in half and whole, and the product. */
export const denseRidgeBytes = (n: number) => symmetricBytes(n) + 2 * n * Math.ceil(n / 4) * 16

/** @returns  the largest number of items for which the kernels' memory has room */
export function mostDenseItems(kernels: Kernels): number {
  const free = kernels.mostBytes - kernels.takenBytes - 2 ** 26
  return Math.floor(Math.sqrt(Math.max(0, free) / 10.2))
}

/** B = (λI + source)⁻¹ target, n × n: one inverse in float32, n³ flops on all threads. */
export async function denseRidge(
  n: number,
  rows: RegressionRows,
  lambda: number,
  { kernels, signal, onProgress }: FitContext,
): Promise<Factors> {
  const target = new GrowingCsr(n)
  const P = kernels.symmetric(n)
  const dense = kernels.factors(n, n)
  try {
    const row = new Float32Array(n)
    for (let i = 0; i < n; i++) {
      rows.take(i)
      row.fill(0)
      for (const j of rows.touched.subarray(0, rows.nTouched)) {
        row[j] = rows.source[j]!
        if (rows.target[j]! > 0) target.add(j, rows.target[j]!)
      }
      target.endRow()
      row[i]! += lambda
      P.setRow(i, row)
    }
    await P.invertNegated({ signal, onProgress })
    for (let i = 0; i < n; i++) {
      P.rowInto(i, row)
      for (let j = 0; j < n; j++) row[j] = -row[j]!
      dense.array.set(row, i * dense.stride)
    }
  } finally {
    P.release()
  }
  // Bᵀ = targetᵀ P, P symmetric; then turned
  const turned = kernels.hold(transpose(target.finish(n)))
  const BT = kernels.factors(n, n)
  await kernels.combine(turned, dense, BT, signal)
  kernels.drop(turned)
  const { array: to, stride } = dense
  const from = BT.array
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) to[i * stride + j] = from[j * stride + i]!
  kernels.release(BT)
  return dense
}
