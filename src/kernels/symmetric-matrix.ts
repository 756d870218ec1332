import type { KernelMemory } from './memory.ts'
import type { Pool } from './pool.ts'
import { tileFloats, tileOf, tileSize } from './sweep-job.ts'

const tileBytes = tileFloats * 4

/**
 * A symmetric n × n matrix of float32 in the kernels' memory: tiles of 96 × 96 on and below the diagonal, 2·n² bytes.
 * Rows and columns beyond n, up to whole tiles, are those of the identity.
 */
export class SymmetricMatrix {
  readonly n: number
  readonly #nTiles: number
  readonly #memory: KernelMemory
  readonly #pool: Pool
  readonly #garbage: FinalizationRegistry<number>
  readonly #tiles: number

  constructor(n: number, memory: KernelMemory, pool: Pool, garbage: FinalizationRegistry<number>) {
    this.n = n
    this.#nTiles = Math.ceil(n / tileSize)
    this.#memory = memory
    this.#pool = pool
    this.#garbage = garbage
    this.#tiles = memory.take(SymmetricMatrix.bytes(n))
    garbage.register(this, this.#tiles, this)
    for (let i = n; i < this.#nTiles * tileSize; i++) this.set(i, i, 1)
  }

  /** Bytes of the kernels' memory that an n × n matrix takes. */
  static bytes(n: number): number {
    const nTiles = Math.ceil(n / tileSize)
    return tileOf(nTiles, 0) * tileBytes
  }

  /** And for how long `invert` runs, so many more. */
  static inversionBytes(n: number): number {
    return (2 * Math.ceil(n / tileSize) + 1) * tileBytes
  }

  get(i: number, j: number): number {
    return this.#tileFloats(i, j)[this.#within(i, j)]!
  }

  /** Entry (i, j) and entry (j, i). */
  set(i: number, j: number, value: number): void {
    const tile = this.#tileFloats(i, j)
    tile[this.#within(i, j)] = value
    // a tile on the diagonal is held whole
    if (Math.floor(i / tileSize) === Math.floor(j / tileSize)) tile[this.#within(j, i)] = value
  }

  /** Row i, all n of it, into `out`. */
  rowInto(i: number, out: Float32Array): void {
    const t = Math.floor(i / tileSize)
    const r = i % tileSize
    for (let j = 0; j < this.#nTiles; j++) {
      const tile = this.#memory.floats(this.#tiles + tileOf(Math.max(t, j), Math.min(t, j)) * tileBytes, tileFloats)
      const first = j * tileSize
      const width = Math.min(tileSize, this.n - first)
      if (j <= t) out.set(tile.subarray(r * tileSize, r * tileSize + width), first)
      else for (let c = 0; c < width; c++) out[first + c] = tile[c * tileSize + r]!
    }
  }

  /** Row i up to its diagonal, and column i with it, from a row of at least i + 1 numbers. */
  setRow(i: number, row: Float32Array): void {
    const t = Math.floor(i / tileSize)
    const r = i % tileSize
    for (let j = 0; j <= t; j++) {
      const tile = this.#memory.floats(this.#tiles + tileOf(t, j) * tileBytes, tileFloats)
      const first = j * tileSize
      tile.set(row.subarray(first, Math.min(first + tileSize, i + 1)), r * tileSize)
      // a tile on the diagonal is held whole
      if (j === t) for (let c = 0; c < r; c++) tile[c * tileSize + r] = row[first + c]!
    }
  }

  /**
   * The matrix becomes minus its inverse: every tile of the diagonal in turn is swept,
   *
   *     A_kk → −D,  A_ik → A_ik D,  A_ij → A_ij − A_ik D A_kj        D = A_kk⁻¹, made in float64
   *
   * n³ flops, all but n² · 96 of them in one kernel on all threads. Needs inversionBytes(n) more while it runs.
   * @throws RangeError  a matrix that is not positive definite; signal.reason
   * Source: the sweep operator, Goodnight, The American Statistician 1979, by blocks.
   */
  async invertNegated({
    signal,
    onProgress,
  }: {
    signal?: AbortSignal | undefined
    onProgress?: ((done: number, total: number) => void) | undefined
  } = {}): Promise<void> {
    const nTiles = this.#nTiles
    const memory = this.#memory
    const room = memory.take(SymmetricMatrix.inversionBytes(this.n))
    const [before, after, inverse] = [room, room + nTiles * tileBytes, room + 2 * nTiles * tileBytes]
    const shared = { kind: 'sweep' as const, nBlocks: nTiles, nTiles, tiles: this.#tiles, before, after, inverse }
    try {
      for (let pivot = 0; pivot < nTiles; pivot++) {
        const corner = memory.floats(this.#tiles + tileOf(pivot, pivot) * tileBytes, tileFloats)
        const D = inverseOf(corner, pivot * tileSize)
        memory.floats(inverse, tileFloats).set(D)
        const flops = nTiles * 2 * tileSize ** 3
        await this.#pool.run({ ...shared, phase: 'panel', pivot }, flops, signal)
        await this.#pool.run({ ...shared, phase: 'update', pivot }, (flops * nTiles) / 2, signal)
        const swept = memory.floats(this.#tiles + tileOf(pivot, pivot) * tileBytes, tileFloats)
        for (let k = 0; k < tileFloats; k++) swept[k] = -D[k]!
        onProgress?.(pivot + 1, nTiles)
      }
    } finally {
      memory.give(room)
    }
  }

  release(): void {
    this.#garbage.unregister(this)
    this.#memory.give(this.#tiles)
  }

  #tileFloats(i: number, j: number): Float32Array {
    const [a, b] = [Math.floor(i / tileSize), Math.floor(j / tileSize)]
    return this.#memory.floats(this.#tiles + tileOf(Math.max(a, b), Math.min(a, b)) * tileBytes, tileFloats)
  }

  #within(i: number, j: number): number {
    const below = Math.floor(i / tileSize) >= Math.floor(j / tileSize)
    return below ? (i % tileSize) * tileSize + (j % tileSize) : (j % tileSize) * tileSize + (i % tileSize)
  }
}

/** The inverse of one symmetric positive definite tile in float64: Gauss and Jordan, whose pivots stay positive. */
function inverseOf(tile: Float32Array, first: number): Float64Array {
  const n = tileSize
  const A = Float64Array.from(tile)
  for (let k = 0; k < n; k++) {
    const pivot = A[k * n + k]!
    // the negation refuses NaN as well
    if (!(pivot > 0))
      throw new RangeError(`the matrix is not positive definite at row ${first + k}: lambda is too small`)
    const row = A.subarray(k * n, k * n + n)
    row[k] = 1
    for (let j = 0; j < n; j++) row[j]! /= pivot
    for (let i = 0; i < n; i++) {
      if (i === k) continue
      const other = A.subarray(i * n, i * n + n)
      const share = other[k]!
      if (share === 0) continue
      other[k] = 0
      for (let j = 0; j < n; j++) other[j]! -= share * row[j]!
    }
  }
  return A
}
