import type { Csr } from './csr.ts'

/** Rows appended one by one into arrays that double, so that memory follows what is kept and not what might be. */
export class GrowingCsr {
  readonly #rowStart: Uint32Array
  #column = new Uint32Array(1024)
  #value = new Float32Array(1024)
  #row = 0
  #size = 0

  constructor(nRows: number) {
    this.#rowStart = new Uint32Array(nRows + 1)
  }

  add(column: number, value: number): void {
    if (this.#size === this.#column.length) {
      this.#column = grown(this.#column, new Uint32Array(this.#size * 2))
      this.#value = grown(this.#value, new Float32Array(this.#size * 2))
    }
    this.#column[this.#size] = column
    this.#value[this.#size++] = value
  }

  endRow(): void {
    this.#rowStart[++this.#row] = this.#size
  }

  finish(nCols: number): Csr {
    return {
      nRows: this.#row,
      nCols,
      rowStart: this.#rowStart,
      column: this.#column.slice(0, this.#size),
      value: this.#value.slice(0, this.#size),
    }
  }
}

function grown<T extends Uint32Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
