// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { nmadd, splatAt } from './lanes'

/**
 * c −= Σ_{k < size} w_k a_kᵀ for a tile c of size × size and rows w_k, a_k of `size` numbers each, all row-major and
 * whole; size is a multiple of 12. Four rows and twelve columns of c stay in registers while all k pass.
 */
export function takeOff(c: usize, w: usize, a: usize, size: i32): void {
  const stride = (size as usize) << 2
  for (let i: usize = 0; i < stride; i += 16) {
    const row = c + (i >> 2) * stride
    for (let j: usize = 0; j < stride; j += 48) tile(row + j, w + i, a + j, stride)
  }
}

// @ts-ignore: decorator
@inline function tile(c: usize, w: usize, a: usize, stride: usize): void {
  const c1 = c + stride, c2 = c1 + stride, c3 = c2 + stride
  let a0 = v128.load(c), a1 = v128.load(c, 16), a2 = v128.load(c, 32)
  let b0 = v128.load(c1), b1 = v128.load(c1, 16), b2 = v128.load(c1, 32)
  let d0 = v128.load(c2), d1 = v128.load(c2, 16), d2 = v128.load(c2, 32)
  let e0 = v128.load(c3), e1 = v128.load(c3, 16), e2 = v128.load(c3, 32)
  const end = w + (stride >> 2) * stride
  for (; w < end; w += stride) {
    const v0 = v128.load(a), v1 = v128.load(a, 16), v2 = v128.load(a, 32)
    let s = splatAt(w)
    a0 = nmadd(s, v0, a0); a1 = nmadd(s, v1, a1); a2 = nmadd(s, v2, a2)
    s = splatAt(w + 4)
    b0 = nmadd(s, v0, b0); b1 = nmadd(s, v1, b1); b2 = nmadd(s, v2, b2)
    s = splatAt(w + 8)
    d0 = nmadd(s, v0, d0); d1 = nmadd(s, v1, d1); d2 = nmadd(s, v2, d2)
    s = splatAt(w + 12)
    e0 = nmadd(s, v0, e0); e1 = nmadd(s, v1, e1); e2 = nmadd(s, v2, e2)
    a += stride
  }
  v128.store(c, a0); v128.store(c, a1, 16); v128.store(c, a2, 32)
  v128.store(c1, b0); v128.store(c1, b1, 16); v128.store(c1, b2, 32)
  v128.store(c2, d0); v128.store(c2, d1, 16); v128.store(c2, d2, 32)
  v128.store(c3, e0); v128.store(c3, e1, 16); v128.store(c3, e2, 32)
}
