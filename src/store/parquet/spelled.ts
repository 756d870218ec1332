/** Texts as bytes of UTF-8 behind one another, each written out once however often it is asked for. */
export class Spelled {
  readonly #bytes: Buffer
  /** text t lies from `start[t]` to `start[t + 1]` */
  readonly #start: Uint32Array

  constructor(words: readonly string[]) {
    this.#start = new Uint32Array(words.length + 1)
    const text = words.join('')
    this.#bytes = Buffer.from(text)
    // ids mostly have one byte a letter; where some do not, halves of letters must not meet across words
    const isPlain = this.#bytes.length === text.length
    for (let t = 0; t < words.length; t++) {
      const word = words[t] as string
      this.#start[t + 1] = this.#start[t]! + (isPlain ? word.length : Buffer.byteLength(word))
    }
    if (isPlain) return
    this.#bytes = Buffer.allocUnsafe(this.#start[words.length]!)
    for (let t = 0; t < words.length; t++) this.#bytes.write(words[t] as string, this.#start[t]!)
  }

  /** These texts, each with its length in four bytes before it. */
  of(texts: Int32Array): Uint8Array {
    let size = 0
    for (const t of texts) size += 4 + this.#start[t + 1]! - this.#start[t]!
    const bytes = new Uint8Array(size)
    const view = new DataView(bytes.buffer)
    let end = 0
    for (const t of texts) {
      const from = this.#start[t]!
      const to = this.#start[t + 1]!
      view.setUint32(end, to - from, true)
      end += 4
      // ids are short: a copy by the engine would cost more than its bytes
      for (let at = from; at < to; at++) bytes[end++] = this.#bytes[at]!
    }
    return bytes
  }
}
