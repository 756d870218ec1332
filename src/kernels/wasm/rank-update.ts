// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, nmadd, splatAt } from './lanes'

/**
 * One tile of 4 rows and 12 columns of
 *
 *     u = base + Σ_{k < n} p_k p_kᵀ − Σ_{k < m} u_k u_kᵀ
 *
 * each with rows of its own number of bytes. `i` and `j` are byte offsets of the tile's first row and column in a row.
 * Accumulators stay in registers: 12 of the 16 there are, 3 for columns, 1 for the row's number.
 * base 0 means none.
 */
// @ts-ignore: decorator
@inline export function tile3(
  base: usize, baseStride: usize, p: usize, pStride: usize, n: i32, u: usize, m: i32, uStride: usize, i: usize, j: usize,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0
  let b0 = a0, b1 = a0, b2 = a0
  let c0 = a0, c1 = a0, c2 = a0
  let d0 = a0, d1 = a0, d2 = a0
  let at = p + i
  let from = p + j
  for (let k = 0; k < n; k++) {
    const v0 = v128.load(from), v1 = v128.load(from, 16), v2 = v128.load(from, 32)
    let s = splatAt(at)
    a0 = madd(s, v0, a0); a1 = madd(s, v1, a1); a2 = madd(s, v2, a2)
    s = splatAt(at + 4)
    b0 = madd(s, v0, b0); b1 = madd(s, v1, b1); b2 = madd(s, v2, b2)
    s = splatAt(at + 8)
    c0 = madd(s, v0, c0); c1 = madd(s, v1, c1); c2 = madd(s, v2, c2)
    s = splatAt(at + 12)
    d0 = madd(s, v0, d0); d1 = madd(s, v1, d1); d2 = madd(s, v2, d2)
    at += pStride
    from += pStride
  }
  if (base) {
    let g = base + (i >> 2) * baseStride + j
    a0 = f32x4.add(a0, v128.load(g)); a1 = f32x4.add(a1, v128.load(g, 16)); a2 = f32x4.add(a2, v128.load(g, 32))
    g += baseStride
    b0 = f32x4.add(b0, v128.load(g)); b1 = f32x4.add(b1, v128.load(g, 16)); b2 = f32x4.add(b2, v128.load(g, 32))
    g += baseStride
    c0 = f32x4.add(c0, v128.load(g)); c1 = f32x4.add(c1, v128.load(g, 16)); c2 = f32x4.add(c2, v128.load(g, 32))
    g += baseStride
    d0 = f32x4.add(d0, v128.load(g)); d1 = f32x4.add(d1, v128.load(g, 16)); d2 = f32x4.add(d2, v128.load(g, 32))
  }
  at = u + i
  from = u + j
  for (let k = 0; k < m; k++) {
    const v0 = v128.load(from), v1 = v128.load(from, 16), v2 = v128.load(from, 32)
    let s = splatAt(at)
    a0 = nmadd(s, v0, a0); a1 = nmadd(s, v1, a1); a2 = nmadd(s, v2, a2)
    s = splatAt(at + 4)
    b0 = nmadd(s, v0, b0); b1 = nmadd(s, v1, b1); b2 = nmadd(s, v2, b2)
    s = splatAt(at + 8)
    c0 = nmadd(s, v0, c0); c1 = nmadd(s, v1, c1); c2 = nmadd(s, v2, c2)
    s = splatAt(at + 12)
    d0 = nmadd(s, v0, d0); d1 = nmadd(s, v1, d1); d2 = nmadd(s, v2, d2)
    at += uStride
    from += uStride
  }
  let o = u + (i >> 2) * uStride + j
  v128.store(o, a0); v128.store(o, a1, 16); v128.store(o, a2, 32)
  o += uStride
  v128.store(o, b0); v128.store(o, b1, 16); v128.store(o, b2, 32)
  o += uStride
  v128.store(o, c0); v128.store(o, c1, 16); v128.store(o, c2, 32)
  o += uStride
  v128.store(o, d0); v128.store(o, d1, 16); v128.store(o, d2, 32)
}

/** The same for 4 columns: the rest of a row, and the tile on the diagonal. */
// @ts-ignore: decorator
@inline export function tile1(
  base: usize, baseStride: usize, p: usize, pStride: usize, n: i32, u: usize, m: i32, uStride: usize, i: usize, j: usize,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  let at = p + i
  let from = p + j
  for (let k = 0; k < n; k++) {
    const v = v128.load(from)
    a = madd(splatAt(at), v, a)
    b = madd(splatAt(at + 4), v, b)
    c = madd(splatAt(at + 8), v, c)
    d = madd(splatAt(at + 12), v, d)
    at += pStride
    from += pStride
  }
  if (base) {
    let g = base + (i >> 2) * baseStride + j
    a = f32x4.add(a, v128.load(g))
    g += baseStride
    b = f32x4.add(b, v128.load(g))
    g += baseStride
    c = f32x4.add(c, v128.load(g))
    g += baseStride
    d = f32x4.add(d, v128.load(g))
  }
  at = u + i
  from = u + j
  for (let k = 0; k < m; k++) {
    const v = v128.load(from)
    a = nmadd(splatAt(at), v, a)
    b = nmadd(splatAt(at + 4), v, b)
    c = nmadd(splatAt(at + 8), v, c)
    d = nmadd(splatAt(at + 12), v, d)
    at += uStride
    from += uStride
  }
  let o = u + (i >> 2) * uStride + j
  v128.store(o, a)
  o += uStride
  v128.store(o, b)
  o += uStride
  v128.store(o, c)
  o += uStride
  v128.store(o, d)
}

/** The upper triangle, tile by tile, of out = base + Σ p_k p_kᵀ. */
export function rankUpdate(
  base: usize, baseStride: usize, p: usize, pStride: usize, n: i32, dim: i32, out: usize, outStride: usize,
): void {
  const end = (dim as usize) << 2
  for (let i: usize = 0; i < end; i += 16) {
    let j = i
    for (; j + 48 <= end; j += 48) tile3(base, baseStride, p, pStride, n, out, 0, outStride, i, j)
    for (; j < end; j += 16) tile1(base, baseStride, p, pStride, n, out, 0, outStride, i, j)
  }
}
