// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
import { untouched } from './add-rows'

/** Above 0 the bits of a number, read as a whole one, keep its order: bins by the exponent and the first four binary places, */
// @ts-ignore: decorator
@inline const firstShift: i64 = 48
/** and within a bin by eight places more at a time. */
// @ts-ignore: decorator
@inline const step: i64 = 8
/** Every so many-th sum is looked at to guess which are large. */
// @ts-ignore: decorator
@inline const sampleStep = 16

/** The definition stands in plain-neighbours.ts. */
export function takeLargest(
  sum: usize, reached: usize, n: i32, nCols: i32, k: i32, columns: usize, values: usize, scratch: usize,
): i32 {
  const width = nCols as usize
  const counts = scratch
  const bits = counts + (4 << 15)
  const found = bits + ((((width + 63) >>> 6) + ((width + 4095) >>> 12)) << 3)
  const left = found + ((width + 1) << 3)
  const noted = left + ((width + 1) << 3)
  const bound = guess(sum, reached, n, k, counts)
  let m = collect(sum, reached, n, bound, noted, found)
  // guessed too high
  if ((m as i32) < k && bound > 1) m = collect(sum, reached, n, 1, noted, found)
  for (let c: usize = 0, end = (n as usize) << 2; c < end; c += 4)
    store<i64>(sum + ((load<u32>(reached + c) as usize) << 3), untouched)
  ties = k
  const least = (m as i32) > k ? kthLargest(found, m, k, counts, left) : 1
  let size: usize = 0
  for (let c: usize = 0, end = m << 2; c < end; c += 4) {
    const j = load<u32>(noted + c), x = load<i64>(found + (c << 1))
    store<u32>(noted + size, j)
    store<i64>(found + (size << 1), x)
    size += ((x >= least) as usize) << 2
  }
  return takeRising(sum, noted, found, size, width, least, columns, values, bits)
}

/** The bits of a number that about one and a half times k sums reach; 1, the least above 0, where guessing does not pay. */
// @ts-ignore: decorator
@inline function guess(sum: usize, reached: usize, n: i32, k: i32, counts: usize): i64 {
  let wanted = 3 * k / (2 * sampleStep) + 4
  const size = n / sampleStep
  if (2 * wanted > size) return 1
  let low: i64 = i64.MAX_VALUE, high: i64 = 0
  for (let c: usize = 0, end = (size as usize) << 6; c < end; c += 64) {
    const bin = max<i64>(0, load<i64>(sum + ((load<u32>(reached + c) as usize) << 3))) >> firstShift
    low = min(low, bin)
    high = max(high, bin)
    countIn(counts, bin)
  }
  let bin = high
  while (countOf(counts, bin) < wanted) wanted -= countOf(counts, bin--)
  clear(counts, low, high)
  return max<i64>(1, bin << firstShift)
}

/** Those of the n columns at `reached` whose sums have at least the bits `bound`, and these. Returns how many. */
// @ts-ignore: decorator
@inline function collect(sum: usize, reached: usize, n: i32, bound: i64, noted: usize, found: usize): usize {
  let m: usize = 0
  for (let c: usize = 0, end = (n as usize) << 2; c < end; c += 4) {
    const j = load<u32>(reached + c)
    const x = load<i64>(sum + ((j as usize) << 3))
    store<u32>(noted + (m << 2), j)
    store<i64>(found + (m << 3), x)
    m += (x >= bound) as usize
  }
  return m
}

/** How many of those that equal the k-th largest are among the k. */
let ties = 0

/** The k-th largest of m > k bits of numbers above 0, or a bound below which it is the next; sets `ties`. */
// @ts-ignore: decorator
@inline function kthLargest(found: usize, m: usize, k: i32, counts: usize, left: usize): i64 {
  let low: i64 = i64.MAX_VALUE, high: i64 = 0
  let end = m << 3
  for (let c: usize = 0; c < end; c += 8) {
    const bin = load<i64>(found + c) >> firstShift
    low = min(low, bin)
    high = max(high, bin)
    countIn(counts, bin)
  }
  let bin = high
  while (countOf(counts, bin) < k) k -= countOf(counts, bin--)
  clear(counts, low, high)
  let least = bin << firstShift
  let size: usize = 0
  for (let c: usize = 0; c < end; c += 8) {
    const x = load<i64>(found + c)
    store<i64>(left + size, x)
    size += ((x >> firstShift == bin) as usize) << 3
  }
  for (let shift = firstShift - step; shift >= 0 && ((size >>> 3) as i32) > k; shift -= step) {
    for (let c: usize = 0; c < size; c += 8) countIn(counts, load<i64>(left + c) >> shift & 255)
    bin = 255
    while (countOf(counts, bin) < k) k -= countOf(counts, bin--)
    clear(counts, 0, 255)
    least |= bin << shift
    end = size
    size = 0
    for (let c: usize = 0; c < end; c += 8) {
      const x = load<i64>(left + c)
      store<i64>(left + size, x)
      size += ((x >> shift & 255) == bin ? 8 : 0) as usize
    }
  }
  ties = k
  return least
}

/** What is noted and found, by rising column; of those at `least` only the first `ties`. */
// @ts-ignore: decorator
@inline function takeRising(
  sum: usize, noted: usize, found: usize, size: usize, width: usize, least: i64, columns: usize, values: usize, bits: usize,
): i32 {
  // a bit for each column, and one for each 64 of these
  const inUse = bits + (((width + 63) >>> 6) << 3)
  for (let c: usize = 0; c < size; c += 4) {
    const j = load<u32>(noted + c) as usize
    store<i64>(sum + (j << 3), load<i64>(found + (c << 1)))
    const word = bits + ((j >>> 6) << 3), block = inUse + ((j >>> 12) << 3)
    store<u64>(word, load<u64>(word) | ((1 as u64) << (j & 63)))
    store<u64>(block, load<u64>(block) | ((1 as u64) << (j >>> 6 & 63)))
  }
  let n: usize = 0
  for (let b: usize = 0; b < (width + 4095) >>> 12; b++) {
    for (let words = load<u64>(inUse + (b << 3)); words; words &= words - 1) {
      const w = (b << 6) + (ctz(words) as usize)
      for (let ones = load<u64>(bits + (w << 3)); ones; ones &= ones - 1) {
        const j = (w << 6) + (ctz(ones) as usize)
        const at = sum + (j << 3)
        const x = load<f64>(at)
        store<i64>(at, untouched)
        store<u32>(columns + n, j as u32)
        store<f32>(values + n, x as f32)
        const isTie = reinterpret<i64>(x) == least
        n += ((!isTie || ties > 0) as usize) << 2
        ties -= isTie as i32
      }
      store<u64>(bits + (w << 3), 0)
    }
    store<u64>(inUse + (b << 3), 0)
  }
  return (n >>> 2) as i32
}

// @ts-ignore: decorator
@inline function countOf(counts: usize, bin: i64): i32 {
  return load<u32>(counts + ((bin as usize) << 2)) as i32
}

// @ts-ignore: decorator
@inline function countIn(counts: usize, bin: i64): void {
  const place = counts + ((bin as usize) << 2)
  store<u32>(place, load<u32>(place) + 1)
}

// @ts-ignore: decorator
@inline function clear(counts: usize, low: i64, high: i64): void {
  memory.fill(counts + ((low as usize) << 2), 0, ((high - low + 1) as usize) << 2)
}
