// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, nmadd, sum, sums } from './lanes'
import { product } from './product'

/** Rows whose products with the Gram matrix are made together; their items' factors still fit the second cache. */
// @ts-ignore: decorator
@inline const together = 8

/** p·y0 … p·y3. */
// @ts-ignore: decorator
@inline function products(p: usize, y0: usize, y1: usize, y2: usize, y3: usize, stride: usize): v128 {
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

/** r += Σ_k w_k (1 − y_k·p) y_k for the first residual, b − A p; otherwise r += Σ_k w_k (y_k·p) y_k, for A p. */
function entries(
  y: usize, items: usize, weights: usize, n: i32, p: usize, r: usize, stride: usize, first: bool,
): void {
  let k = 0
  for (; k + 4 <= n; k += 4) {
    const y0 = y + (load<u32>(items) as usize) * stride
    const y1 = y + (load<u32>(items, 4) as usize) * stride
    const y2 = y + (load<u32>(items, 8) as usize) * stride
    const y3 = y + (load<u32>(items, 12) as usize) * stride
    let s = products(p, y0, y1, y2, y3, stride)
    if (first) s = f32x4.sub(f32x4.splat(1), s)
    s = f32x4.mul(s, v128.load(weights))
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
    let a = f32x4.splat(0)
    for (let at: usize = 0; at < stride; at += 16) a = madd(v128.load(p + at), v128.load(y0 + at), a)
    let s = sum(a)
    if (first) s = 1 - s
    const scale = f32x4.splat(s * load<f32>(weights))
    for (let at: usize = 0; at < stride; at += 16)
      v128.store(r + at, madd(scale, v128.load(y0 + at), v128.load(r + at)))
    items += 4
    weights += 4
  }
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, stride: usize): f32 {
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

/** scratch: residuals and directions of `together` rows, A·direction of as many, their ‖r‖², and the Gram matrix. */
export function conjugate(
  y: usize, items: usize, weights: usize, starts: usize, nRows: i32, gram: usize, ridges: usize, dim: i32,
  steps: i32, x: usize, scratch: usize,
): void {
  const stride = (dim as usize) << 2
  const block = (together as usize) * stride
  const R = scratch
  const P = R + block
  const AP = P + block
  const RR = AP + block
  // G with rows a cache line longer, for the reason given in exact.ts
  const G = RR + 64
  const wide = stride + 64
  for (let r: usize = 0; r < (dim as usize); r++) memory.copy(G + r * wide, gram + r * stride, stride)
  for (let from = 0; from < nRows; from += together) {
    const n = min(together, nRows - from)
    const X = x + (from as usize) * stride
    const S = starts + ((from as usize) << 2)
    const ridge = ridges + ((from as usize) << 2)
    // r = b − A x
    product(X, n, G, wide, dim, AP)
    for (let q = 0; q < n; q++) {
      const at = (q as usize) * stride
      const lambda = f32x4.splat(load<f32>(ridge + ((q as usize) << 2)))
      for (let k = at; k < at + stride; k += 16)
        v128.store(R + k, nmadd(lambda, v128.load(X + k), f32x4.neg(v128.load(AP + k))))
      const start = load<u32>(S + ((q as usize) << 2))
      const end = load<u32>(S + ((q as usize) << 2), 4)
      entries(y, items + ((start as usize) << 2), weights + ((start as usize) << 2), end - start, X + at, R + at, stride, true)
      memory.copy(P + at, R + at, stride)
      store<f32>(RR + ((q as usize) << 2), dot(R + at, R + at, stride))
    }
    for (let step = 0; step < steps; step++) {
      product(P, n, G, wide, dim, AP)
      for (let q = 0; q < n; q++) {
        const rr = load<f32>(RR + ((q as usize) << 2))
        if (!(rr > 1e-20)) continue
        const at = (q as usize) * stride
        const lambda = f32x4.splat(load<f32>(ridge + ((q as usize) << 2)))
        for (let k = at; k < at + stride; k += 16)
          v128.store(AP + k, madd(lambda, v128.load(P + k), v128.load(AP + k)))
        const start = load<u32>(S + ((q as usize) << 2))
        const end = load<u32>(S + ((q as usize) << 2), 4)
        const rowItems = items + ((start as usize) << 2)
        const rowWeights = weights + ((start as usize) << 2)
        if (step == steps - 1) {
          // nobody asks for the residual any more: the length of the step is enough
          const pAp = dot(P + at, AP + at, stride) + energy(y, rowItems, rowWeights, end - start, P + at, stride)
          const forward = f32x4.splat(rr / pAp)
          for (let k = at; k < at + stride; k += 16)
            v128.store(X + k, madd(forward, v128.load(P + k), v128.load(X + k)))
          continue
        }
        entries(y, rowItems, rowWeights, end - start, P + at, AP + at, stride, false)
        const forward = f32x4.splat(rr / dot(P + at, AP + at, stride))
        let total = f32x4.splat(0)
        for (let k = at; k < at + stride; k += 16) {
          v128.store(X + k, madd(forward, v128.load(P + k), v128.load(X + k)))
          const left = nmadd(forward, v128.load(AP + k), v128.load(R + k))
          v128.store(R + k, left)
          total = madd(left, left, total)
        }
        const next = sum(total)
        const keep = f32x4.splat(next / rr)
        for (let k = at; k < at + stride; k += 16)
          v128.store(P + k, madd(keep, v128.load(P + k), v128.load(R + k)))
        store<f32>(RR + ((q as usize) << 2), next)
      }
    }
  }
}
