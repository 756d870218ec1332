// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, nmadd, splatAt, sum } from './lanes'
import { rankUpdate, tile1, tile3 } from './rank-update'

/** Rows whose copies are worked on at once: with 128 numbers each they stay in the second cache. */
// @ts-ignore: decorator
@inline const panel = 128

/**
 * What a row in the scratch is longer by: one cache line. Rows of 512 bytes would all lie in the same eight sets of the
 * first cache and push each other out.
 */
// @ts-ignore: decorator
@inline const pad: usize = 64

/** As many rows of factors, which are not padded, as the first cache holds side by side. */
// @ts-ignore: decorator
@inline const bare = 32

/** Σ y yᵀ of rows from … to − 1; the lower triangle is mirrored. */
export function gram(y: usize, from: i32, to: i32, dim: i32, out: usize): void {
  const stride = (dim as usize) << 2
  let base: usize = 0
  let r = from
  do {
    const n = min(bare, to - r)
    rankUpdate(base, stride, y + (r as usize) * stride, stride, n, dim, out, stride)
    base = out
    r += n
  } while (r < to)
  for (let i = 1; i < dim; i++)
    for (let j = 0; j < i; j++)
      store<f32>(out + (i as usize) * stride + ((j as usize) << 2), load<f32>(out + (j as usize) * stride + ((i as usize) << 2)))
}

/** Copies √weight · y of n items to `to`, the first `width` bytes of each row, so that a rank update needs one factor. */
function gather(y: usize, yStride: usize, items: usize, weights: usize, n: i32, width: usize, to: usize): void {
  for (let k = 0; k < n; k++) {
    const root = f32x4.splat(sqrt<f32>(load<f32>(weights + ((k as usize) << 2))))
    const from = y + (load<u32>(items + ((k as usize) << 2)) as usize) * yStride
    for (let at: usize = 0; at < width; at += 16) v128.store(to + at, f32x4.mul(root, v128.load(from + at)))
    to += width + pad
  }
}

/**
 * UᵀU = base + diag(diagonal) + ridge·I + Σ_k weight_k y_k y_kᵀ, of `dim` numbers from `y` on of rows of yStride bytes.
 * base and diagonal may be 0: none. scratch: 128 padded rows.
 */
export function cholesky(
  y: usize, yStride: usize, items: usize, weights: usize, n: i32, base: usize, baseStride: usize, diagonal: usize,
  ridge: f32, dim: i32, u: usize, scratch: usize,
): i32 {
  const stride = (dim as usize) << 2
  const wide = stride + pad
  let done = 0
  while (n - done > panel) {
    gather(y, yStride, items + ((done as usize) << 2), weights + ((done as usize) << 2), panel, stride, scratch)
    rankUpdate(base, baseStride, scratch, wide, panel, dim, u, wide)
    base = u
    baseStride = wide
    done += panel
  }
  const left = n - done
  gather(y, yStride, items + ((done as usize) << 2), weights + ((done as usize) << 2), left, stride, scratch)
  // Four rows of U at a time: A's tiles are made, the rows of U above are taken off, the 4 × 4 corner is solved for.
  for (let i: usize = 0; i < stride; i += 16) {
    const above = (i >> 2) as i32
    const row = u + above * wide
    tile1(base, baseStride, scratch, wide, left, u, above, wide, i, i)
    if (!corner(row + i, wide, ridge, diagonal ? diagonal + i : 0)) return 0
    const inverse0: f32 = 1 / load<f32>(row + i)
    const inverse1: f32 = 1 / load<f32>(row + i + wide + 4)
    const inverse2: f32 = 1 / load<f32>(row + i + 2 * wide + 8)
    const inverse3: f32 = 1 / load<f32>(row + i + 3 * wide + 12)
    const s01 = splatAt(row + i + 4), s02 = splatAt(row + i + 8), s03 = splatAt(row + i + 12)
    const s12 = splatAt(row + i + wide + 8), s13 = splatAt(row + i + wide + 12)
    const s23 = splatAt(row + i + 2 * wide + 12)
    let j = i + 16
    for (; j + 48 <= stride; j += 48) tile3(base, baseStride, scratch, wide, left, u, above, wide, i, j)
    for (; j < stride; j += 16) tile1(base, baseStride, scratch, wide, left, u, above, wide, i, j)
    for (j = i + 16; j < stride; j += 16) {
      const at = row + j
      const r0 = f32x4.mul(v128.load(at), f32x4.splat(inverse0))
      const r1 = f32x4.mul(nmadd(s01, r0, v128.load(at + wide)), f32x4.splat(inverse1))
      const r2 = f32x4.mul(nmadd(s12, r1, nmadd(s02, r0, v128.load(at + 2 * wide))), f32x4.splat(inverse2))
      const r3 = f32x4.mul(nmadd(s23, r2, nmadd(s13, r1, nmadd(s03, r0, v128.load(at + 3 * wide)))), f32x4.splat(inverse3))
      v128.store(at, r0)
      v128.store(at + wide, r1)
      v128.store(at + 2 * wide, r2)
      v128.store(at + 3 * wide, r3)
    }
  }
  return 1
}

/** The 4 × 4 upper triangle at `at`, with the ridge added, becomes its own factor; what lies below it becomes 0. */
function corner(at: usize, stride: usize, ridge: f32, diagonal: usize): i32 {
  for (let i: usize = 0; i < 4; i++) {
    let pivot = load<f32>(at + i * stride + (i << 2)) + ridge
    if (diagonal) pivot += load<f32>(diagonal + (i << 2))
    for (let k: usize = 0; k < i; k++) {
      const above = load<f32>(at + k * stride + (i << 2))
      pivot -= above * above
    }
    // the negation refuses NaN as well
    if (!(pivot > 0)) return 0
    pivot = sqrt<f32>(pivot)
    store<f32>(at + i * stride + (i << 2), pivot)
    for (let j: usize = i + 1; j < 4; j++) {
      let left = load<f32>(at + i * stride + (j << 2))
      for (let k: usize = 0; k < i; k++)
        left -= load<f32>(at + k * stride + (i << 2)) * load<f32>(at + k * stride + (j << 2))
      store<f32>(at + i * stride + (j << 2), left / pivot)
      store<f32>(at + j * stride + (i << 2), 0)
    }
  }
  return 1
}

export function solve(u: usize, dim: i32, x: usize): void {
  const stride = (dim as usize) << 2
  // Uᵀz = x: each z, once known, is taken off all that follow. Below the corners U holds zeros, so whole vectors do.
  for (let i: usize = 0; i < stride; i += 4) {
    const row = u + (i >> 2) * (stride + pad)
    const z = load<f32>(x + i) / load<f32>(row + i)
    const zz = f32x4.splat(z)
    for (let j = i & ~15; j < stride; j += 16) v128.store(x + j, nmadd(zz, v128.load(row + j), v128.load(x + j)))
    store<f32>(x + i, z)
  }
  // U x = z, from below.
  for (let i = stride; i > 0; ) {
    i -= 4
    const row = u + (i >> 2) * (stride + pad)
    const pivot = load<f32>(row + i)
    const z = load<f32>(x + i)
    store<f32>(x + i, 0)
    let total = f32x4.splat(0)
    for (let j = i & ~15; j < stride; j += 16) total = madd(v128.load(row + j), v128.load(x + j), total)
    store<f32>(x + i, (z - sum(total)) / pivot)
  }
}
