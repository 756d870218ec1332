import { availableParallelism } from 'node:os'
import type { Csr } from '../numbers/csr.ts'
import { type Backend, bestBackend } from './backend.ts'
import { cutRows } from './job.ts'
import { KernelMemory, mostBytes } from './memory.ts'
import { Pool } from './pool.ts'
import { type Rows, rowsPerBlock, type Scorer, scoreRows, scorerScratch } from './rank-job.ts'
import { RowSolver } from './row-solver.ts'
import type { HeldCsr } from './sparse-job.ts'
import { SymmetricMatrix } from './symmetric-matrix.ts'

export type { HeldCsr, RowSolver, Scorer, SymmetricMatrix }

/** What an n × n matrix of `symmetric` takes at most, its inversion included. */
export const symmetricBytes = (n: number) => SymmetricMatrix.bytes(n) + SymmetricMatrix.inversionBytes(n)

/** A matrix of float32 in the kernels' memory. Rows are padded with zeros to `stride`, a multiple of 4. */
export interface Factors {
  readonly nRows: number
  readonly dim: number
  readonly stride: number
  readonly place: number
  /** nRows × stride, row-major: what is there now */
  readonly array: Float32Array
}

/** Systems of equations, one for each row r of a sparse matrix with entries S_r and weights w > 0:
 *
 *     (gram + ridge_r I + Σ_{S_r} w y yᵀ) x_r = Σ_{S_r} w y
 */
export interface Systems {
  /** as many columns as y has rows */
  rows: Csr
  y: Factors
  /** stride × stride */
  gram: Float32Array
  /** one for each row, > 0 */
  ridges: Float32Array
  signal?: AbortSignal | undefined
}

/** The k best items of each row: row r has count[r] of them, best first, from position r·k. */
export interface Best {
  k: number
  count: Uint32Array
  item: Uint32Array
  score: Float32Array
}

/**
 * Dense algebra for recommenders on one memory and all cores. On one machine and backend every result is the same to the
 * bit for any number of threads. Whatever is awaited leaves the event loop free, can be aborted between blocks (throws
 * signal.reason) and throws RangeError for a system that is not positive definite.
 */
export interface Kernels {
  readonly backend: Backend
  readonly threads: number
  /** of factors and what else is in the kernels' memory */
  readonly takenBytes: number
  /** a 32-bit memory has 4 GiB */
  readonly mostBytes: number
  /** Zeros; given back by release or when nobody has them. @throws RangeError  when 4 GiB are full */
  factors(nRows: number, dim: number): Factors
  release(factors: Factors): void
  /** YᵀY, stride × stride. */
  gram(y: Factors): Promise<Float32Array>
  /** Every row of x becomes the exact solution, zeros for a row without entries. */
  solve(systems: Systems, x: Factors): Promise<void>
  /** Every row of x comes closer by `steps` steps of conjugate gradients from where it is. */
  approach(systems: Systems, x: Factors, steps: number): Promise<void>
  /** Solves exactly and scores x_r · y_i, excluded items left out. Equal to rowSolver and scoreRows, row by row. */
  recommend(systems: Systems, k: number, exclude?: Csr): Promise<Best>
  /** One row at a time, on the calling thread. */
  rowSolver(y: Factors, gram: Float32Array): RowSolver
  /** out[r·y.nRows + i] = x_{first + r} · y_i for n rows, on the calling thread; y is read once for all of them. */
  scoreRows(x: Factors, first: number, n: number, y: Factors, out: Float32Array): void
  /** A sparse matrix in the kernels' memory, until it is dropped. @throws RangeError  when 4 GiB are full */
  hold(m: Csr): HeldCsr
  drop(m: HeldCsr): void
  /** What is held, as views of the kernels' memory. */
  held(m: HeldCsr): Rows
  /** out = m · y: out has m.nRows rows and the dim of y. 2·entries·dim flops. */
  combine(m: HeldCsr, y: Factors, out: Factors, signal?: AbortSignal): Promise<void>
  /** out = x · yᵀ for a y of few rows: out has x.nRows rows and the dim y.nRows. */
  product(x: Factors, y: Factors, out: Factors, signal?: AbortSignal): Promise<void>
  /** Zeros, n × n, in the kernels' memory. @throws RangeError  when 4 GiB are full */
  symmetric(n: number): SymmetricMatrix
  /** The k best items of every history by the scorer, those of the same row of `exclude` left out, on all threads. */
  rank(scorer: Scorer, histories: Csr, k: number, exclude?: Csr, signal?: AbortSignal): Promise<Best>
  /** out[r·nItems + i] = score of item i for history r, on the calling thread: what `rank` chooses from. */
  score(scorer: Scorer, histories: Csr, out: Float32Array): void
  close(): Promise<void>
}

