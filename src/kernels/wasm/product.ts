// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, splatAt } from './lanes'

/** Rows that are turned together: a panel of q stays in the first cache for all of them. */
// @ts-ignore: decorator
@inline const together = 32

/** x ← x Q for nRows rows, in place; Q is dim × dim, row-major. scratch: turnScratch(dim) bytes. */
export function turn(x: usize, nRows: i32, q: usize, dim: i32, scratch: usize): void {
  const stride = (dim as usize) << 2
  const wide = stride + 64
  const rows = scratch + (dim as usize) * wide
  for (let r: usize = 0; r < (dim as usize); r++) memory.copy(scratch + r * wide, q + r * stride, stride)
  for (let r = 0; r < nRows; r += together) {
    const n = min(together, nRows - r)
    const at = x + (r as usize) * stride
    product(at, n, scratch, wide, stride, stride, rows)
    memory.copy(at, rows, (n as usize) * stride)
  }
}

/**
 * out = X G for n rows of X and the first `width` bytes of each row of G, rows of `stride` and gStride bytes; rows of out
 * have `stride` as well. 12 columns of G, which the first cache holds, for four rows of X after four rows.
 */
export function product(x: usize, n: i32, g: usize, gStride: usize, stride: usize, width: usize, out: usize): void {
  const fours = n & ~3
  let j: usize = 0
  for (; j + 48 <= width; j += 48)
    for (let r = 0; r < fours; r += 4) four3(x + (r as usize) * stride, g + j, gStride, stride, out + (r as usize) * stride + j)
  for (; j < width; j += 16)
    for (let r = 0; r < fours; r += 4) four1(x + (r as usize) * stride, g + j, gStride, stride, out + (r as usize) * stride + j)
  for (let r = fours; r < n; r++)
    for (j = 0; j < width; j += 16) one(x + (r as usize) * stride, g + j, gStride, stride, out + (r as usize) * stride + j)
}

// @ts-ignore: decorator
@inline function four3(x: usize, g: usize, gStride: usize, stride: usize, o: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0
  let b0 = a0, b1 = a0, b2 = a0
  let c0 = a0, c1 = a0, c2 = a0
  let d0 = a0, d1 = a0, d2 = a0
  const x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride
  for (let k: usize = 0; k < stride; k += 4) {
    const v0 = v128.load(g), v1 = v128.load(g, 16), v2 = v128.load(g, 32)
    let s = splatAt(x + k)
    a0 = madd(s, v0, a0); a1 = madd(s, v1, a1); a2 = madd(s, v2, a2)
    s = splatAt(x1 + k)
    b0 = madd(s, v0, b0); b1 = madd(s, v1, b1); b2 = madd(s, v2, b2)
    s = splatAt(x2 + k)
    c0 = madd(s, v0, c0); c1 = madd(s, v1, c1); c2 = madd(s, v2, c2)
    s = splatAt(x3 + k)
    d0 = madd(s, v0, d0); d1 = madd(s, v1, d1); d2 = madd(s, v2, d2)
    g += gStride
  }
  v128.store(o, a0); v128.store(o, a1, 16); v128.store(o, a2, 32)
  o += stride
  v128.store(o, b0); v128.store(o, b1, 16); v128.store(o, b2, 32)
  o += stride
  v128.store(o, c0); v128.store(o, c1, 16); v128.store(o, c2, 32)
  o += stride
  v128.store(o, d0); v128.store(o, d1, 16); v128.store(o, d2, 32)
}

// @ts-ignore: decorator
@inline function four1(x: usize, g: usize, gStride: usize, stride: usize, o: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  const x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride
  for (let k: usize = 0; k < stride; k += 4) {
    const v = v128.load(g)
    a = madd(splatAt(x + k), v, a)
    b = madd(splatAt(x1 + k), v, b)
    c = madd(splatAt(x2 + k), v, c)
    d = madd(splatAt(x3 + k), v, d)
    g += gStride
  }
  v128.store(o, a)
  v128.store(o + stride, b)
  v128.store(o + 2 * stride, c)
  v128.store(o + 3 * stride, d)
}

// @ts-ignore: decorator
@inline function one(x: usize, g: usize, gStride: usize, stride: usize, o: usize): void {
  let a = f32x4.splat(0)
  for (let k: usize = 0; k < stride; k += 4) {
    a = madd(splatAt(x + k), v128.load(g), a)
    g += gStride
  }
  v128.store(o, a)
}
