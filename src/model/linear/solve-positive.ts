/**
 * The solution of A x = b for a symmetric positive definite A, by Cholesky's A = L Lᵀ, in place: b becomes x, the lower half
 * of A becomes L.
 *
 * @param A  n × n from the start of the array, row a from a·n; only the lower half is read
 * @param floor  > 0: a pivot below it becomes it. A matrix whose small entries were left out may have lost definiteness by a
 *   little; such an item is then as good as fixed at what it has
 *
 * n³ / 6 + n² multiply-adds.
 */
export function solvePositive(A: Float64Array, b: Float64Array, n: number, floor: number): void {
  for (let r = 0; r < n; r++) {
    const row = r * n
    for (let c = 0; c <= r; c++) {
      const other = c * n
      let sum = A[row + c]!
      for (let k = 0; k < c; k++) sum -= A[row + k]! * A[other + k]!
      A[row + c] = c < r ? sum / A[other + c]! : Math.sqrt(Math.max(sum, floor))
    }
  }
  for (let r = 0; r < n; r++) {
    let sum = b[r]!
    for (let k = 0; k < r; k++) sum -= A[r * n + k]! * b[k]!
    b[r] = sum / A[r * n + r]!
  }
  for (let r = n - 1; r >= 0; r--) {
    b[r]! /= A[r * n + r]!
    for (let k = 0; k < r; k++) b[k]! -= A[r * n + k]! * b[r]!
  }
}
