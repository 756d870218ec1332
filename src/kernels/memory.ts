const pageBytes = 65536
/** A 32-bit WebAssembly memory ends here. */
export const mostBytes = 65536 * pageBytes
/** A cache line, so that no two threads write one. */
const grain = 64

/**
 * The one memory that all kernels and threads share, and who has which part of it. Parts are given first-fit and merge
 * when they come back, so fitting again and again does not grow it.
 */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: mostBytes / pageBytes, shared: true })
  /** free parts by rising place, no two touching; the first bytes stay unused, so that place 0 is nobody's */
  readonly #free: { place: number; bytes: number }[] = []
  readonly #taken = new Map<number, number>()
  #end = grain

  /** Bytes in use. */
  get takenBytes(): number {
    let total = 0
    for (const bytes of this.#taken.values()) total += bytes
    return total
  }

  /**
   * The place of `bytes` bytes, zeroed.
   * @throws RangeError  more than the memory can hold
   */
  take(bytes: number): number {
    const want = Math.max(grain, Math.ceil(bytes / grain) * grain)
    const at = this.#free.findIndex((part) => part.bytes >= want)
    let place: number
    if (at >= 0) {
      const part = this.#free[at] as { place: number; bytes: number }
      place = part.place
      part.place += want
      part.bytes -= want
      if (part.bytes === 0) this.#free.splice(at, 1)
    } else {
      place = this.#end
      const missing = place + want - this.memory.buffer.byteLength
      if (place + want > mostBytes)
        throw new RangeError(`${toMiB(want)} MiB do not fit: ${toMiB(mostBytes - place)} of 4096 MiB are left`)
      if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes))
      this.#end += want
    }
    this.#taken.set(place, want)
    this.floats(place, want / 4).fill(0)
    return place
  }

  /** Gives a part back. */
  give(place: number): void {
    const bytes = this.#taken.get(place)
    if (bytes === undefined) throw new RangeError(`nothing was taken at ${place}`)
    this.#taken.delete(place)
    const after = this.#free.findIndex((part) => part.place > place)
    const at = after < 0 ? this.#free.length : after
    this.#free.splice(at, 0, { place, bytes })
    this.#merge(at)
    this.#merge(at - 1)
    const last = this.#free.at(-1)
    if (last && last.place + last.bytes === this.#end) {
      this.#end = last.place
      this.#free.pop()
    }
  }

  floats(place: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.memory.buffer, place, length)
  }

  words(place: number, length: number): Uint32Array<SharedArrayBuffer> {
    return new Uint32Array(this.memory.buffer, place, length)
  }

  /** Joins free part `at` with the next one when they touch. */
  #merge(at: number): void {
    const [one, next] = [this.#free[at], this.#free[at + 1]]
    if (!one || !next || one.place + one.bytes !== next.place) return
    one.bytes += next.bytes
    this.#free.splice(at + 1, 1)
  }
}

const toMiB = (bytes: number) => Math.ceil(bytes / 2 ** 20)
