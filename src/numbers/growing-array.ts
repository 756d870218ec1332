type Numbers = Uint32Array | Int32Array | Float32Array | Float64Array

const perChunk = 1 << 16

/**
 * Numbers appended one by one, kept in chunks of 65,536: 4 or 8 bytes each where a plain array boxes and copies, and no
 * moment at which everything stands twice but the last.
 */
export class GrowingArray<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T
  #chunks: T[] = []
  #last: T
  #length = 0

  /** @param make  the kind of array, e.g. Uint32Array */
  constructor(make: new (length: number) => T) {
    this.#make = make
    this.#last = new make(0)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    const at = this.#length++ % perChunk
    if (at === 0) {
      this.#last = new this.#make(perChunk)
      this.#chunks.push(this.#last)
    }
    this.#last[at] = value
  }

  /** What was appended, as one array; nothing is kept here any more. */
  finish(): T {
    const whole = new this.#make(this.#length)
    this.#chunks.forEach((chunk, c) => {
      whole.set(chunk.subarray(0, this.#length - c * perChunk) as T, c * perChunk)
    })
    this.#chunks = []
    this.#length = 0
    return whole
  }
}
