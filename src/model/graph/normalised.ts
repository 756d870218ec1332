import type { HeldCsr, Kernels } from '../../kernels/kernels.ts'
import { type Csr, transpose } from '../../numbers/csr.ts'

/** R = D_u^−a X D_i^−b both ways in the kernels' memory, D = sums of weights; and the items' sums. */
export interface Normalised {
  byUser: HeldCsr
  byItem: HeldCsr
  itemSum: Float64Array
}

export function normalised(kernels: Kernels, X: Csr, userExponent: number, itemExponent: number): Normalised {
  const userSum = new Float64Array(X.nRows)
  const itemSum = new Float64Array(X.nCols)
  for (let u = 0; u < X.nRows; u++)
    for (let at = X.rowStart[u]!; at < X.rowStart[u + 1]!; at++) {
      userSum[u]! += X.value[at]!
      itemSum[X.column[at]!]! += X.value[at]!
    }
  // a copy of its own, as X is the caller's, in whatever memory it lies
  const R = { ...X, value: X.value.slice() }
  for (let u = 0; u < X.nRows; u++)
    for (let at = X.rowStart[u]!; at < X.rowStart[u + 1]!; at++)
      R.value[at]! *= userSum[u]! ** -userExponent * itemSum[X.column[at]!]! ** -itemExponent
  return { byUser: kernels.hold(R), byItem: kernels.hold(transpose(R)), itemSum }
}

export function dropNormalised(kernels: Kernels, { byUser, byItem }: Normalised): void {
  kernels.drop(byUser)
  kernels.drop(byItem)
}

/** Bytes of the kernels' memory. */
export const normalisedBytes = ({ nRows, nCols, column }: Csr) => (nRows + nCols) * 4 + column.length * 16

/** sum^−exponent, 0 for what nobody has. */
export const powers = (sum: Float64Array, exponent: number) =>
  Float32Array.from(sum, (s) => (s > 0 ? s ** -exponent : 0))
