// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, splatAt } from './lanes'

/**
 * x_r = Σ_k value_k y_column_k over the entries starts[r] … starts[r + 1] − 1, for nRows rows. Eight vectors of the
 * result, then four, stay in registers while the entries of the row pass, so x is written once.
 */
export function combine(
  y: usize, starts: usize, columns: usize, values: usize, nRows: i32, dim: i32, x: usize,
): void {
  const stride = (dim as usize) << 2
  for (let r = 0; r < nRows; r++) {
    const from = (load<u32>(starts + ((r as usize) << 2)) as usize) << 2
    const to = (load<u32>(starts + ((r as usize) << 2), 4) as usize) << 2
    let j: usize = 0
    for (; j + 128 <= stride; j += 128) {
      let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a
      for (let k = from; k < to; k += 4) {
        const s = splatAt(values + k)
        const row = y + (load<u32>(columns + k) as usize) * stride + j
        a = madd(s, v128.load(row), a)
        b = madd(s, v128.load(row, 16), b)
        c = madd(s, v128.load(row, 32), c)
        d = madd(s, v128.load(row, 48), d)
        e = madd(s, v128.load(row, 64), e)
        f = madd(s, v128.load(row, 80), f)
        g = madd(s, v128.load(row, 96), g)
        h = madd(s, v128.load(row, 112), h)
      }
      const o = x + j
      v128.store(o, a); v128.store(o, b, 16); v128.store(o, c, 32); v128.store(o, d, 48)
      v128.store(o, e, 64); v128.store(o, f, 80); v128.store(o, g, 96); v128.store(o, h, 112)
    }
    if (j + 64 <= stride) {
      let a = f32x4.splat(0), b = a, c = a, d = a
      for (let k = from; k < to; k += 4) {
        const s = splatAt(values + k)
        const row = y + (load<u32>(columns + k) as usize) * stride + j
        a = madd(s, v128.load(row), a)
        b = madd(s, v128.load(row, 16), b)
        c = madd(s, v128.load(row, 32), c)
        d = madd(s, v128.load(row, 48), d)
      }
      const o = x + j
      v128.store(o, a); v128.store(o, b, 16); v128.store(o, c, 32); v128.store(o, d, 48)
      j += 64
    }
    for (; j < stride; j += 16) {
      let a = f32x4.splat(0)
      for (let k = from; k < to; k += 4)
        a = madd(splatAt(values + k), v128.load(y + (load<u32>(columns + k) as usize) * stride + j), a)
      v128.store(x + j, a)
    }
    x += stride
  }
}

/** out += scale · x, n numbers, a multiple of 4. */
export function addScaled(x: usize, scale: f32, n: i32, out: usize): void {
  const s = f32x4.splat(scale)
  const end = (n as usize) << 2
  for (let k: usize = 0; k < end; k += 16) v128.store(out + k, madd(s, v128.load(x + k), v128.load(out + k)))
}
