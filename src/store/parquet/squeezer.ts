import { constants, createZstdCompress } from 'node:zlib'

/**
 * Compresses pieces by zstd on a thread beside, each into a frame of its own, one after the other. One compressor does them all: a new one
 * for each would take the memory it works in anew, and have the garbage collector look through the whole heap every few dozen.
 */
export class Squeezer {
  readonly #zstd = createZstdCompress({ chunkSize: 2 ** 20, params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  #parts: Uint8Array[] = []
  readonly #failed: Promise<never>

  constructor() {
    this.#zstd.on('data', (part: Uint8Array) => this.#parts.push(part))
    this.#failed = new Promise((_, reject) => this.#zstd.once('error', reject))
    // met where a piece is awaited
    this.#failed.catch(() => {})
  }

  /**
   * @param bytes  left as they are until the promise is kept
   * @returns      the frame, in parts
   */
  squeeze(bytes: Uint8Array): Promise<Uint8Array[]> {
    const frame = new Promise<Uint8Array[]>((resolve) => {
      this.#zstd.write(bytes)
      this.#zstd.flush(constants.ZSTD_e_end, () => {
        // what has come out and was not yet handed on
        this.#zstd.read()
        resolve(this.#parts)
        this.#parts = []
      })
    })
    return Promise.race([frame, this.#failed])
  }

  close(): void {
    this.#zstd.destroy()
  }
}
