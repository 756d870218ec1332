// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.

/** a ← a + s·b, n numbers. */
// @ts-ignore: decorator
@inline function add(a: usize, s: f64, b: usize, n: i32): void {
  const ss = f64x2.splat(s)
  let k = 0
  for (; k + 4 <= n; k += 4) {
    v128.store(a, f64x2.add(v128.load(a), f64x2.mul(ss, v128.load(b))))
    v128.store(a, f64x2.add(v128.load(a, 16), f64x2.mul(ss, v128.load(b, 16))), 16)
    a += 32
    b += 32
  }
  for (; k < n; k++) {
    store<f64>(a, load<f64>(a) + s * load<f64>(b))
    a += 8
    b += 8
  }
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, n: i32): f64 {
  let one = f64x2.splat(0), two = one
  let k = 0
  for (; k + 4 <= n; k += 4) {
    one = f64x2.add(one, f64x2.mul(v128.load(a), v128.load(b)))
    two = f64x2.add(two, f64x2.mul(v128.load(a, 16), v128.load(b, 16)))
    a += 32
    b += 32
  }
  one = f64x2.add(one, two)
  let total = f64x2.extract_lane(one, 0) + f64x2.extract_lane(one, 1)
  for (; k < n; k++) {
    total += load<f64>(a) * load<f64>(b)
    a += 8
    b += 8
  }
  return total
}

/** Householder: T = Q A Qᵀ with T_kk = d_k and T_k,k+1 = e_k; a is used up. v and p: n numbers each. */
function tridiagonal(a: usize, n: i32, d: usize, e: usize, q: usize, v: usize, p: usize): void {
  const row = (n as usize) << 3
  memory.fill(q, 0, (n as usize) * row)
  for (let i: usize = 0; i < (n as usize); i++) store<f64>(q + i * row + (i << 3), 1)
  let largest: f64 = 0
  for (let i: usize = 0; i < (n as usize); i++) largest = max<f64>(largest, abs(load<f64>(a + i * row + (i << 3))))
  // what is left of a matrix of low rank once its directions are used up is rounding: nothing is reflected any more
  const negligible = n * f64.EPSILON * largest
  for (let k = 0; k + 2 < n; k++) {
    const m = n - k - 1
    const skip = ((k + 1) as usize) << 3
    // A is symmetric: its column k is its row k
    const from = a + (k as usize) * row + skip
    const norm = sqrt<f64>(dot(from, from, m))
    if (norm <= negligible) {
      store<f64>(from, 0)
      continue
    }
    const first = load<f64>(from)
    const alpha = first > 0 ? -norm : norm
    memory.copy(v, from, (m as usize) << 3)
    store<f64>(v, first - alpha)
    const inverse = 1 / sqrt<f64>(dot(v, v, m))
    for (let i: usize = 0; i < (m as usize) << 3; i += 8) store<f64>(v + i, load<f64>(v + i) * inverse)
    // H A H for the part right of and below k; row k itself becomes (d_k, alpha, 0 …)
    for (let i: usize = 0; i < (m as usize); i++)
      store<f64>(p + (i << 3), dot(a + (i + k + 1) * row + skip, v, m))
    const vAv = dot(v, p, m)
    add(p, -vAv, v, m)
    for (let i: usize = 0; i < (m as usize); i++) {
      const to = a + (i + k + 1) * row + skip
      add(to, -2 * load<f64>(v + (i << 3)), p, m)
      add(to, -2 * load<f64>(p + (i << 3)), v, m)
    }
    store<f64>(from, alpha)
    // Q ← H Q
    memory.fill(p, 0, row)
    for (let i: usize = 0; i < (m as usize); i++) add(p, load<f64>(v + (i << 3)), q + (i + k + 1) * row, n)
    for (let i: usize = 0; i < (m as usize); i++) add(q + (i + k + 1) * row, -2 * load<f64>(v + (i << 3)), p, n)
  }
  for (let k: usize = 0; k < (n as usize); k++) {
    store<f64>(d + (k << 3), load<f64>(a + k * row + (k << 3)))
    store<f64>(e + (k << 3), k + 1 < (n as usize) ? load<f64>(a + k * row + (k << 3), 8) : 0)
  }
}

