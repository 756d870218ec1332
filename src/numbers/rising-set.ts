/**
 * Whole numbers from 0 to size − 1, put in in any order and taken out rising.
 *
 * A bit for each number, and above them a bit for each 32 of these: taking k numbers out is O(k + size / 1024), where
 * sorting them is O(k log k) with a copy each time. Memory: size / 8 bytes. Nothing is allocated after the start.
 */
export class RisingSet {
  readonly #bits: Int32Array
  readonly #inUse: Int32Array

  constructor(size: number) {
    this.#bits = new Int32Array(Math.ceil(size / 32))
    this.#inUse = new Int32Array(Math.ceil(size / 1024))
  }

  add(number: number): void {
    this.#bits[number >>> 5]! |= 1 << (number & 31)
    this.#inUse[number >>> 10]! |= 1 << ((number >>> 5) & 31)
  }

  /** Everything to the front of `out`, rising; the set is empty then. Returns how many there were. */
  takeInto(out: Uint32Array): number {
    const [bits, inUse] = [this.#bits, this.#inUse]
    let n = 0
    for (let b = 0; b < inUse.length; b++) {
      for (let words = inUse[b]!; words !== 0; words &= words - 1) {
        const word = 32 * b + lowestBit(words)
        for (let left = bits[word]!; left !== 0; left &= left - 1) out[n++] = 32 * word + lowestBit(left)
        bits[word] = 0
      }
      inUse[b] = 0
    }
    return n
  }
}

/** Position of the lowest bit that is set in 32 bits, of which one is. */
const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits)
