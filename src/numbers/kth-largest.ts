/** Numbers fall into bins by the exponent and the first four binary places of their single-precision rounding. */
const binShift = 19
const nBins = 1 << (31 - binShift)

/** Every so many-th number is looked at to guess where the k-th lies; shorter rows are not guessed at. */
const sampleStep = 16
const leastToGuess = 1024

/**
 * The k-th largest of many rows of numbers, one row after the other.
 *
 * A sample gives a bound that almost surely lies below it; most numbers are done with after one comparison. The rest go
 * into bins: rounding to single precision never turns an order around, so the bits of the rounded numbers, cut short,
 * sort them into bins of 6 % width, and only the bin where the k-th lies is looked into. A bound that was too high is
 * noticed and dropped: the answer is exact. A heap of k alone would take log₂ k steps for every newcomer.
 *
 * `of` is O(n); nothing is allocated but views.
 */
export class KthLargest {
  readonly #k: number
  readonly #left: Float64Array
  readonly #single: Float32Array
  readonly #bits: Uint32Array
  readonly #count = new Uint32Array(nBins)
  readonly #heap: Float64Array

  /** @param longest  the longest row there will be */
  constructor(k: number, longest: number) {
    this.#k = k
    this.#left = new Float64Array(longest)
    this.#single = new Float32Array(longest)
    this.#bits = new Uint32Array(this.#single.buffer)
    this.#heap = new Float64Array(Math.min(k, longest))
  }

  /** The k-th largest of the first n values, those at or below 0 left aside; 0 when fewer than k are above 0. */
  of(values: Float64Array, n: number): number {
    if (this.#k === 0) return 0
    const bound = this.#guess(values, n)
    let nLeft = this.#keepFrom(bound, values, n)
    if (nLeft < this.#k && bound > 0) nLeft = this.#keepFrom(0, values, n)
    if (nLeft < this.#k) return 0
    const [left, single, bits, count] = [this.#left, this.#single, this.#bits, this.#count]
    let low = nBins
    let high = -1
    for (let c = 0; c < nLeft; c++) {
      single[c] = left[c]!
      const bin = bits[c]! >>> binShift
      count[bin]!++
      if (bin < low) low = bin
      if (bin > high) high = bin
    }
    let nBetter = 0
    let bin = high
    while (nBetter + count[bin]! < this.#k) nBetter += count[bin--]!
    count.fill(0, low, high + 1)
    return this.#within(left, nLeft, bin, this.#k - nBetter)
  }

  /** A number that about twice k values reach; 0 where guessing does not pay. */
  #guess(values: Float64Array, n: number): number {
    const rank = Math.ceil((2 * this.#k) / sampleStep) + 8
    const size = Math.floor(n / sampleStep)
    if (n < leastToGuess || 2 * rank > size) return 0
    const sample = this.#left.subarray(0, size)
    for (let s = 0; s < size; s++) sample[s] = values[s * sampleStep]!
    return Math.max(0, sample.sort()[size - rank]!)
  }

  #keepFrom(bound: number, values: Float64Array, n: number): number {
    const left = this.#left
    let nLeft = 0
    for (let c = 0; c < n; c++) {
      const x = values[c]!
      if (x >= bound && x > 0) left[nLeft++] = x
    }
    return nLeft
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
