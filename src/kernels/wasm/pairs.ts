// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { madd, nmadd, sum } from './lanes'

/** 1 / (1 + eˣ), to 1e-6: 2 to a whole power by the exponent's bits, the rest by a polynomial. */
// @ts-ignore: decorator
@inline function logistic(x: f32): f32 {
  const t: f32 = max<f32>(-60, min<f32>(60, x)) * 1.44269504
  const whole: f32 = nearest<f32>(t)
  const r: f32 = (t - whole) * 0.69314718
  const part: f32 = 1 + r * (1 + r * (0.5 + r * (0.16666667 + r * (0.041666668 + r * 0.0083333338))))
  return 1 / (1 + part * reinterpret<f32>(((whole as i32) + 127) << 23))
}

/** Is j among the rising columns from … to − 1? */
// @ts-ignore: decorator
@inline function has(columns: usize, from: u32, to: u32, j: u32): bool {
  const end = to
  while (from < to) {
    const middle = (from + to) >>> 1
    if (load<u32>(columns + ((middle as usize) << 2)) < j) from = middle + 1
    else to = middle
  }
  return from < end && load<u32>(columns + ((from as usize) << 2)) == j
}

let state: u32 = 0

/** A place below n: mulberry32, scaled. */
// @ts-ignore: decorator
@inline function draw(n: u32): usize {
  state += 0x6d2b79f5
  let t = state
  t = (t ^ (t >>> 15)) * (t | 1)
  t ^= t + (t ^ (t >>> 7)) * (t | 61)
  return ((((t ^ (t >>> 14)) as u64) * (n as u64)) >>> 32) as usize
}

/** The definition stands in plain.ts. */
export function learnPairs(
  people: usize, items: usize, dim: i32, one: i32, starts: usize, columns: usize, rows: usize, entries: usize, n: i32,
  seed: u32, rate: f32, lambda: f32,
): void {
  state = seed
  const stride = (dim as usize) << 2
  const keep = f32x4.splat(1 - rate * lambda)
  for (let k = 0; k < n; k++) {
    const at = draw(n) << 2
    const u = load<u32>(rows + at)
    const j = load<u32>(entries + (draw(n) << 2))
    const begin = starts + ((u as usize) << 2)
    if (has(columns, load<u32>(begin), load<u32>(begin, 4), j)) continue
    const x = people + (u as usize) * stride
    const a = items + (load<u32>(entries + at) as usize) * stride
    const b = items + (j as usize) * stride
    let total = f32x4.splat(0)
    for (let f: usize = 0; f < stride; f += 16)
      total = madd(v128.load(x + f), f32x4.sub(v128.load(a + f), v128.load(b + f)), total)
    const step = f32x4.splat(rate * logistic(sum(total)))
    for (let f: usize = 0; f < stride; f += 16) {
      const p = v128.load(x + f), q = v128.load(a + f), r = v128.load(b + f)
      v128.store(x + f, madd(step, f32x4.sub(q, r), f32x4.mul(keep, p)))
      v128.store(a + f, madd(step, p, f32x4.mul(keep, q)))
      v128.store(b + f, nmadd(step, p, f32x4.mul(keep, r)))
    }
    store<f32>(x + ((one as usize) << 2), 1)
  }
}
