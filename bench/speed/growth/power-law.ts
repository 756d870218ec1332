import type { Csr } from '../../../src/numbers/csr.ts'
import { rng } from '../../../src/numbers/rng.ts'

/**
 * A shop of about n interactions, seeded: n / 25 people with Pareto-many items each (5 at least, 25 in the mean, 2,000 at
 * most) out of 20 √n, item i drawn with a density that falls as i^-0.6. Written row by row into arrays of its size, in
 * memory that threads share, so that making it takes no more than holding it.
 */
export function powerLaw(n: number, seed = 1): Csr {
  const random = rng(seed)
  const [nRows, nCols] = [Math.ceil(n / 25), Math.ceil(20 * Math.sqrt(n))]
  const shared = (length: number) => new SharedArrayBuffer(4 * length)
  const rowStart = new Uint32Array(shared(nRows + 1))
  // a Pareto sample's mean wanders: a tenth of room, and what does not fit any more is not drawn
  const most = Math.ceil(1.1 * n)
  const column = new Uint32Array(shared(most))
  let size = 0
  for (let r = 0; r < nRows; r++) {
    const wanted = Math.min(2000, Math.floor(5 * (1 - random()) ** -0.8), nCols >>> 1, most - size)
    const row = column.subarray(size, size + wanted)
    for (let k = 0; k < wanted; k++) row[k] = Math.floor(random() ** 2.5 * nCols)
    row.sort()
    let distinct = 0
    for (let k = 0; k < wanted; k++) if (k === 0 || row[k] !== row[k - 1]) row[distinct++] = row[k]!
    size += distinct
    rowStart[r + 1] = size
  }
  const value = new Float32Array(shared(size)).fill(1)
  return { nRows, nCols, rowStart, column: column.subarray(0, size), value }
}