/** @param options.threads  all cores when not given; @param options.backend  the fastest that runs here */
export async function openKernels(options: { threads?: number; backend?: Backend } = {}): Promise<Kernels> {
  const { threads = availableParallelism(), backend = bestBackend() } = options
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024)
    throw new RangeError(`threads: got ${threads}, want a whole number from 1 to 1024`)
  return new OpenKernels(threads, backend)
}

/** The same matrix where all threads see it, so that giving them a job copies nothing. */
export function shareCsr(m: Csr): Csr {
  const rowStart = new Uint32Array(new SharedArrayBuffer(m.rowStart.byteLength))
  const column = new Uint32Array(new SharedArrayBuffer(m.column.byteLength))
  const value = new Float32Array(new SharedArrayBuffer(m.value.byteLength))
  rowStart.set(m.rowStart)
  column.set(m.column)
  value.set(m.value)
  return { nRows: m.nRows, nCols: m.nCols, rowStart, column, value }
}

/** Partial Gram matrices, whatever the number of rows: their sum is made in this order. */
const gramBlocks = 64
/** Rows whose lists are made together: each item's factors are read once for all of them. */
const rowsPerList = 32
/** Items scored for one row after another: their factors stay in the second cache. */
const itemsTogether = 256
/** Places in lists made at a time. */
const listPlaces = 1 << 22

class OpenKernels implements Kernels {
  readonly backend: Backend
  readonly threads: number
  readonly mostBytes = mostBytes
  readonly #memory = new KernelMemory()
  readonly #pool: Pool
  readonly #garbage = new FinalizationRegistry<number>((place) => this.#memory.give(place))

  constructor(threads: number, backend: Backend) {
    this.threads = threads
    this.backend = backend
    this.#pool = new Pool(this.#memory, backend, threads)
  }

  get takenBytes(): number {
    return this.#memory.takenBytes
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

  async gram({ nRows, stride, place }: Factors): Promise<Float32Array> {
    // fewer than 64 rows a block are not worth it
    const nBlocks = Math.max(1, Math.min(gramBlocks, Math.ceil(nRows / 64)))
    const size = stride * stride
    const parts = this.factors(nBlocks * stride, stride)
    try {
      await this.#pool.run({ kind: 'gram', nBlocks, nRows, y: place, stride, out: parts.place }, nRows * size)
      const part = parts.array
      const total = new Float64Array(size)
      for (let b = 0; b < nBlocks; b++) for (let k = 0; k < size; k++) total[k]! += part[b * size + k]!
      return Float32Array.from(total)
    } finally {
      this.release(parts)
    }
  }

  solve(systems: Systems, x: Factors): Promise<void> {
    return this.#solve(systems, x, 0)
  }

  approach(systems: Systems, x: Factors, steps: number): Promise<void> {
    return this.#solve(systems, x, steps)
  }

  async #solve({ rows, y, gram, ridges, signal }: Systems, x: Factors, cgSteps: number): Promise<void> {
    const { nRows, rowStart } = rows
    const { stride } = y
    const nEntries = rowStart[nRows]!
    const perRow = cgSteps === 0 ? stride / 3 : stride / 4
    const cost = nEntries + nRows * perRow
    const blockStart = cutRows(rowStart, nRows, perRow, Math.max(512, cost / 512), 4096)
    const gramRoom = this.#hold(gram, stride)
    try {
      const nBlocks = blockStart.length - 1
      const shared = { rows, y: y.place, stride, gram: gramRoom.place, ridges, x: x.place }
      const flops = cgSteps === 0 ? cost * stride * stride : cost * stride * 4 * (cgSteps + 1)
      await this.#pool.run({ kind: 'solve', nBlocks, blockStart, cgSteps, ...shared }, flops, signal)
    } finally {
      this.release(gramRoom)
    }
  }

