/**
 * All eigenvalues and eigenvectors of a symmetric matrix: A = V diag(λ) Vᵀ.
 *
 * @param A  n × n, row-major; only its lower triangle is read
 * @returns  values falling; vectors row-major, row k belongs to value k, orthonormal
 * @throws RangeError  numbers that are not finite, or no convergence (does not happen for finite ones)
 *
 * Householder's reduction to a tridiagonal matrix and the QL algorithm with implicit shifts: 3 n³ multiply-adds or so.
 * Source: Martin, Reinsch & Wilkinson, Numerische Mathematik 1968; Dubrulle, Martin & Wilkinson, 1968 (tred2, imtql2).
 */
export function symmetricEigen(A: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  if (A.length !== n * n || !A.every(Number.isFinite))
    throw new RangeError(`symmetricEigen: want ${n} x ${n} finite numbers`)
  const { d, e, Q } = tridiagonal(A, n)
  diagonalise(d, e, Q, n)
  const order = Array.from(d.keys()).sort((a, b) => d[b]! - d[a]!)
  const vectors = new Float64Array(n * n)
  order.forEach((from, k) => {
    vectors.set(Q.subarray(from * n, (from + 1) * n), k * n)
  })
  return { values: Float64Array.from(order, (k) => d[k]!), vectors }
}

/**
 * A = Σ over the tridiagonal of d and e in the basis whose vectors are the rows of Q: T = Q A Qᵀ, with T_kk = d_k and
 * T_k,k+1 = e_k.
 */
function tridiagonal(A: Float64Array, n: number): { d: Float64Array; e: Float64Array; Q: Float64Array } {
  const T = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) T[i * n + j] = T[j * n + i] = A[i * n + j]!
  const Q = new Float64Array(n * n)
  for (let i = 0; i < n; i++) Q[i * n + i] = 1
  const v = new Float64Array(n)
  const p = new Float64Array(n)
  for (let k = 0; k + 2 < n; k++) {
    // H = I − 2 v vᵀ leaves of column k only its first two numbers
    let norm = 0
    for (let i = k + 1; i < n; i++) norm += T[i * n + k]! ** 2
    norm = Math.sqrt(norm)
    if (norm === 0) continue
    const first = T[(k + 1) * n + k]!
    const alpha = first > 0 ? -norm : norm
    v.fill(0, 0, n)
    for (let i = k + 1; i < n; i++) v[i] = T[i * n + k]!
    v[k + 1]! -= alpha
    let length = 0
    for (let i = k + 1; i < n; i++) length += v[i]! ** 2
    length = Math.sqrt(length)
    for (let i = k + 1; i < n; i++) v[i]! /= length
    // T ← H T H = T − 2 v qᵀ − 2 q vᵀ with q = T v − v (vᵀ T v)
    let vTv = 0
    for (let i = k; i < n; i++) {
      let sum = 0
      const row = i * n
      for (let j = k + 1; j < n; j++) sum += T[row + j]! * v[j]!
      p[i] = sum
      vTv += v[i]! * sum
    }
    for (let i = k; i < n; i++) p[i]! -= v[i]! * vTv
    for (let i = k; i < n; i++) {
      const [vi, pi, row] = [2 * v[i]!, 2 * p[i]!, i * n]
      for (let j = k; j < n; j++) T[row + j]! -= vi * p[j]! + pi * v[j]!
    }
    // Q ← H Q, row by row of v's weights
    p.fill(0)
    for (let i = k + 1; i < n; i++) {
      const vi = v[i]!
      for (let j = 0; j < n; j++) p[j]! += vi * Q[i * n + j]!
    }
    for (let i = k + 1; i < n; i++) {
      const vi = 2 * v[i]!
      for (let j = 0; j < n; j++) Q[i * n + j]! -= vi * p[j]!
    }
  }
  const d = Float64Array.from({ length: n }, (_, k) => T[k * n + k]!)
  const e = Float64Array.from({ length: n }, (_, k) => (k + 1 < n ? T[k * n + k + 1]! : 0))
  return { d, e, Q }
}

/** QL with implicit shifts: d becomes the eigenvalues, rows of Q their vectors. */
function diagonalise(d: Float64Array, e: Float64Array, Q: Float64Array, n: number): void {
  let size = 0
  for (let k = 0; k < n; k++) size = Math.max(size, Math.abs(d[k]!) + Math.abs(e[k]!))
  // below this an off-diagonal number is rounding of the whole matrix, however small its neighbours are
  const negligible = Number.EPSILON * size
  for (let l = 0; l < n; l++) {
    for (let turn = 0; ; turn++) {
      let m = l
      while (m + 1 < n && Math.abs(e[m]!) > negligible) m++
      if (m === l) break
      if (turn === 60) throw new RangeError('symmetricEigen: no convergence')
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
      let r = Math.hypot(g, 1)
      g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r))
      let [s, c, p] = [1, 1, 0]
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]!
        const b = c * e[i]!
        r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1]! -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1]! - p
        r = (d[i]! - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
        const [low, high] = [i * n, (i + 1) * n]
        for (let k = 0; k < n; k++) {
          const above = Q[high + k]!
          const here = Q[low + k]!
          Q[high + k] = s * here + c * above
          Q[low + k] = c * here - s * above
        }
      }
      if (r === 0 && i >= l) continue
      d[l]! -= p
      e[l] = g
      e[m] = 0
    }
  }
}
