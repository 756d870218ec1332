// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd } from './lanes'
import { product } from './product'

/** Rows whose slopes are made at once: a panel of G serves all of them. */
// @ts-ignore: decorator
@inline const together = 32

/** What KernelTable.nonNegative says. scratch: the slopes of 32 rows. */
export function nonNegative(
  x: usize, b: usize, nRows: i32, g: usize, dim: i32, passes: i32, rest: f32, moved: usize, scratch: usize,
): void {
  const stride = (dim as usize) << 2
  for (let r = 0; r < nRows; r += together) {
    const n = min(together, nRows - r)
    const at = (r as usize) * stride
    product(x + at, n, g, stride, stride, stride, scratch)
    for (let k = 0; k < n; k++) {
      const own = at + (k as usize) * stride
      const left = descendRow(x + own, b + own, g, stride, passes, rest, scratch + (k as usize) * stride)
      store<f32>(moved + (((r + k) as usize) << 2), left)
    }
  }
}

/** slope: x G when it comes in. A number that stays at 0, as most do, costs nothing but being looked at. */
function descendRow(x: usize, b: usize, g: usize, stride: usize, passes: i32, rest: f32, slope: usize): f32 {
  for (let k: usize = 0; k < stride; k += 16) v128.store(slope + k, f32x4.sub(v128.load(slope + k), v128.load(b + k)))
  let first: f32 = 0, last: f32 = 0
  for (let pass = 1; pass <= passes; pass++) {
    last = 0
    for (let t: usize = 0; t < stride; t += 4) {
      const row = g + (t >> 2) * stride
      const steep = load<f32>(row + t)
      if (!(steep > 0)) continue
      const was = load<f32>(x + t)
      const down = load<f32>(slope + t)
      last += was > 0 ? abs(down) : max(-down, <f32>0)
      const now = max(was - down / steep, <f32>0)
      if (now == was) continue
      store<f32>(x + t, now)
      const step = f32x4.splat(now - was)
      // of the last pass nobody reads what lies behind
      for (let k: usize = pass < passes ? 0 : t & ~15; k < stride; k += 16)
        v128.store(slope + k, madd(step, v128.load(row + k), v128.load(slope + k)))
    }
    if (pass == 1) first = last
    if (last <= rest * first) break
  }
  return last
}
