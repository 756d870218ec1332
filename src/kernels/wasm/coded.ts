// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.

/** What a row's largest number becomes: products with 127 fit, summed over any dim there is. */
// @ts-ignore: decorator
@inline const most: f32 = 2047

/** Rows of float32 as int16, each row scaled so that its largest number is `most`. */
export function shorten(x: usize, nRows: i32, dim: i32, out: usize): void {
  for (let r = 0; r < nRows; r++) {
    let largest: f32 = 0
    for (let k: usize = 0; k < (dim as usize) << 2; k += 4) largest = max<f32>(largest, abs<f32>(load<f32>(x + k)))
    const scale: f32 = largest > 0 ? most / largest : 0
    for (let k: usize = 0; k < (dim as usize); k++)
      store<i16>(out + (k << 1), floor<f32>(load<f32>(x + (k << 2)) * scale + 0.5) as i16)
    x += (dim as usize) << 2
    out += (dim as usize) << 1
  }
}

/**
 * out[r·outStride + i] = scale_i Σ_k x_rk code_ik, x int16, codes int8, dim a multiple of 8: two rows of x and four of codes
 * at a time, sums in whole numbers.
 */
export function codedScores(
  x: usize, nRows: i32, codes: usize, scales: usize, nItems: i32, dim: i32, out: usize, outStride: i32,
): void {
  const width = dim as usize
  const step = (outStride as usize) << 2
  for (let r = 0; r < nRows; r += 2) {
    const x0 = x + (r as usize) * (width << 1)
    // an odd last row is its own partner
    const pair = r + 1 < nRows
    const x1 = pair ? x0 + (width << 1) : x0
    const o = out + (r as usize) * step
    let i = 0
    for (; i + 4 <= nItems; i += 4) {
      const c0 = codes + (i as usize) * width, c1 = c0 + width, c2 = c1 + width, c3 = c2 + width
      let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0
      for (let k: usize = 0; k < width; k += 8) {
        const p = v128.load(x0 + (k << 1)), q = v128.load(x1 + (k << 1))
        let v = v128.load8x8_s(c0 + k)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(p, v)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(q, v))
        v = v128.load8x8_s(c1 + k)
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(p, v)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(q, v))
        v = v128.load8x8_s(c2 + k)
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(p, v)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(q, v))
        v = v128.load8x8_s(c3 + k)
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(p, v)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(q, v))
      }
      const scale = v128.load(scales + ((i as usize) << 2))
      const at = o + ((i as usize) << 2)
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(totals(a0, a1, a2, a3)), scale))
      if (pair) v128.store(at + step, f32x4.mul(f32x4.convert_i32x4_s(totals(b0, b1, b2, b3)), scale))
    }
    for (; i < nItems; i++) {
      const c = codes + (i as usize) * width
      let a = 0, b = 0
      for (let k: usize = 0; k < width; k++) {
        a += (load<i16>(x0 + (k << 1)) as i32) * (load<i8>(c + k) as i32)
        b += (load<i16>(x1 + (k << 1)) as i32) * (load<i8>(c + k) as i32)
      }
      const scale = load<f32>(scales + ((i as usize) << 2))
      store<f32>(o + ((i as usize) << 2), (a as f32) * scale)
      if (pair) store<f32>(o + ((i as usize) << 2) + step, (b as f32) * scale)
    }
  }
}

/** The sums of the lanes of a, b, c and d, as one vector. */
// @ts-ignore: decorator
@inline function totals(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}
