import { factorBytes, factoriseScratch, type KernelTable } from './kernel-table.ts'
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
  readonly #gram: Factors
  readonly #u: Factors
  readonly #scratch: Factors
  #items: Factors
  #weights: Factors

  constructor(kernels: Kernels, memory: KernelMemory, table: KernelTable, y: Factors, gram: Factors) {
    const { stride } = y
    this.#kernels = kernels
    this.#memory = memory
    this.#table = table
    this.#y = y
    this.#gram = gram
    this.x = kernels.factors(solutions + 1, stride)
    this.#u = kernels.factors(1, factorBytes(stride) / 4)
    this.#scratch = kernels.factors(1, factoriseScratch(stride) / 4)
    this.#items = kernels.factors(1, 256)
    this.#weights = kernels.factors(1, 256)
  }

  /**
   * x = (gram + ridge·I + Σ w y yᵀ)⁻¹ Σ w y over the given items of y, into row `row` of `x`.
   * @throws RangeError  a system that is not positive definite
   */
  foldIn(items: Uint32Array, weights: Float32Array, ridge: number, row = 0): void {
    const n = items.length
    this.#makeRoom(n)
    const { stride, place: y } = this.#y
    const [itemRoom, weightRoom, x] = [this.#items.place, this.#weights.place, this.x.place + row * stride * 4]
    this.#memory.words(itemRoom, n).set(items)
    this.#memory.floats(weightRoom, n).set(weights)
    const { place: u } = this.#u
    const made = this.#table.factorise(
      y,
      itemRoom,
      weightRoom,
      n,
      this.#gram.place,
      ridge,
      stride,
      u,
      this.#scratch.place,
    )
    if (!made) throw new RangeError(`a system of ${n} entries is not positive definite: lambda is too small`)
    this.#table.weigh(y, itemRoom, weightRoom, n, stride, x)
    this.#table.solve(u, stride, x)
  }

  /** z = (the matrix of the last foldIn)⁻¹ y_item. */
  influence(item: number): Float32Array {
    const { stride, array } = this.#y
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