  async recommend({ rows, y, gram, ridges, signal }: Systems, k: number, exclude?: Csr): Promise<Best> {
    const { nRows } = rows
    const best = {
      k,
      count: new Uint32Array(nRows),
      item: new Uint32Array(nRows * k),
      score: new Float32Array(nRows * k),
    }
    const most = Math.min(k, y.nRows)
    if (most === 0) return best
    const gramRoom = this.#hold(gram, y.stride)
    const perPart = Math.max(rowsPerList, Math.floor(listPlaces / most / rowsPerList) * rowsPerList)
    const room = this.factors(1 + 2 * most, Math.min(nRows, perPart))
    try {
      for (let first = 0; first < nRows; first += perPart) {
        const n = Math.min(perPart, nRows - first)
        const part = sliceRows(rows, first, n)
        const blockStart = cutRows(part.rowStart, n, 0, Number.POSITIVE_INFINITY, rowsPerList)
        const [count, item, score] = [room.place, room.place + 4 * n, room.place + 4 * n * (1 + most)]
        const flops = (part.column.length + n * (y.stride / 3)) * y.stride ** 2 + n * y.nRows * y.stride * 2
        const job = {
          kind: 'top' as const,
          nBlocks: blockStart.length - 1,
          blockStart,
          rows: part,
          y: y.place,
          nItems: y.nRows,
          stride: y.stride,
          gram: gramRoom.place,
          ridges: ridges.subarray(first, first + n),
          k: most,
          exclude: exclude && sliceRows(exclude, first, n),
          ...{ count, item, score },
        }
        await this.#pool.run(job, flops, signal)
        best.count.set(this.#memory.words(count, n), first)
        const items = this.#memory.words(item, n * most)
        const scores = this.#memory.floats(score, n * most)
        for (let r = 0; r < n; r++) {
          const have = best.count[first + r]!
          best.item.set(items.subarray(r * most, r * most + have), (first + r) * k)
          best.score.set(scores.subarray(r * most, r * most + have), (first + r) * k)
        }
      }
      return best
    } finally {
      this.release(gramRoom)
      this.release(room)
    }
  }

  rowSolver(y: Factors, gram: Float32Array): RowSolver {
    return new RowSolver(this, this.#memory, this.#pool.table, y, this.#hold(gram, y.stride))
  }

  scoreRows(x: Factors, first: number, n: number, y: Factors, out: Float32Array): void {
    const { nRows: nItems, stride } = y
    if (nItems === 0 || n === 0) return
    const from = x.place + first * stride * 4
    const room = this.#memory.take(n * nItems * 4)
    for (let i = 0; i < nItems; i += itemsTogether) {
      const width = Math.min(itemsTogether, nItems - i)
      this.#pool.table.scores(from, n, y.place + i * stride * 4, width, stride, room + i * 4, nItems)
    }
    out.set(this.#memory.floats(room, n * nItems))
    this.#memory.give(room)
  }

  hold({ nRows, nCols, rowStart, column, value }: Csr): HeldCsr {
    const memory = this.#memory
    const n = column.length
    const starts = memory.take((nRows + 1) * 4)
    const columns = memory.take(n * 4)
    const values = memory.take(n * 4)
    memory.words(starts, nRows + 1).set(rowStart)
    memory.words(columns, n).set(column)
    memory.floats(values, n).set(value)
    const held = { nRows, nCols, starts, columns, values }
    for (const place of [starts, columns, values]) this.#garbage.register(held, place, held)
    return held
  }

  held({ nRows, starts, columns, values }: HeldCsr): Rows {
    const rowStart = this.#memory.words(starts, nRows + 1)
    const n = rowStart[nRows]!
    return { rowStart, column: this.#memory.words(columns, n), value: this.#memory.floats(values, n) }
  }

  drop(m: HeldCsr): void {
    this.#garbage.unregister(m)
    for (const place of [m.starts, m.columns, m.values]) this.#memory.give(place)
  }

  async combine(m: HeldCsr, y: Factors, out: Factors, signal?: AbortSignal): Promise<void> {
    if (y.nRows !== m.nCols || out.nRows !== m.nRows || out.stride !== y.stride)
      throw new RangeError(
        `combine: ${m.nRows} x ${m.nCols} times ${y.nRows} x ${y.dim} into ${out.nRows} x ${out.dim}`,
      )
    const rowStart = this.#memory.words(m.starts, m.nRows + 1)
    const nEntries = rowStart[m.nRows]!
    const blockStart = cutRows(rowStart, m.nRows, 4, Math.max(4096, nEntries / 512), 4096)
    const nBlocks = blockStart.length - 1
    const job = { kind: 'combine' as const, nBlocks, blockStart, rows: m, y: y.place, stride: y.stride, out: out.place }
    await this.#pool.run(job, nEntries * y.stride * 2, signal)
  }

  async product(x: Factors, y: Factors, out: Factors, signal?: AbortSignal): Promise<void> {
    if (x.stride !== y.stride || out.nRows !== x.nRows || out.dim !== y.nRows)
      throw new RangeError(`product: ${x.nRows} x ${x.dim} times ${y.dim} x ${y.nRows} into ${out.nRows} x ${out.dim}`)
    const { nRows, stride } = x
    const job = {
      kind: 'product' as const,
      nBlocks: Math.max(1, Math.min(64, Math.ceil(nRows / 64))),
      nRows,
      x: x.place,
      y: y.place,
      width: y.nRows,
      stride,
      out: out.place,
      outStride: out.stride,
    }
    await this.#pool.run(job, nRows * y.nRows * stride * 2, signal)
  }

  symmetric(n: number): SymmetricMatrix {
    return new SymmetricMatrix(n, this.#memory, this.#pool, this.#garbage)
  }

  async rank(scorer: Scorer, histories: Csr, k: number, exclude?: Csr, signal?: AbortSignal): Promise<Best> {
    const { nRows, nCols: nItems } = histories
    const most = Math.min(k, nItems)
    const best = {
      k,
      count: new Uint32Array(new SharedArrayBuffer(nRows * 4)),
      item: new Uint32Array(new SharedArrayBuffer(nRows * k * 4)),
      score: new Float32Array(new SharedArrayBuffer(nRows * k * 4)),
    }
    if (most === 0 || nRows === 0) return unshared(best)
    const perBlock = rowsPerBlock(scorer, nItems)
    const job = {
      kind: 'rank' as const,
      nBlocks: Math.ceil(nRows / perBlock),
      rowsPerBlock: perBlock,
      nRows,
      nItems,
      histories: sharedRows(histories),
      exclude: exclude && sharedRows(exclude),
      scorer,
      ...best,
    }
    await this.#pool.run(job, nRows * nItems * 8, signal)
    return unshared(best)
  }

  score(scorer: Scorer, histories: Csr, out: Float32Array): void {
    const { nRows, nCols: nItems } = histories
    const perBlock = rowsPerBlock(scorer, nItems)
    let most = 0
    for (let from = 0; from < nRows; from += perBlock)
      most = Math.max(most, histories.rowStart[Math.min(nRows, from + perBlock)]! - histories.rowStart[from]!)
    const scratch = this.#memory.take(scorerScratch(scorer, nItems, most))
    try {
      const { table } = this.#pool
      for (let from = 0; from < nRows; from += perBlock) {
        const to = Math.min(nRows, from + perBlock)
        const part = out.subarray(from * nItems, to * nItems)
        scoreRows(scorer, histories, from, to, nItems, part, table, this.#memory.memory.buffer, scratch)
      }
    } finally {
      this.#memory.give(scratch)
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #hold(gram: Float32Array, stride: number): Factors {
    const room = this.factors(stride, stride)
    room.array.set(gram)
    return room
  }
}

/** n rows from `first` on, their entries copied to the front. */
function sliceRows({ rowStart, column, value, nCols }: Csr, first: number, n: number): Csr {
  const base = rowStart[first]!
  const end = rowStart[first + n]!
  return {
    nRows: n,
    nCols,
    rowStart: rowStart.slice(first, first + n + 1).map((at) => at - base),
    column: column.slice(base, end),
    value: value.slice(base, end),
  }
}

/** Arrays that threads see, copied unless they are already. */
function sharedRows({ rowStart, column, value }: Csr): Rows {
  return { rowStart: shared(rowStart), column: shared(column), value: shared(value) }
}

function shared<T extends Uint32Array | Float32Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}

/** Lists of the caller's own. */
const unshared = ({ k, count, item, score }: Best): Best => ({
  k,
  count: count.slice(),
  item: item.slice(),
  score: score.slice(),
})
