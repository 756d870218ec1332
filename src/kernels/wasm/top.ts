// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { codedScores, shorten } from './coded'
import { scores } from './scores'

/** Is the candidate at `a` further down the list than the one at `b`: a lower score, or the same at a later item. */
// @ts-ignore: decorator
@inline function worse(a: usize, b: usize, ia: u32, ib: u32): bool {
  const sa = load<f32>(a), sb = load<f32>(b)
  return sa < sb || (sa == sb && ia > ib)
}

/** Lets position `at` of a heap of `size` (its worst on top) sink to its place. */
function sink(score: usize, item: usize, at: i32, size: i32): void {
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) return
    if (child + 1 < size && below(score, item, child + 1, child)) child++
    if (!below(score, item, child, at)) return
    swap(score, item, at, child)
    at = child
  }
}

// @ts-ignore: decorator
@inline function below(score: usize, item: usize, a: i32, b: i32): bool {
  const pa = (a as usize) << 2, pb = (b as usize) << 2
  return worse(score + pa, score + pb, load<u32>(item + pa), load<u32>(item + pb))
}

// @ts-ignore: decorator
@inline function swap(score: usize, item: usize, a: i32, b: i32): void {
  const pa = (a as usize) << 2, pb = (b as usize) << 2
  const s = load<f32>(score + pa), i = load<u32>(item + pa)
  store<f32>(score + pa, load<f32>(score + pb)); store<u32>(item + pa, load<u32>(item + pb))
  store<f32>(score + pb, s); store<u32>(item + pb, i)
}

/** Items whose scores are made together. */
// @ts-ignore: decorator
@inline const panel = 256

export function top(
  x: usize, nRows: i32, y: usize, nItems: i32, dim: i32, k: i32, starts: usize, excluded: usize,
  count: usize, item: usize, score: usize, scratch: usize,
): void {
  choose(x, nRows, y, 0, nItems, dim, k, starts, excluded, count, item, score, scratch)
}

/** The same from rows of int8 and a scale for each. */
export function topCoded(
  x: usize, nRows: i32, codes: usize, scales: usize, nItems: i32, dim: i32, k: i32, starts: usize, excluded: usize,
  count: usize, item: usize, score: usize, scratch: usize,
): void {
  const short = scratch + (((nRows * (panel + 4)) as usize) << 2)
  shorten(x, nRows, dim, short)
  choose(short, nRows, codes, scales, nItems, dim, k, starts, excluded, count, item, score, scratch)
}

/** y: float32, or codes where there are scales. */
// @ts-ignore: decorator
@inline function choose(
  x: usize, nRows: i32, y: usize, scales: usize, nItems: i32, dim: i32, k: i32, starts: usize, excluded: usize,
  count: usize, item: usize, score: usize, scratch: usize,
): void {
  const stride = (dim as usize) << 2
  // where each row stands in its list of excluded items
  const cursor = scratch + (((nRows * panel) as usize) << 2)
  memory.copy(cursor, starts, (nRows as usize) << 2)
  memory.fill(count, 0, (nRows as usize) << 2)
  for (let from = 0; from < nItems; from += panel) {
    const n = min(panel, nItems - from)
    if (scales) codedScores(x, nRows, y + (from as usize) * (dim as usize), scales + ((from as usize) << 2), n, dim, scratch, panel)
    else scores(x, nRows, y + (from as usize) * stride, n, dim, scratch, panel)
    for (let r = 0; r < nRows; r++) {
      const row = scratch + (((r * panel) as usize) << 2)
      const place = (r as usize) << 2
      let at = load<u32>(cursor + place)
      const end = load<u32>(starts + place, 4)
      for (; at < end; at++) {
        const i = load<u32>(excluded + ((at as usize) << 2)) as i32
        if (i >= from + n) break
        store<f32>(row + (((i - from) as usize) << 2), -Infinity)
      }
      store<u32>(cursor + place, at)
      // a full vector more than n is never looked at
      for (let i = n; i & 3; i++) store<f32>(row + ((i as usize) << 2), -Infinity)
      const items = item + (((r * k) as usize) << 2)
      const best = score + (((r * k) as usize) << 2)
      let size = load<u32>(count + place) as i32
      let least: f32 = size == k ? load<f32>(best) : -Infinity
      for (let i = 0; i < n; i += 4) {
        if (!v128.any_true(f32x4.gt(v128.load(row + ((i as usize) << 2)), f32x4.splat(least)))) continue
        for (let lane = i; lane < i + 4; lane++) {
          const s = load<f32>(row + ((lane as usize) << 2))
          if (!(s > least)) continue
          if (size < k) {
            store<f32>(best + ((size as usize) << 2), s)
            store<u32>(items + ((size as usize) << 2), from + lane)
            size++
            if (size < k) continue
            for (let h = (k >> 1) - 1; h >= 0; h--) sink(best, items, h, k)
          } else {
            store<f32>(best, s)
            store<u32>(items, from + lane)
            sink(best, items, 0, k)
          }
          least = load<f32>(best)
        }
      }
      store<u32>(count + place, size)
    }
  }
  for (let r = 0; r < nRows; r++) {
    const items = item + (((r * k) as usize) << 2)
    const best = score + (((r * k) as usize) << 2)
    const size = load<u32>(count + ((r as usize) << 2)) as i32
    // a short list is no heap yet
    if (size < k) for (let h = (size >> 1) - 1; h >= 0; h--) sink(best, items, h, size)
    for (let last = size - 1; last > 0; last--) {
      swap(best, items, 0, last)
      sink(best, items, 0, last)
    }
  }
}
