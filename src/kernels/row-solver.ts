import { factorBytes, type KernelTable, solveRowScratch } from './kernel-table.ts'
import type { Factors, Kernels } from './kernels.ts'
import type { KernelMemory } from './memory.ts'

/** Solutions that a solver keeps, to be scored together. */
export const solutions = 16

/** Solves one system at a time on the calling thread, with room of its own: an answer to a visitor waits for nobody. */
export class RowSolver {
  /** rows 0 to 15: solutions, row 16: the last influence */
  readonly x: Factors
  readonly #kernels: Kernels
  readonly #memory: KernelMemory
  readonly #table: KernelTable
  readonly #y: Factors
  readonly spectrum: Factors
  /** factor of the last system, made when its influence is first asked for */
  readonly #u: Factors
  readonly #scratch: Factors
  #items: Factors
  #weights: Factors
  /** entries and ridge of the last system; `made` once `u` holds its factor */
  #last = { n: 0, ridge: 1, made: false }

  constructor(kernels: Kernels, memory: KernelMemory, table: KernelTable, y: Factors, spectrum: Factors) {
    const { stride } = y
    this.#kernels = kernels
    this.#memory = memory
    this.#table = table
    this.#y = y
    this.spectrum = spectrum
    this.x = kernels.factors(solutions + 1, stride)
    this.#u = kernels.factors(1, factorBytes(stride) / 4)
    this.#scratch = kernels.factors(1, solveRowScratch(stride) / 4)
    this.#items = kernels.factors(1, 256)
    this.#weights = kernels.factors(1, 256)
  }

  /**
   * x = (diag(spectrum) + ridge·I + Σ w y yᵀ)⁻¹ Σ w y over the given items of y, into row `row` of `x`.
   * @throws RangeError  a system that is not positive definite
   */
  foldIn(items: Uint32Array, weights: Float32Array, ridge: number, row = 0): void {
    const n = items.length
    this.#makeRoom(n)
    const { stride, place: y } = this.#y
    const [itemRoom, weightRoom, x] = [this.#items.place, this.#weights.place, this.x.place + row * stride * 4]
    this.#memory.words(itemRoom, n).set(items)
    this.#memory.floats(weightRoom, n).set(weights)
    this.#last = { n, ridge, made: false }
    const { place: spectrum } = this.spectrum
    if (!this.#table.solveRow(y, itemRoom, weightRoom, n, spectrum, ridge, stride, x, this.#scratch.place))
      throw notDefinite(n)
  }

  /** z = (the matrix of the last foldIn)⁻¹ y_item. */
  influence(item: number): Float32Array {
    const { stride, array, place: y } = this.#y
    if (!this.#last.made) {
      const { n, ridge } = this.#last
      const [items, weights, spectrum, u] = [this.#items, this.#weights, this.spectrum, this.#u].map(
        (f) => f.place,
      ) as [number, number, number, number]
      if (!this.#table.factorise(y, items, weights, n, spectrum, ridge, stride, u, this.#scratch.place))
        throw notDefinite(n)
      this.#last.made = true
    }
    const all = this.x.array
    all.set(array.subarray(item * stride, (item + 1) * stride), solutions * stride)
    this.#table.solve(this.#u.place, stride, this.x.place + solutions * stride * 4)
    return all.subarray(solutions * stride)
  }

  #makeRoom(n: number): void {
    if (n <= this.#items.stride) return
    this.#kernels.release(this.#items)
    this.#kernels.release(this.#weights)
    this.#items = this.#kernels.factors(1, 2 * n)
    this.#weights = this.#kernels.factors(1, 2 * n)
  }
}

const notDefinite = (n: number) =>
  new RangeError(`a system of ${n} entries is not positive definite: lambda is too small`)