/** Rows high … low of q through the rotations (cosine_i, sine_i) of the rows i + 1 and i, i from high − 1 down to low. */
function rotate(q: usize, n: i32, low: i32, high: i32, cosine: usize, sine: usize): void {
  const row = (n as usize) << 3
  let j = 0
  for (; j + 8 <= n; j += 8) {
    let at = q + (high as usize) * row + ((j as usize) << 3)
    let a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48)
    for (let i = high - 1; i >= low; i--) {
      const s = v128.load64_splat(sine + ((i as usize) << 3)), t = v128.load64_splat(cosine + ((i as usize) << 3))
      const from = at - row
      let here = v128.load(from)
      v128.store(at, f64x2.add(f64x2.mul(s, here), f64x2.mul(t, a)))
      a = f64x2.sub(f64x2.mul(t, here), f64x2.mul(s, a))
      here = v128.load(from, 16)
      v128.store(at, f64x2.add(f64x2.mul(s, here), f64x2.mul(t, b)), 16)
      b = f64x2.sub(f64x2.mul(t, here), f64x2.mul(s, b))
      here = v128.load(from, 32)
      v128.store(at, f64x2.add(f64x2.mul(s, here), f64x2.mul(t, c)), 32)
      c = f64x2.sub(f64x2.mul(t, here), f64x2.mul(s, c))
      here = v128.load(from, 48)
      v128.store(at, f64x2.add(f64x2.mul(s, here), f64x2.mul(t, d)), 48)
      d = f64x2.sub(f64x2.mul(t, here), f64x2.mul(s, d))
      at = from
    }
    v128.store(at, a); v128.store(at, b, 16); v128.store(at, c, 32); v128.store(at, d, 48)
  }
  for (; j < n; j++) {
    let at = q + (high as usize) * row + ((j as usize) << 3)
    let above = load<f64>(at)
    for (let i = high - 1; i >= low; i--) {
      const s = load<f64>(sine + ((i as usize) << 3)), t = load<f64>(cosine + ((i as usize) << 3))
      const here = load<f64>(at - row)
      store<f64>(at, s * here + t * above)
      above = t * here - s * above
      at -= row
    }
    store<f64>(at, above)
  }
}

/**
 * Householder and QL with implicit shifts, as numbers/symmetric-eigen.ts; the rotations of a whole pass go through the
 * rows of q together, eight columns at a time. scratch: four times n numbers.
 */
export function eigen(a: usize, n: i32, d: usize, q: usize, scratch: usize): i32 {
  const bytes = (n as usize) << 3
  const e = scratch
  const cosine = e + bytes
  const sine = cosine + bytes
  tridiagonal(a, n, d, e, q, cosine, sine)
  let size: f64 = 0
  for (let k: usize = 0; k < bytes; k += 8) size = max(size, abs(load<f64>(d + k)) + abs(load<f64>(e + k)))
  const negligible = f64.EPSILON * size
  for (let l = 0; l < n; l++) {
    const atL = (l as usize) << 3
    for (let turn = 0; ; turn++) {
      let m = l
      while (m + 1 < n && abs(load<f64>(e + ((m as usize) << 3))) > negligible) m++
      if (m == l) break
      if (turn == 60) return 0
      const atM = (m as usize) << 3
      let g = (load<f64>(d + atL, 8) - load<f64>(d + atL)) / (2 * load<f64>(e + atL))
      let r = sqrt<f64>(g * g + 1)
      g = load<f64>(d + atM) - load<f64>(d + atL) + load<f64>(e + atL) / (g + (g >= 0 ? r : -r))
      let s: f64 = 1, c: f64 = 1, p: f64 = 0
      let i = m - 1
      let empty = false
      for (; i >= l; i--) {
        const at = (i as usize) << 3
        const f = s * load<f64>(e + at)
        const b = c * load<f64>(e + at)
        r = sqrt<f64>(f * f + g * g)
        store<f64>(e + at, r, 8)
        if (r == 0) {
          store<f64>(d + at, load<f64>(d + at, 8) - p, 8)
          store<f64>(e + atM, 0)
          empty = true
          break
        }
        s = f / r
        c = g / r
        g = load<f64>(d + at, 8) - p
        r = (load<f64>(d + at) - g) * s + 2 * c * b
        p = s * r
        store<f64>(d + at, g + p, 8)
        g = c * r - b
        store<f64>(sine + at, s)
        store<f64>(cosine + at, c)
      }
      rotate(q, n, i + 1, m, cosine, sine)
      if (empty) continue
      store<f64>(d + atL, load<f64>(d + atL) - p)
      store<f64>(e + atL, g)
      store<f64>(e + atM, 0)
    }
  }
  return 1
}
