import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../numbers/csr.ts'
import { type Backend, bestBackend, tableOf } from './backend.ts'
import { factoriseScratch, type KernelTable } from './kernel-table.ts'
import { KernelMemory } from './memory.ts'

/** A matrix of float32 in the kernels' memory. Rows are padded with zeros to `stride`, a multiple of 4. */
export interface Factors {
  readonly nRows: number
  readonly dim: number
  readonly stride: number
  readonly place: number
  /** nRows × stride, row-major: what is there now */
  readonly array: Float32Array
}

/** One side of an alternating least squares: every row of `target` becomes the solution for its row of `rows`. */
export interface HalfSweep {
  /** the entries S_r of each row, as many columns as `fixed` has rows; values are weights w > 0 */
  rows: Csr
  fixed: Factors
  target: Factors
  /** stride × stride, added to every system: α·fixedᵀfixed */
  gram: Float32Array
  /** λ of each row, > 0 */
  ridge: Float32Array
  solver: 'exact' | 'cg'
  cgSteps: number
  signal?: AbortSignal | undefined
}

/** Solves the system of one row at a time on the calling thread. */
export interface RowSolver {
  /**
   * x = (gram + ridge·I + Σ w y yᵀ)⁻¹ Σ w y over the given items, into row 0 of `x`.
   * @throws RangeError  a system that is not positive definite
   */
  foldIn(items: Uint32Array, weights: Float32Array, ridge: number): void
  /** z = (the matrix of the last foldIn)⁻¹ y_item, into row 1 of `x`. */
  influence(item: number): void
  readonly x: Factors
}

export interface Kernels {
  readonly backend: Backend
  readonly threads: number
  /** Zeros, until released or garbage. @throws RangeError  when the memory's 4 GiB are full */
  factors(nRows: number, dim: number): Factors
  release(factors: Factors): void
  /** YᵀY, stride × stride. */
  gram(y: Factors): Promise<Float32Array>
  halfSweep(task: HalfSweep): Promise<void>
  rowSolver(y: Factors, gram: Float32Array): RowSolver
  /** out[i] = x_row · y_i, on the calling thread. */
  scoreRow(x: Factors, row: number, y: Factors, out: Float32Array): void
  close(): Promise<void>
}

export async function openKernels(options: { threads?: number; backend?: Backend } = {}): Promise<Kernels> {
  return new OpenKernels(options.threads ?? 1, options.backend ?? bestBackend())
}

/** Rows between two turns of the event loop. */
const blockRows = 256

class OpenKernels implements Kernels {
  readonly backend: Backend
  readonly threads: number
  readonly #memory = new KernelMemory()
  readonly #table: KernelTable
  readonly #garbage = new FinalizationRegistry<number>((place) => this.#memory.give(place))

  constructor(threads: number, backend: Backend) {
    this.threads = threads
    this.backend = backend
    this.#table = tableOf(backend, this.#memory.memory)
  }

  factors(nRows: number, dim: number): Factors {
    const memory = this.#memory
    const stride = Math.ceil(dim / 4) * 4
    const place = memory.take(nRows * stride * 4)
    const factors = {
      nRows,
      dim,
      stride,
      place,
      get array() {
        return memory.floats(place, nRows * stride)
      },
    }
    this.#garbage.register(factors, place, factors)
    return factors
  }

  release(factors: Factors): void {
    this.#garbage.unregister(factors)
    this.#memory.give(factors.place)
  }

  async gram(y: Factors): Promise<Float32Array> {
    const out = this.factors(y.stride, y.stride)
    this.#table.gram(y.place, 0, y.nRows, y.stride, out.place)
    const gram = out.array.slice()
    this.release(out)
    return gram
  }

  async halfSweep({ rows, fixed, target, gram, ridge, solver, cgSteps, signal }: HalfSweep): Promise<void> {
    const solve = this.rowSolver(fixed, gram)
    for (let r = 0; r < rows.nRows; r++) {
      if (r % blockRows === 0) {
        await setImmediate()
        signal?.throwIfAborted()
      }
      const from = rows.rowStart[r]!
      const to = rows.rowStart[r + 1]!
      if (from === to) continue
      const items = rows.column.subarray(from, to)
      const weights = rows.value.subarray(from, to)
      solve.foldIn(items, weights, ridge[r]!)
      target.array.set(solve.x.array.subarray(0, fixed.stride), r * fixed.stride)
    }
    void solver
    void cgSteps
  }

  rowSolver(y: Factors, gram: Float32Array): RowSolver {
    const table = this.#table
    const { stride } = y
    const gramRoom = this.factors(stride, stride)
    gramRoom.array.set(gram)
    const factor = this.factors(stride, stride)
    const scratch = this.factors(1, factoriseScratch(stride) / 4)
    const x = this.factors(2, stride)
    const room: { items?: Factors; weights?: Factors } = {}
    const fit = (name: 'items' | 'weights', n: number) => {
      const before = room[name]
      if (before && before.stride >= n) return before
      if (before) this.release(before)
      const taken = this.factors(1, 2 * n)
      room[name] = taken
      return taken
    }
    const memory = this.#memory
    return {
      x,
      foldIn(items, weights, ridge) {
        const n = items.length
        const itemRoom = fit('items', n).place
        const weightRoom = fit('weights', n).place
        memory.words(itemRoom, n).set(items)
        memory.floats(weightRoom, n).set(weights)
        if (
          !table.factorise(y.place, itemRoom, weightRoom, n, gramRoom.place, ridge, stride, factor.place, scratch.place)
        )
          throw new RangeError(`a system of ${n} entries is not positive definite: lambda is too small`)
        table.weigh(y.place, itemRoom, weightRoom, n, stride, x.place)
        table.solve(factor.place, stride, x.place)
      },
      influence(item) {
        x.array.set(y.array.subarray(item * stride, (item + 1) * stride), stride)
        table.solve(factor.place, stride, x.place + stride * 4)
      },
    }
  }

  scoreRow(x: Factors, row: number, y: Factors, out: Float32Array): void {
    if (y.nRows === 0) return
    const room = this.factors(1, y.nRows)
    this.#table.scores(x.place + row * x.stride * 4, 1, y.place, y.nRows, y.stride, room.place, y.nRows)
    out.set(room.array.subarray(0, y.nRows))
    this.release(room)
  }

  async close(): Promise<void> {}
}
