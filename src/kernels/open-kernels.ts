import type { Csr } from '../numbers/csr.ts'
import type { Backend } from './backend.ts'
import { rowsPerList } from './best-job.ts'
import { encode } from './encode.ts'
import { HeldMatrices } from './held-matrices.ts'
import { HistoryScoring } from './history-scoring.ts'
import { cutRows } from './job.ts'
import { nonNegativeScratch } from './kernel-table.ts'
import type { Best, BestOptions, Codes, Factors, Kernels, NonNegative, Rowwise, Systems } from './kernels.ts'
import { KernelMemory, mostBytes } from './memory.ts'
import { neighbours } from './neighbours.ts'
import { nonNegativeJob, runNonNegativeBlock } from './non-negative-job.ts'
import type { PairsJob } from './pairs-job.ts'
import { Pool } from './pool.ts'
import { recommend } from './recommend.ts'
import { RowSolver } from './row-solver.ts'
import type { Rows, Scorer } from './scorer.ts'
import { sharedLists, unshared } from './shared-lists.ts'
import { sharedRows } from './shared-rows.ts'
import type { SolveJob } from './solve-job.ts'
import type { HeldCsr } from './sparse-job.ts'
import { SymmetricMatrix } from './symmetric-matrix.ts'

/** Partial Gram matrices, whatever the number of rows: their sum is made in this order. */
const gramBlocks = 64
/** fewer where they are large: together these many numbers, but for these many blocks */
const gramFloats = 2 ** 24
const fewestGramBlocks = 4
/** What partial Gram matrices of factors with `dim` numbers take at most, the sum of them included. */
export const gramBytes = (dim: number) =>
  (Math.max(fewestGramBlocks, Math.min(gramBlocks, Math.floor(gramFloats / dim ** 2))) + 1) * dim ** 2 * 4
/** Items scored for one row after another: their factors stay in the second cache. */
const itemsTogether = 256
/** What looking at a number costs before any row of G is touched, in flops. */
const perNumber = 100

/** The kernels over one memory and one pool of threads: kernels.ts says what each promises. */
export class OpenKernels implements Kernels {
  readonly backend: Backend
  readonly threads: number
  readonly mostBytes = mostBytes
  readonly #memory = new KernelMemory()
  readonly #pool: Pool
  readonly #scoring: HistoryScoring
  readonly #matrices: HeldMatrices
  readonly #garbage = new FinalizationRegistry<number>((place) => this.#memory.give(place))

  constructor(threads: number, backend: Backend) {
    this.threads = threads
    this.backend = backend
    this.#pool = new Pool(this.#memory, backend, threads)
    this.#scoring = new HistoryScoring(this.#memory, this.#pool)
    this.#matrices = new HeldMatrices(this.#memory, this.#pool, this.#garbage)
  }

  get takenBytes(): number {
    return this.#memory.takenBytes
  }

