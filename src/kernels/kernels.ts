import { availableParallelism } from 'node:os'
import type { Csr } from '../numbers/csr.ts'
import { type Backend, bestBackend } from './backend.ts'
import type { NeighbourOptions } from './neighbours-job.ts'
import { gramBytes, OpenKernels } from './open-kernels.ts'
import type { PairsJob } from './pairs-job.ts'
import type { RowSolver } from './row-solver.ts'
import type { FusedPart, Rows, Scorer } from './scorer.ts'
import { shareCsr } from './shared-rows.ts'
import type { HeldCsr } from './sparse-job.ts'
import { SymmetricMatrix } from './symmetric-matrix.ts'

export type { FusedPart, HeldCsr, NeighbourOptions, RowSolver, Rows, Scorer, SymmetricMatrix }
export { gramBytes, shareCsr }

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

/**
 * Systems of equations, one for each row r of a sparse matrix with entries S_r and weights w > 0:
 *
 *     (G + ridge_r I + Σ_{S_r} w y yᵀ) x_r = Σ_{S_r} w y
 */
export interface Rowwise {
  /** as many columns as y has rows */
  rows: Csr
  y: Factors
  /** one for each row, > 0 */
  ridges: Float32Array
  signal?: AbortSignal | undefined
}

/** Systems whose G is diagonal, as it is where y lies in its principal axes. */
export interface Systems extends Rowwise {
  /** the diagonal, stride numbers */
  spectrum: Float32Array
}

/** Rows of `stride` int8 and a scale for each: y_rk ≈ scale_r · code_rk. */
export interface Codes {
  readonly nRows: number
  readonly stride: number
  readonly codes: Factors
  readonly scales: Factors
}

/** Rows x_r ≥ 0 on their way to the least ½ x_r G x_rᵀ − b_r · x_r; G symmetric, as many rows as dim. */
export interface NonNegative {
  x: Factors
  b: Factors
  g: Factors
  /** at most so many passes over the numbers of a row */
  passes: number
  /** a row ends where it is so much closer to rest than in its first pass; 0 when not given */
  rest?: number
}

export interface BestOptions {
  /** as many rows as x, as many columns as y has rows */
  exclude?: Csr
  codes?: Codes
  signal?: AbortSignal
}

export interface NeighbourWatch {
  /** V's values; W's own when missing */
  left?: Float64Array
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
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
  /**
   * Eigenvalues of a symmetric n × n matrix, falling, and vectors, row k for value k.
   * @throws RangeError  numbers that are not finite
   */
  eigen(a: Float64Array, n: number, signal?: AbortSignal): Promise<{ values: Float64Array; vectors: Float64Array }>
  /** Every row of x becomes the exact solution, zeros for a row without entries. */
  solve(systems: Systems, x: Factors): Promise<void>
  /**
   * Every row of x comes closer by `steps` steps of conjugate gradients from where it is, and goes `relax` (1) times as far
   * as they lead.
   */
  approach(systems: Systems, x: Factors, steps: number, relax?: number): Promise<void>
  /** Blocks of `width` numbers (a multiple of 4) of every row of x are solved for in turn, G = gram of stride × stride. */
  descend(systems: Rowwise & { gram: Float32Array }, x: Factors, width: number): Promise<void>
  /** x ← x q, q of stride × stride. */
  turn(x: Factors, q: Float32Array, signal?: AbortSignal): Promise<void>
  /** Solves exactly and scores x_r · y_i, excluded items left out. Equal to rowSolver and scoreRows, row by row. */
  recommend(systems: Systems, k: number, exclude?: Csr): Promise<Best>
  /**
   * The k items with the largest x_r · y_i of every row of x, those of the same row of `exclude` left out as the items pass.
   * With `codes` the items are first scored from 8 bits a number, and the best 4·k + 64 of them exactly.
   */
  best(x: Factors, y: Factors, k: number, options?: BestOptions): Promise<Best>
  /** y in 8 bits a number: what `best` may scan instead. */
  encode(y: Factors): Codes
  /** One row at a time, on the calling thread. */
  rowSolver(y: Factors, spectrum: Float32Array): RowSolver
  /** out[r·y.nRows + i] = x_{first + r} · y_i for n rows, on the calling thread; y is read once for all of them. */
  scoreRows(x: Factors, first: number, n: number, y: Factors, out: Float32Array): void
  /** A sparse matrix in the kernels' memory, until it is dropped. @throws RangeError  when 4 GiB are full */
  hold(m: Csr): HeldCsr
  drop(m: HeldCsr): void
  /** What is held, as views of the kernels' memory. */
  held(m: HeldCsr): Rows
  /** out = m · y: out has m.nRows rows and the dim of y. 2·entries·dim flops. */
  combine(m: HeldCsr, y: Factors, out: Factors, signal?: AbortSignal): Promise<void>
  /** One round of learning from pairs, its cells on all threads. */
  learnPairs(job: Omit<PairsJob, 'kind'>, signal?: AbortSignal): Promise<void>
  /** out = x · yᵀ for a y of few rows: out has x.nRows rows and the dim y.nRows. */
  product(x: Factors, y: Factors, out: Factors, signal?: AbortSignal): Promise<void>
  /** Coordinate descent (KernelTable.nonNegative). Returns how far the last passes were from rest, all rows together. */
  nonNegative(descent: NonNegative, signal?: AbortSignal): Promise<number>
  /** The same on the calling thread. */
  nonNegativeHere(descent: NonNegative): void
  /** Zeros, n × n, in the kernels' memory. @throws RangeError  when 4 GiB are full */
  symmetric(n: number): SymmetricMatrix
  /** The k best items of every history by the scorer, those of the same row of `exclude` left out, on all threads. */
  rank(scorer: Scorer, histories: Csr, k: number, exclude?: Csr, signal?: AbortSignal): Promise<Best>
  /** out[r·nItems + i] = score of item i for history r, on the calling thread: what `rank` chooses from. */
  score(scorer: Scorer, histories: Csr, out: Float32Array): void
  /** The same on all threads. @param out  in memory that threads share */
  scoreAll(scorer: Scorer, histories: Csr, out: Float32Array<SharedArrayBuffer>, signal?: AbortSignal): Promise<void>
  /**
   * The strongest neighbours of every item: rows of VᵀW, each cut to its nNeighbours largest entries above 0.
   *
   * @param m  users × items; its values are not read
   * @param w  W's value for each entry of m, finite
   * @returns  nItems × nItems; row i lists the neighbours of i, columns rising
   *
   * Σ_u n_u² multiply-adds in double precision, in one row of nItems accumulators for each thread. Memory: 24 bytes an entry of m,
   * 12 of them in the kernels' memory, and the result in shared arrays, twice for a moment where much less is kept than may be.
   * @throws RangeError  when that is full
   */
  neighbours(m: Csr, w: Float64Array, options: NeighbourOptions, more?: NeighbourWatch): Promise<Csr>
  close(): Promise<void>
}

/** @param options.threads  all cores when not given; @param options.backend  the fastest that runs here */
export async function openKernels(options: { threads?: number; backend?: Backend } = {}): Promise<Kernels> {
  const { threads = availableParallelism(), backend = bestBackend() } = options
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024)
    throw new RangeError(`threads: got ${threads}, want a whole number from 1 to 1024`)
  return new OpenKernels(threads, backend)
}
