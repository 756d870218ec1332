/** Numbers fall into bins by the exponent and the first four binary places of their single-precision rounding. */
const binShift = 19
const nBins = 1 << (31 - binShift)

/**
 * The k-th largest of many rows of numbers, one row after the other.
 *
 * Rounding to single precision never turns an order around, so the bits of the rounded numbers, cut short, sort them into
 * bins of 6 % width: one pass counts the bins, a second looks only into the bin where the k-th lies. A heap of k would
 * take a step of log₂ k for every newcomer, which costs most when k is large and good numbers come late.
 *
 * `of` is O(n + b log b) for b numbers in that bin; nothing is allocated.
 */
export class KthLargest {
  readonly #k: number
  readonly #single: Float32Array
  readonly #bits: Uint32Array
  readonly #count = new Uint32Array(nBins)
  readonly #heap: Float64Array

  /** @param longest  the longest row there will be */
  constructor(k: number, longest: number) {
    this.#k = k
    this.#single = new Float32Array(longest)
    this.#bits = new Uint32Array(this.#single.buffer)
    this.#heap = new Float64Array(Math.min(k, longest))
  }

  /** The k-th largest of the first n values, those at or below 0 left aside; 0 when fewer than k are above 0. */
  of(values: Float64Array, n: number): number {
    const [single, bits, count] = [this.#single, this.#bits, this.#count]
    let nAbove0 = 0
    let low = nBins
    let high = -1
    for (let c = 0; c < n; c++) {
      const x = values[c]!
      // not above 0: a rounding of 0 would share its bin with the smallest of the others
      single[c] = x > 0 ? x : -1
      if (!(x > 0)) continue
      const bin = bits[c]! >>> binShift
      count[bin]!++
      nAbove0++
      if (bin < low) low = bin
      if (bin > high) high = bin
    }
    if (nAbove0 < this.#k || this.#k === 0) {
      count.fill(0, low, high + 1)
      return 0
    }
    let nBetter = 0
    let bin = high
    while (nBetter + count[bin]! < this.#k) nBetter += count[bin--]!
    count.fill(0, low, high + 1)
    return this.#within(values, n, bin, this.#k - nBetter)
  }

  /** The k-th largest of the values in one bin, which holds at least k: a heap whose least guards the door. */
  #within(values: Float64Array, n: number, bin: number, k: number): number {
    const [heap, bits] = [this.#heap, this.#bits]
    let size = 0
    for (let c = 0; c < n; c++) {
      if (bits[c]! >>> binShift !== bin) continue
      const x = values[c]!
      let at = 0
      if (size < k) {
        at = size++
        for (let up = (at - 1) >> 1; at > 0 && heap[up]! > x; up = (at - 1) >> 1) {
          heap[at] = heap[up]!
          at = up
        }
      } else if (x > heap[0]!) {
        for (let child = 1; child < k; child = 2 * at + 1) {
          if (child + 1 < k && heap[child + 1]! < heap[child]!) child++
          if (heap[child]! >= x) break
          heap[at] = heap[child]!
          at = child
        }
      } else continue
      heap[at] = x
    }
    return heap[0]!
  }
}
