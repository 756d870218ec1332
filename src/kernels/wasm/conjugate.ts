// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, nmadd, sum, sums } from './lanes'

/** p·y0 … p·y3. */
// @ts-ignore: decorator
@inline export function products(p: usize, y0: usize, y1: usize, y2: usize, y3: usize, stride: usize): v128 {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
  // 16 numbers a turn: one sum of addresses for four loads
  let at: usize = 0
  for (; at + 64 <= stride; at += 64) {
    const v = p + at, q0 = y0 + at, q1 = y1 + at, q2 = y2 + at, q3 = y3 + at
    let w = v128.load(v)
    a0 = madd(w, v128.load(q0), a0); a1 = madd(w, v128.load(q1), a1)
    a2 = madd(w, v128.load(q2), a2); a3 = madd(w, v128.load(q3), a3)
    w = v128.load(v, 16)
    a0 = madd(w, v128.load(q0, 16), a0); a1 = madd(w, v128.load(q1, 16), a1)
    a2 = madd(w, v128.load(q2, 16), a2); a3 = madd(w, v128.load(q3, 16), a3)
    w = v128.load(v, 32)
    a0 = madd(w, v128.load(q0, 32), a0); a1 = madd(w, v128.load(q1, 32), a1)
    a2 = madd(w, v128.load(q2, 32), a2); a3 = madd(w, v128.load(q3, 32), a3)
    w = v128.load(v, 48)
    a0 = madd(w, v128.load(q0, 48), a0); a1 = madd(w, v128.load(q1, 48), a1)
    a2 = madd(w, v128.load(q2, 48), a2); a3 = madd(w, v128.load(q3, 48), a3)
  }
  for (; at < stride; at += 16) {
    const w = v128.load(p + at)
    a0 = madd(w, v128.load(y0 + at), a0); a1 = madd(w, v128.load(y1 + at), a1)
    a2 = madd(w, v128.load(y2 + at), a2); a3 = madd(w, v128.load(y3 + at), a3)
  }
  return sums(a0, a1, a2, a3)
}

/** r += Σ_k w_k (y_k·p) y_k, with s_k = w_k (y_k·p) four at a time; `first`: s_k = w_k (1 − y_k·p), and m += Σ_k w_k y_k². */
function entries(
  y: usize, items: usize, weights: usize, n: i32, p: usize, r: usize, m: usize, stride: usize, first: bool,
): void {
  let k = 0
  for (; k + 4 <= n; k += 4) {
    const y0 = y + (load<u32>(items) as usize) * stride
    const y1 = y + (load<u32>(items, 4) as usize) * stride
    const y2 = y + (load<u32>(items, 8) as usize) * stride
    const y3 = y + (load<u32>(items, 12) as usize) * stride
    const w = v128.load(weights)
    let s = products(p, y0, y1, y2, y3, stride)
    if (first) {
      s = f32x4.sub(f32x4.splat(1), s)
      squares(y0, y1, y2, y3, w, m, stride)
    }
    s = f32x4.mul(s, w)
    const s0 = v128.shuffle<f32>(s, s, 0, 0, 0, 0)
    const s1 = v128.shuffle<f32>(s, s, 1, 1, 1, 1)
    const s2 = v128.shuffle<f32>(s, s, 2, 2, 2, 2)
    const s3 = v128.shuffle<f32>(s, s, 3, 3, 3, 3)
    let at: usize = 0
    for (; at + 64 <= stride; at += 64) {
      const o = r + at, q0 = y0 + at, q1 = y1 + at, q2 = y2 + at, q3 = y3 + at
      let a = madd(s0, v128.load(q0), v128.load(o))
      let b = madd(s0, v128.load(q0, 16), v128.load(o, 16))
      let c = madd(s0, v128.load(q0, 32), v128.load(o, 32))
      let d = madd(s0, v128.load(q0, 48), v128.load(o, 48))
      a = madd(s1, v128.load(q1), a)
      b = madd(s1, v128.load(q1, 16), b)
      c = madd(s1, v128.load(q1, 32), c)
      d = madd(s1, v128.load(q1, 48), d)
      a = madd(s2, v128.load(q2), a)
      b = madd(s2, v128.load(q2, 16), b)
      c = madd(s2, v128.load(q2, 32), c)
      d = madd(s2, v128.load(q2, 48), d)
      a = madd(s3, v128.load(q3), a)
      b = madd(s3, v128.load(q3, 16), b)
      c = madd(s3, v128.load(q3, 32), c)
      d = madd(s3, v128.load(q3, 48), d)
      v128.store(o, a)
      v128.store(o, b, 16)
      v128.store(o, c, 32)
      v128.store(o, d, 48)
    }
    for (; at < stride; at += 16) {
      let v = madd(s0, v128.load(y0 + at), v128.load(r + at))
      v = madd(s1, v128.load(y1 + at), v)
      v = madd(s2, v128.load(y2 + at), v)
      v128.store(r + at, madd(s3, v128.load(y3 + at), v))
    }
    items += 16
    weights += 16
  }
  for (; k < n; k++) {
    const y0 = y + (load<u32>(items) as usize) * stride
    let s = dot(p, y0, stride)
    if (first) s = 1 - s
    const w = f32x4.splat(load<f32>(weights))
    const scale = f32x4.mul(f32x4.splat(s), w)
    for (let at: usize = 0; at < stride; at += 16) {
      const v = v128.load(y0 + at)
      v128.store(r + at, madd(scale, v, v128.load(r + at)))
      if (first) v128.store(m + at, madd(f32x4.mul(w, v), v, v128.load(m + at)))
    }
    items += 4
    weights += 4
  }
}

