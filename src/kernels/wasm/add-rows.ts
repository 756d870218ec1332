// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.

/** −0, of which nothing but itself is made by adding: the sum of what was not reached. */
export const untouched: i64 = i64.MIN_VALUE

/** An entry: float64 weight, uint32 column. */
// @ts-ignore: decorator
@inline const entryBytes: usize = 12
/** Rows lie anywhere, and waiting for them one by one costs more than adding them up: so many are fetched together, so much of each. */
// @ts-ignore: decorator
@inline const rowsTogether: usize = 16
// @ts-ignore: decorator
@inline const entriesFetched: usize = 128

/** The definition stands in plain-neighbours.ts. */
export function addRows(
  starts: usize, entries: usize, rows: usize, shares: usize, n: i32, sum: usize, reached: usize, nReached: i32,
): i32 {
  const size = n as usize
  let end = reached + ((nReached as usize) << 2)
  for (let a: usize = 0; a < size; a++) {
    // to where the next column is noted
    if (a % rowsTogether == 0) store<u32>(end, fetch(starts, entries, rows + (a << 2), min(rowsTogether, size - a)))
    const start = starts + ((load<u32>(rows + (a << 2)) as usize) << 2)
    const share = load<f64>(shares + (a << 3))
    const last = entries + (load<u32>(start, 4) as usize) * entryBytes
    for (let e = entries + (load<u32>(start) as usize) * entryBytes; e < last; e += entryBytes) {
      const j = load<u32>(e, 8)
      const at = sum + ((j as usize) << 3)
      const before = load<f64>(at)
      // written always and kept where it is new: half of the branches would be guessed wrong
      store<u32>(end, j)
      end += ((reinterpret<i64>(before) == untouched) as usize) << 2
      // a product of −0 becomes +0
      store<f64>(at, before + (share * load<f64>(e) + 0.0))
    }
  }
  return ((end - reached) >>> 2) as i32
}

/** Reads a number of every cache line of n rows. What is returned means nothing, but keeps the reading from being left out. */
// @ts-ignore: decorator
@inline function fetch(starts: usize, entries: usize, rows: usize, n: usize): u32 {
  let read: u32 = 0
  for (let r: usize = 0; r < n; r++) {
    const start = starts + ((load<u32>(rows + (r << 2)) as usize) << 2)
    const from = load<u32>(start) as usize
    const to = min(load<u32>(start, 4) as usize, from + entriesFetched)
    for (let e = entries + from * entryBytes, end = entries + to * entryBytes; e < end; e += 64) read |= load<u32>(e)
  }
  return read
}
