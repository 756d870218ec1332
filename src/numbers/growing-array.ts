type Numbers = Uint32Array | Int32Array | Float32Array | Float64Array

/** Numbers appended one by one into an array that doubles: 4 or 8 bytes each where a plain array boxes and copies. */
export class GrowingArray<T extends Numbers> {
  #array: T
  #length = 0

  /** @param make  the kind of array, e.g. Uint32Array */
  constructor(make: new (length: number) => T) {
    this.#array = new make(1024)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#array.length) {
      const wider = new (this.#array.constructor as new (length: number) => T)(2 * this.#length)
      wider.set(this.#array)
      this.#array = wider
    }
    this.#array[this.#length++] = value
  }

  /** What was appended, in memory of exactly its size. */
  finish(): T {
    return this.#array.slice(0, this.#length) as T
  }
}
