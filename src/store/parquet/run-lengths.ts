/** A repeat shorter than this costs less packed than as a run of its own. */
const leastRun = 16

/**
 * Whole numbers as Parquet's hybrid of runs and packed bits: `(length << 1), value` for a run, `(groups << 1 | 1), bits` for groups of
 * eight numbers of `width` bits each, the first in the lowest bits.
 *
 * @param values  below 2^width
 * @param n       how many of them
 * @param width   0 to 24; of width 0 all are 0
 * @param into    where to write, roomy enough: `mostRunBytes(n, width)`
 * @param at      the first byte to write
 * @returns       the byte after the last
 *
 * O(n). Source: Encodings.md of Apache Parquet, RLE/bit-packing hybrid.
 */
export function putRuns(values: ArrayLike<number>, n: number, width: number, into: Uint8Array, at: number): number {
  let end = at
  let packedFrom = 0
  let i = 0
  while (i < n) {
    const value = values[i]!
    let run = 1
    while (i + run < n && values[i + run] === value) run++
    if (run < leastRun) {
      // whole groups of eight, so that a run may only begin where a group ends
      i += 8
      continue
    }
    end = putPacked(values, packedFrom, i, width, into, end)
    end = putVarint(into, end, run * 2)
    for (let bits = 0; bits < width; bits += 8) into[end++] = value >>> bits
    i += run
    packedFrom = i
  }
  return putPacked(values, packedFrom, n, width, into, end)
}

/** So many bytes can `putRuns` take at most. */
export const mostRunBytes = (n: number, width: number): number =>
  Math.ceil((n + 8) / 8) * width + 10 + Math.ceil(n / leastRun) * 10

function putPacked(
  values: ArrayLike<number>,
  from: number,
  to: number,
  width: number,
  into: Uint8Array,
  at: number,
): number {
  if (from >= to) return at
  const groups = Math.ceil((to - from) / 8)
  let end = putVarint(into, at, groups * 2 + 1)
  let bits = 0
  let nBits = 0
  for (let i = from; i < from + 8 * groups; i++) {
    // the last group is filled up with zeros
    bits |= (i < to ? values[i]! : 0) << nBits
    for (nBits += width; nBits >= 8; nBits -= 8) {
      into[end++] = bits
      bits >>>= 8
    }
  }
  return end
}

function putVarint(into: Uint8Array, at: number, x: number): number {
  let end = at
  let left = x
  for (; left >= 128; left >>>= 7) into[end++] = (left & 127) | 128
  into[end++] = left
  return end
}
