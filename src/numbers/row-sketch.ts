/** So many hashes are kept. */
const kept = 4096

/**
 * Which rows of data somebody could read, small enough to lie beside what they made of it: the 4,096 smallest of the
 * hashes of all rows. Two sets of rows that share any of the smallest hashes of one share rows, as 53 bits do not meet by
 * chance; sets of up to 4,096 rows are compared exactly. Of larger ones, an overlap of a share s of the rows read is missed
 * with probability (1 − s)^4096: s = 0.1 % 1.7 times in a hundred, 1 % never.
 *
 * Source: Broder, "On the resemblance and containment of documents", 1997 (bottom-k sketches).
 */
export interface RowSketch {
  /** how many rows there were, each once */
  rows: number
  /** rising */
  hashes: number[]
}

/** The sketch of rows by their hashes, in any order, repeats counted once. O(rows log rows). */
export function sketchOf(hashes: Float64Array): RowSketch {
  const sorted = hashes.slice().sort()
  const smallest: number[] = []
  let rows = 0
  for (let k = 0; k < sorted.length; k++) {
    if (k > 0 && sorted[k] === sorted[k - 1]) continue
    rows++
    if (smallest.length < kept) smallest.push(sorted[k]!)
  }
  return { rows, hashes: smallest }
}

/** How many of these rows are known to be among those of the sketch. O(rows of the sketch + n). */
export function rowsRead({ hashes }: RowSketch, rows: Float64Array): number {
  const known = new Set(hashes)
  let n = 0
  for (let k = 0; k < rows.length; k++) n += Number(known.has(rows[k]!))
  return n
}

/**
 * 53 bits of a text (cyrb53, public domain by bryc): the same on every machine. For telling rows apart, not for secrets.
 */
export function rowHash(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