  factors(nRows: number, dim: number): Factors {
    const memory = this.#memory
    const stride = Math.ceil(dim / 4) * 4
    const place = memory.take(nRows * stride * 4)
    let view = memory.floats(place, nRows * stride)
    const factors = {
      nRows,
      dim,
      stride,
      place,
      get array() {
        // a memory that grew has a new buffer over the same bytes
        if (view.buffer !== memory.memory.buffer) view = memory.floats(place, nRows * stride)
        return view
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
    const size = stride * stride
    const most = Math.max(fewestGramBlocks, Math.min(gramBlocks, Math.floor(gramFloats / size)))
    const nBlocks = Math.max(1, Math.min(most, Math.ceil(nRows / 64)))
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

  async eigen(a: Float64Array, n: number, signal?: AbortSignal) {
    if (a.length !== n * n || !a.every(Number.isFinite)) throw new RangeError(`eigen: want ${n} x ${n} finite numbers`)
    const room = this.factors(1, 2 * (2 * n * n + n))
    const floats = (from: number, length: number) =>
      new Float64Array(this.#memory.memory.buffer, room.place + 8 * from, length)
    try {
      floats(0, n * n).set(a)
      const [d, q] = [room.place + 8 * n * n, room.place + 8 * (n * n + n)]
      await this.#pool.run({ kind: 'eigen', nBlocks: 1, n, a: room.place, d, q }, 10 * n ** 3, signal)
      const [found, rows] = [floats(n * n, n), floats(n * n + n, n * n)]
      const order = Array.from(found.keys()).sort((x, y) => found[y]! - found[x]!)
      const vectors = new Float64Array(n * n)
      order.forEach((from, k) => {
        vectors.set(rows.subarray(from * n, (from + 1) * n), k * n)
      })
      return { values: Float64Array.from(order, (k) => found[k]!), vectors }
    } finally {
      this.release(room)
    }
  }

  solve({ spectrum, ...systems }: Systems, x: Factors): Promise<void> {
    const { stride } = systems.y
    // dim·dim for each entry of a long row, dim³/3 for the row: at most as much for a short one
    return this.#solve(systems, x, spectrum, stride / 3, stride * stride, (place) => ({
      kind: 'exact',
      spectrum: place,
    }))
  }

  approach({ spectrum, ...systems }: Systems, x: Factors, steps: number, relax = 1): Promise<void> {
    const flops = 4 * systems.y.stride * (steps + 1)
    return this.#solve(systems, x, spectrum, 4, flops, (place) => ({
      kind: 'conjugate',
      spectrum: place,
      steps,
      relax,
    }))
  }

  descend({ gram, ...systems }: Rowwise & { gram: Float32Array }, x: Factors, width: number): Promise<void> {
    if (!(width > 0 && width % 4 === 0)) throw new RangeError(`descend: got a width of ${width}, want a multiple of 4`)
    const { stride } = systems.y
    const perRow = (2 * stride) / width + width / 3
    return this.#solve(systems, x, gram, perRow, stride * width, (place) => ({ kind: 'blocks', gram: place, width }))
  }

  /** @param perRow  work for a row by itself, as that for an entry; @param flops  for an entry */
  async #solve(
    { rows, y, ridges, signal }: Rowwise,
    x: Factors,
    shape: Float32Array,
    perRow: number,
    flops: number,
    by: (place: number) => SolveJob['by'],
  ): Promise<void> {
    const { nRows, rowStart } = rows
    const { stride } = y
    const cost = rowStart[nRows]! + nRows * perRow
    const blockStart = cutRows(rowStart, nRows, perRow, Math.max(512, cost / 512), 4096)
    const room = this.#hold(shape, stride)
    try {
      const nBlocks = blockStart.length - 1
      const shared = { rows, y: y.place, stride, ridges, x: x.place, by: by(room.place) }
      await this.#pool.run({ kind: 'solve', nBlocks, blockStart, ...shared }, cost * flops, signal)
    } finally {
      this.release(room)
    }
  }

  async turn(x: Factors, q: Float32Array, signal?: AbortSignal): Promise<void> {
    const { nRows, stride, place } = x
    const room = this.#hold(q, stride)
    try {
      // q is copied for each block: rows enough to be worth it
      const nBlocks = Math.max(1, Math.min(64, Math.ceil(nRows / 256)))
      await this.#pool.run(
        { kind: 'turn', nBlocks, nRows, x: place, stride, q: room.place },
        2 * nRows * stride ** 2,
        signal,
      )
    } finally {
      this.release(room)
    }
  }

  recommend(systems: Systems, k: number, exclude?: Csr): Promise<Best> {
    return recommend(this, this.#memory, this.#pool, systems, k, exclude)
  }

  async best(x: Factors, y: Factors, k: number, { exclude, codes, signal }: BestOptions = {}): Promise<Best> {
    const [{ nRows, stride }, nItems] = [x, y.nRows]
    if (stride !== y.stride) throw new RangeError(`best: rows of ${x.dim} numbers do not fit items of ${y.dim}`)
    if (codes && codes.nRows !== nItems) throw new RangeError(`best: ${codes.nRows} codes for ${nItems} items`)
    const lists = sharedLists(nRows, k)
    if (Math.min(k, nItems, nRows) === 0) return unshared(lists)
    const coded = codes && { codes: codes.codes.place, scales: codes.scales.place, stride: codes.stride }
    const job = {
      kind: 'best' as const,
      nBlocks: Math.ceil(nRows / rowsPerList),
      exclude: exclude && sharedRows(exclude),
      ...{ nRows, nItems, stride, x: x.place, y: y.place, coded },
      ...lists,
    }
    await this.#pool.run(job, nRows * nItems * stride * 2, signal)
    return unshared(lists)
  }

  encode(y: Factors): Codes {
    return encode(this, y)
  }

  rowSolver(y: Factors, spectrum: Float32Array): RowSolver {
    return new RowSolver(this, this.#memory, this.#pool.table, y, this.#hold(spectrum, y.stride))
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

  hold(m: Csr): HeldCsr {
    return this.#matrices.hold(m)
  }

  held(m: HeldCsr): Rows {
    return this.#matrices.held(m)
  }

  drop(m: HeldCsr): void {
    this.#matrices.drop(m)
  }

  combine(m: HeldCsr, y: Factors, out: Factors, signal?: AbortSignal): Promise<void> {
    return this.#matrices.combine(m, y, out, signal)
  }

  learnPairs(job: Omit<PairsJob, 'kind'>, signal?: AbortSignal): Promise<void> {
    const share = job.cellStart.at(-1)! / job.nBlocks
    return this.#pool.run({ kind: 'pairs', ...job }, share * job.stride * 12, signal)
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

  async nonNegative(descent: NonNegative, signal?: AbortSignal): Promise<number> {
    const { x } = descent
    const moved = this.factors(1, x.nRows)
    try {
      const job = nonNegativeJob(descent, moved.place)
      await this.#pool.run(job, x.nRows * x.stride * (2 * x.stride + perNumber) * descent.passes, signal)
      const left = moved.array
      let sum = 0
      for (let r = 0; r < x.nRows; r++) sum += left[r]!
      return sum
    } finally {
      this.release(moved)
    }
  }

  nonNegativeHere(descent: NonNegative): void {
    const { nRows, stride } = descent.x
    const room = this.#memory.take(nonNegativeScratch(stride) + 4 * nRows)
    const job = nonNegativeJob(descent, room + nonNegativeScratch(stride))
    for (let block = 0; block < job.nBlocks; block++) runNonNegativeBlock(job, block, this.#pool.table, room)
    this.#memory.give(room)
  }

  symmetric(n: number): SymmetricMatrix {
    return new SymmetricMatrix(n, this.#memory, this.#pool, this.#garbage)
  }

  rank(scorer: Scorer, histories: Csr, k: number, exclude?: Csr, signal?: AbortSignal): Promise<Best> {
    return this.#scoring.rank(scorer, histories, k, exclude, signal)
  }

  scoreAll(scorer: Scorer, histories: Csr, out: Float32Array<SharedArrayBuffer>, signal?: AbortSignal): Promise<void> {
    return this.#scoring.scoreAll(scorer, histories, out, signal)
  }

  score(scorer: Scorer, histories: Csr, out: Float32Array): void {
    this.#scoring.score(scorer, histories, out)
  }

  neighbours: Kernels['neighbours'] = (m, w, options, more) => neighbours(this.#memory, this.#pool, m, w, options, more)

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** Rows of `stride` numbers, for as long as a job runs. */
  #hold(array: Float32Array, stride: number): Factors {
    const room = this.factors(array.length / stride, stride)
    room.array.set(array)
    return room
  }
}
