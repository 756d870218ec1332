// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.

/** −0, of which nothing but itself is made by adding: the sum of what was not reached. */
// @ts-ignore: decorator
@inline const untouched: i64 = i64.MIN_VALUE

/** Numbers above 0 are sorted into bins by their exponent and four binary places, then by eight places more at a time. */
// @ts-ignore: decorator
@inline const firstShift: i64 = 48
// @ts-ignore: decorator
@inline const step: i64 = 8

/** Rows that are fetched together, and how much of each: they lie anywhere, and waiting for one at a time costs more than adding it up. */
// @ts-ignore: decorator
@inline const rowsTogether: usize = 8
// @ts-ignore: decorator
@inline const entriesFetched: usize = 256

/** Reads a number of every cache line of n rows. What is returned means nothing, but keeps the reading from being left out. */
// @ts-ignore: decorator
@inline function fetch(starts: usize, columns: usize, weights: usize, rows: usize, n: usize): u32 {
  let read: u32 = 0
  for (let b: usize = 0; b < n; b++) {
    const start = starts + ((load<u32>(rows + (b << 2)) as usize) << 2)
    const from = load<u32>(start) as usize
    const to = min(load<u32>(start, 4) as usize, from + entriesFetched)
    for (let p = columns + (from << 2), end = columns + (to << 2); p < end; p += 64) read |= load<u32>(p)
    for (let p = weights + (from << 3), end = weights + (to << 3); p < end; p += 64) read |= load<u32>(p)
  }
  return read
}

/** The definition stands in plain-neighbours.ts. */
export function addRows(
  starts: usize, columns: usize, weights: usize, rows: usize, shares: usize, n: i32, sum: usize, reached: usize, nReached: i32,
): i32 {
  let end = reached + ((nReached as usize) << 2)
  const size = n as usize
  for (let a: usize = 0; a < size; a++) {
    // to where the next column is noted
    if (a % rowsTogether == 0)
      store<u32>(end, fetch(starts, columns, weights, rows + (a << 2), min(rowsTogether, size - a)))
    const start = starts + ((load<u32>(rows + (a << 2)) as usize) << 2)
    const share = load<f64>(shares + (a << 3))
    const from = load<u32>(start) as usize
    const last = columns + ((load<u32>(start, 4) as usize) << 2)
    let w = weights + (from << 3)
    for (let c = columns + (from << 2); c < last; c += 4) {
      const j = load<u32>(c)
      const at = sum + ((j as usize) << 3)
      const before = load<f64>(at)
      // written always and kept where it is new: half of the branches would be guessed wrong
      store<u32>(end, j)
      end += ((reinterpret<i64>(before) == untouched) as usize) << 2
      // a product of −0 becomes +0
      store<f64>(at, before + (share * load<f64>(w) + 0.0))
      w += 8
    }
  }
  return ((end - reached) >>> 2) as i32
}

// @ts-ignore: decorator
@inline function count(counts: usize, bin: i64): i32 {
  return load<u32>(counts + ((bin as usize) << 2)) as i32
}

/** The definition stands in plain-neighbours.ts. */
export function takeLargest(
  sum: usize, reached: usize, n: i32, nCols: i32, k: i32, columns: usize, values: usize, scratch: usize,
): i32 {
  const counts = scratch
  const found = counts + (4 << 15)
  const left = found + ((nCols as usize) << 3)
  const last = (n as usize) << 2
  let low: i64 = i64.MAX_VALUE, high: i64 = 0, nPositive = 0
  for (let c: usize = 0; c < last; c += 4) {
    const at = sum + ((load<u32>(reached + c) as usize) << 3)
    // above 0 the bits as a whole number have the order of the numbers
    const x = load<i64>(at)
    store<i64>(at, untouched)
    store<i64>(found + (c << 1), x)
    nPositive += (x > 0) as i32
    const bin = max<i64>(x, 0) >> firstShift
    low = min(low, bin)
    high = max(high, bin)
    const place = counts + ((bin as usize) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
  let least: i64 = 1
  let need = k
  if (nPositive > k) {
    let bin = high
    while (count(counts, bin) < need) need -= count(counts, bin--)
    least = bin << firstShift
    let m: usize = 0
    for (let c: usize = 0; c < last << 1; c += 8) {
      const x = load<i64>(found + c)
      store<i64>(left + m, x)
      m += (((x > 0) as usize) & ((x >> firstShift == bin) as usize)) << 3
    }
    memory.fill(counts + ((low as usize) << 2), 0, ((high - low + 1) as usize) << 2)
    for (let shift = firstShift - step; shift >= 0 && ((m >>> 3) as i32) > need; shift -= step) {
      for (let c: usize = 0; c < m; c += 8) {
        const place = counts + (((load<i64>(left + c) >> shift & 255) as usize) << 2)
        store<u32>(place, load<u32>(place) + 1)
      }
      bin = 255
      while (count(counts, bin) < need) need -= count(counts, bin--)
      memory.fill(counts, 0, 4 << 8)
      least |= bin << shift
      let kept: usize = 0
      for (let c: usize = 0; c < m; c += 8) {
        const x = load<i64>(left + c)
        store<i64>(left + kept, x)
        kept += ((x >> shift & 255) == bin ? 8 : 0) as usize
      }
      m = kept
    }
    // of numbers too small for an exponent, which share their bin with 0
    least = max<i64>(1, least)
  } else if (n > 0) memory.fill(counts + ((low as usize) << 2), 0, ((high - low + 1) as usize) << 2)
  let m: usize = 0
  for (let c: usize = 0; c < last; c += 4) {
    const j = load<u32>(reached + c), x = load<i64>(found + (c << 1))
    store<u32>(reached + m, j)
    store<i64>(found + (m << 1), x)
    m += ((x >= least) as usize) << 2
  }
  return takeRising(sum, reached, found, m, nCols, least, need, columns, values, left + ((nCols as usize) << 3))
}

/** What is left to the columns and values, by rising column; of those at `least` only the first `ties`. */
// @ts-ignore: decorator
@inline function takeRising(
  sum: usize, reached: usize, found: usize, size: usize, nCols: i32, least: i64, ties: i32, columns: usize, values: usize, bits: usize,
): i32 {
  const inUse = bits + ((((nCols as usize) + 63) >>> 6) << 3)
  for (let c: usize = 0; c < size; c += 4) {
    const j = load<u32>(reached + c) as usize
    store<i64>(sum + (j << 3), load<i64>(found + (c << 1)))
    const word = bits + ((j >>> 6) << 3), block = inUse + ((j >>> 12) << 3)
    store<u64>(word, load<u64>(word) | ((1 as u64) << (j & 63)))
    store<u64>(block, load<u64>(block) | ((1 as u64) << (j >>> 6 & 63)))
  }
  let n: usize = 0
  for (let b: usize = 0; b < ((nCols as usize) + 4095) >>> 12; b++) {
    for (let words = load<u64>(inUse + (b << 3)); words; words &= words - 1) {
      const w = (b << 6) + (ctz(words) as usize)
      for (let lefts = load<u64>(bits + (w << 3)); lefts; lefts &= lefts - 1) {
        const j = (w << 6) + (ctz(lefts) as usize)
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
