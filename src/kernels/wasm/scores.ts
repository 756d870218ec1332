// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, sums } from './lanes'

/** out[r·outStride + i] = x_r · y_i: two rows of x and four of y at a time, 8 accumulators for 6 loads. */
export function scores(x: usize, nRows: i32, y: usize, nItems: i32, dim: i32, out: usize, outStride: i32): void {
  const stride = (dim as usize) << 2
  const step = (outStride as usize) << 2
  let r = 0
  for (; r + 2 <= nRows; r += 2) {
    const x0 = x + (r as usize) * stride
    const x1 = x0 + stride
    let o = out + (r as usize) * step
    let i = 0
    for (; i + 4 <= nItems; i += 4) {
      let y0 = y + (i as usize) * stride
      const y1 = y0 + stride
      const y2 = y1 + stride
      const y3 = y2 + stride
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0
      for (let k: usize = 0; k < stride; k += 16) {
        const p = v128.load(x0 + k), q = v128.load(x1 + k)
        let v = v128.load(y0 + k)
        a0 = madd(p, v, a0); b0 = madd(q, v, b0)
        v = v128.load(y1 + k)
        a1 = madd(p, v, a1); b1 = madd(q, v, b1)
        v = v128.load(y2 + k)
        a2 = madd(p, v, a2); b2 = madd(q, v, b2)
        v = v128.load(y3 + k)
        a3 = madd(p, v, a3); b3 = madd(q, v, b3)
      }
      v128.store(o, sums(a0, a1, a2, a3))
      v128.store(o + step, sums(b0, b1, b2, b3))
      o += 16
    }
    for (; i < nItems; i++) {
      const from = y + (i as usize) * stride
      store<f32>(o, dot(x0, from, stride))
      store<f32>(o + step, dot(x1, from, stride))
      o += 4
    }
  }
  if (r < nRows) row(x + (r as usize) * stride, y, nItems, stride, out + (r as usize) * step)
}

/** One row: four items at a time, each alone in its accumulator, in the same order as above. */
function row(x: usize, y: usize, nItems: i32, stride: usize, out: usize): void {
  let i = 0
  for (; i + 4 <= nItems; i += 4) {
    const y0 = y + (i as usize) * stride
    const y1 = y0 + stride
    const y2 = y1 + stride
    const y3 = y2 + stride
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
    for (let k: usize = 0; k < stride; k += 16) {
      const p = v128.load(x + k)
      a0 = madd(p, v128.load(y0 + k), a0)
      a1 = madd(p, v128.load(y1 + k), a1)
      a2 = madd(p, v128.load(y2 + k), a2)
      a3 = madd(p, v128.load(y3 + k), a3)
    }
    v128.store(out, sums(a0, a1, a2, a3))
    out += 16
  }
  for (; i < nItems; i++) {
    store<f32>(out, dot(x, y + (i as usize) * stride, stride))
    out += 4
  }
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, stride: usize): f32 {
  let total = f32x4.splat(0)
  for (let k: usize = 0; k < stride; k += 16) total = madd(v128.load(a + k), v128.load(b + k), total)
  // the same order of additions as sums(), so that a score does not depend on its neighbours
  const pairs = f32x4.add(v128.shuffle<f32>(total, total, 0, 0, 1, 1), v128.shuffle<f32>(total, total, 2, 2, 3, 3))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 2)
}
