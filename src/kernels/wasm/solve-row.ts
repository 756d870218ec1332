// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { cholesky, solve } from './exact'
import { madd, splatAt } from './lanes'
import { scores } from './scores'

/** A = diag(spectrum) + ridge·I + Σ weight y yᵀ, factored; scratch: 128 padded rows. */
export function factorise(
  y: usize, items: usize, weights: usize, n: i32, spectrum: usize, ridge: f32, dim: i32, u: usize, scratch: usize,
): i32 {
  return cholesky(y, (dim as usize) << 2, items, weights, n, 0, 0, spectrum, ridge, dim, u, scratch)
}

/** x = Σ_k weight_k y_k. */
function weigh(y: usize, items: usize, weights: usize, n: i32, stride: usize, x: usize): void {
  memory.fill(x, 0, stride)
  for (let k = 0; k < n; k++) {
    const weight = splatAt(weights + ((k as usize) << 2))
    const from = y + (load<u32>(items + ((k as usize) << 2)) as usize) * stride
    for (let at: usize = 0; at < stride; at += 16)
      v128.store(x + at, madd(weight, v128.load(from + at), v128.load(x + at)))
  }
}

/**
 * With D = diag(spectrum) + ridge·I and C = √W Y D^-½, one row for each entry, A = D^½ (I + CᵀC) D^½ and
 *
 *     x = A⁻¹ Yᵀ w = D^-½ Cᵀ (I + C Cᵀ)⁻¹ √w
 *
 * so a row of n entries is a system of n equations where n is less than dim (Sherman, Morrison & Woodbury).
 */
export function solveRow(
  y: usize, items: usize, weights: usize, n: i32, spectrum: usize, ridge: f32, dim: i32, x: usize, scratch: usize,
): i32 {
  const stride = (dim as usize) << 2
  if (n == 0) {
    memory.fill(x, 0, stride)
    return 1
  }
  if (4 * n > 3 * dim) {
    const copies = scratch + stride * (dim + 16)
    if (!factorise(y, items, weights, n, spectrum, ridge, dim, scratch, copies)) return 0
    weigh(y, items, weights, n, stride, x)
    solve(scratch, dim, x)
    return 1
  }
  const m = (n + 3) & ~3
  const wide = (m as usize) << 2
  const D = scratch
  const z = D + stride
  const C = z + wide
  const K = C + (m as usize) * stride
  const U = K + (m as usize) * wide
  for (let at: usize = 0; at < stride; at += 16) {
    const d = f32x4.add(v128.load(spectrum + at), f32x4.splat(ridge))
    if (!v128.all_true<i32>(f32x4.gt(d, f32x4.splat(0)))) return 0
    v128.store(D + at, f32x4.div(f32x4.splat(1), f32x4.sqrt(d)))
  }
  for (let k = 0; k < n; k++) {
    const skip = (k as usize) << 2
    const weight = sqrt<f32>(load<f32>(weights + skip))
    store<f32>(z + skip, weight)
    const root = f32x4.splat(weight)
    const from = y + (load<u32>(items + skip) as usize) * stride
    const to = C + (k as usize) * stride
    for (let at: usize = 0; at < stride; at += 16)
      v128.store(to + at, f32x4.mul(f32x4.mul(root, v128.load(D + at)), v128.load(from + at)))
  }
  // the rest of the last four rows: equations 1·z = 0 of their own
  memory.fill(C + (n as usize) * stride, 0, ((m - n) as usize) * stride)
  memory.fill(z + ((n as usize) << 2), 0, ((m - n) as usize) << 2)
  // C Cᵀ, eight rows at a time from the diagonal on
  for (let r = 0; r < m; r += 8) {
    const from = C + (r as usize) * stride
    scores(from, min(8, m - r), from, m - r, dim, K + (r as usize) * wide + ((r as usize) << 2), m)
  }
  if (!cholesky(0, 0, 0, 0, 0, K, wide, 0, 1, m, U, 0)) return 0
  solve(U, m, z)
  memory.fill(x, 0, stride)
  for (let k = 0; k < n; k++) {
    const weight = splatAt(z + ((k as usize) << 2))
    const from = C + (k as usize) * stride
    for (let at: usize = 0; at < stride; at += 16)
      v128.store(x + at, madd(weight, v128.load(from + at), v128.load(x + at)))
  }
  for (let at: usize = 0; at < stride; at += 16) v128.store(x + at, f32x4.mul(v128.load(x + at), v128.load(D + at)))
  return 1
}
