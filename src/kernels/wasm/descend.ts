// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { dot, products } from './conjugate'
import { cholesky, solve } from './exact'
import { madd, nmadd } from './lanes'
import { product } from './product'

/** Rows whose products with the Gram matrix are made together; their items' factors still fit the second cache. */
// @ts-ignore: decorator
@inline const together = 8

/** out_k += p·y_k for n entries, over `width` bytes from y and p on. */
function addProducts(y: usize, yStride: usize, items: usize, n: i32, p: usize, width: usize, out: usize): void {
  let k = 0
  for (; k + 4 <= n; k += 4) {
    const y0 = y + (load<u32>(items) as usize) * yStride
    const y1 = y + (load<u32>(items, 4) as usize) * yStride
    const y2 = y + (load<u32>(items, 8) as usize) * yStride
    const y3 = y + (load<u32>(items, 12) as usize) * yStride
    v128.store(out, f32x4.add(v128.load(out), products(p, y0, y1, y2, y3, width)))
    items += 16
    out += 16
  }
  for (; k < n; k++) {
    store<f32>(out, load<f32>(out) + dot(p, y + (load<u32>(items) as usize) * yStride, width))
    items += 4
    out += 4
  }
}

/**
 * One pass of Newton's method over blocks of `width` numbers of each row: with s_k = x·y_k kept up to date for the entries
 * of the row, the numbers of a block move by H⁻¹ g, H and g the block's own part of A and of b − A x. scratch: `together`
 * products, a step, a factor, copies of 128 rows, the Gram matrix, its rows a cache line longer, and s for the entries.
 */
export function descend(
  y: usize, items: usize, weights: usize, starts: usize, nRows: i32, gram: usize, ridges: usize, dim: i32, width: i32,
  x: usize, scratch: usize,
): i32 {
  const stride = (dim as usize) << 2
  const block = (width as usize) << 2
  const AX = scratch
  const step = AX + (together as usize) * stride
  const U = step + block
  const copies = U + (width as usize) * (block + 64)
  const G = copies + 128 * (block + 64)
  const wide = stride + 64
  const S = G + (dim as usize) * wide
  for (let r: usize = 0; r < (dim as usize); r++) memory.copy(G + r * wide, gram + r * stride, stride)
  for (let from = 0; from < nRows; from += together) {
    const rows = min(together, nRows - from)
    const base = load<u32>(starts + ((from as usize) << 2))
    const entries = load<u32>(starts + (((from + rows) as usize) << 2)) - base
    // rows of s begin at whole vectors
    memory.fill(S, 0, ((entries + 4 * rows) as usize) << 2)
    let s = S
    for (let q = from; q < from + rows; q++) {
      const start = load<u32>(starts + ((q as usize) << 2))
      const n = load<u32>(starts + ((q as usize) << 2), 4) - start
      if (n == 0) memory.fill(x + (q as usize) * stride, 0, stride)
      addProducts(y, stride, items + ((start as usize) << 2), n, x + (q as usize) * stride, stride, s)
      s += (((n + 3) & ~3) as usize) << 2
    }
    for (let at: usize = 0; at < stride; at += block) {
      const bytes = min(block, stride - at)
      product(x + (from as usize) * stride, rows, G + at, wide, stride, bytes, AX)
      s = S
      for (let q = from; q < from + rows; q++) {
        const start = load<u32>(starts + ((q as usize) << 2))
        const n = load<u32>(starts + ((q as usize) << 2), 4) - start
        if (n == 0) continue
        const X = x + (q as usize) * stride + at
        const ridge = load<f32>(ridges + ((q as usize) << 2))
        const ax = AX + ((q - from) as usize) * stride
        const rowItems = items + ((start as usize) << 2)
        const rowWeights = weights + ((start as usize) << 2)
        // g = Σ w (1 − s) y − G x − ridge x
        for (let k: usize = 0; k < bytes; k += 16)
          v128.store(step + k, nmadd(f32x4.splat(ridge), v128.load(X + k), f32x4.neg(v128.load(ax + k))))
        for (let k: usize = 0; k < (n as usize) << 2; k += 4) {
          const scale = f32x4.splat(load<f32>(rowWeights + k) * (1 - load<f32>(s + k)))
          const row = y + (load<u32>(rowItems + k) as usize) * stride + at
          for (let j: usize = 0; j < bytes; j += 16) v128.store(step + j, madd(scale, v128.load(row + j), v128.load(step + j)))
        }
        const size = (bytes >> 2) as i32
        if (!cholesky(y + at, stride, rowItems, rowWeights, n, G + (at >> 2) * wide + at, wide, 0, ridge, size, U, copies))
          return 0
        solve(U, size, step)
        for (let k: usize = 0; k < bytes; k += 16) v128.store(X + k, f32x4.add(v128.load(X + k), v128.load(step + k)))
        addProducts(y + at, stride, rowItems, n, step, bytes, s)
        s += (((n + 3) & ~3) as usize) << 2
      }
    }
  }
  return 1
}