/** m += Σ_k w_k y_k² for four rows. */
// @ts-ignore: decorator
@inline function squares(y0: usize, y1: usize, y2: usize, y3: usize, w: v128, m: usize, stride: usize): void {
  const w0 = v128.shuffle<f32>(w, w, 0, 0, 0, 0)
  const w1 = v128.shuffle<f32>(w, w, 1, 1, 1, 1)
  const w2 = v128.shuffle<f32>(w, w, 2, 2, 2, 2)
  const w3 = v128.shuffle<f32>(w, w, 3, 3, 3, 3)
  for (let at: usize = 0; at < stride; at += 16) {
    const a = v128.load(y0 + at), b = v128.load(y1 + at), c = v128.load(y2 + at), d = v128.load(y3 + at)
    let v = madd(f32x4.mul(w0, a), a, v128.load(m + at))
    v = madd(f32x4.mul(w1, b), b, v)
    v = madd(f32x4.mul(w2, c), c, v)
    v128.store(m + at, madd(f32x4.mul(w3, d), d, v))
  }
}

// @ts-ignore: decorator
@inline export function dot(a: usize, b: usize, stride: usize): f32 {
  let one = f32x4.splat(0), two = one
  let at: usize = 0
  for (; at + 32 <= stride; at += 32) {
    one = madd(v128.load(a + at), v128.load(b + at), one)
    two = madd(v128.load(a + at, 16), v128.load(b + at, 16), two)
  }
  if (at < stride) one = madd(v128.load(a + at), v128.load(b + at), one)
  return sum(f32x4.add(one, two))
}

/** Σ_k w_k (y_k·p)²: what the entries add to p·A p. */
function energy(y: usize, items: usize, weights: usize, n: i32, p: usize, stride: usize): f32 {
  let total = f32x4.splat(0)
  let k = 0
  for (; k + 4 <= n; k += 4) {
    const y0 = y + (load<u32>(items) as usize) * stride
    const y1 = y + (load<u32>(items, 4) as usize) * stride
    const y2 = y + (load<u32>(items, 8) as usize) * stride
    const y3 = y + (load<u32>(items, 12) as usize) * stride
    const s = products(p, y0, y1, y2, y3, stride)
    total = madd(f32x4.mul(s, v128.load(weights)), s, total)
    items += 16
    weights += 16
  }
  let last: f32 = sum(total)
  for (; k < n; k++) {
    const s = dot(p, y + (load<u32>(items) as usize) * stride, stride)
    last += s * s * load<f32>(weights)
    items += 4
    weights += 4
  }
  return last
}

/**
 * Conjugate gradients, preconditioned with the diagonal of A. scratch: residual, direction, A·direction, the diagonal of A
 * and spectrum + ridge.
 */
export function conjugate(
  y: usize, items: usize, weights: usize, starts: usize, nRows: i32, spectrum: usize, ridges: usize, dim: i32,
  steps: i32, relax: f32, x: usize, scratch: usize,
): void {
  const stride = (dim as usize) << 2
  const R = scratch
  const P = R + stride
  const AP = P + stride
  const M = AP + stride
  const D = M + stride
  for (let row = 0; row < nRows; row++) {
    const X = x + (row as usize) * stride
    const ridge = f32x4.splat(load<f32>(ridges + ((row as usize) << 2)))
    const start = load<u32>(starts + ((row as usize) << 2))
    const n = load<u32>(starts + ((row as usize) << 2), 4) - start
    const rowItems = items + ((start as usize) << 2)
    const rowWeights = weights + ((start as usize) << 2)
    // r = b − A x
    for (let at: usize = 0; at < stride; at += 16) {
      const d = f32x4.add(v128.load(spectrum + at), ridge)
      v128.store(D + at, d)
      v128.store(M + at, d)
      v128.store(R + at, f32x4.neg(f32x4.mul(d, v128.load(X + at))))
    }
    entries(y, rowItems, rowWeights, n, X, R, M, stride, true)
    let total = f32x4.splat(0)
    for (let at: usize = 0; at < stride; at += 16) {
      const m = f32x4.div(f32x4.splat(1), v128.load(M + at))
      v128.store(M + at, m)
      const r = v128.load(R + at)
      const z = f32x4.mul(m, r)
      v128.store(P + at, z)
      total = madd(r, z, total)
    }
    let rz = sum(total)
    for (let step = 1; step <= steps && rz > 1e-20; step++) {
      total = f32x4.splat(0)
      for (let at: usize = 0; at < stride; at += 16) {
        const p = v128.load(P + at)
        const dp = f32x4.mul(v128.load(D + at), p)
        v128.store(AP + at, dp)
        total = madd(p, dp, total)
      }
      if (step == steps) {
        // nobody asks for the residual any more: the length of the step is enough
        const forward = f32x4.splat(relax * rz / (sum(total) + energy(y, rowItems, rowWeights, n, P, stride)))
        for (let at: usize = 0; at < stride; at += 16)
          v128.store(X + at, madd(forward, v128.load(P + at), v128.load(X + at)))
        break
      }
      entries(y, rowItems, rowWeights, n, P, AP, 0, stride, false)
      const length: f32 = rz / dot(P, AP, stride)
      const forward = f32x4.splat(length)
      const further = f32x4.splat(relax * length)
      total = f32x4.splat(0)
      for (let at: usize = 0; at < stride; at += 16) {
        v128.store(X + at, madd(further, v128.load(P + at), v128.load(X + at)))
        const left = nmadd(forward, v128.load(AP + at), v128.load(R + at))
        v128.store(R + at, left)
        total = madd(f32x4.mul(left, v128.load(M + at)), left, total)
      }
      const next = sum(total)
      const keep = f32x4.splat(next / rz)
      for (let at: usize = 0; at < stride; at += 16)
        v128.store(P + at, madd(keep, v128.load(P + at), f32x4.mul(v128.load(M + at), v128.load(R + at))))
      rz = next
    }
  }
}
