import { conjugateScratch, factorBytes, factoriseScratch, type KernelTable, topScratch } from './kernel-table.ts'

/**
 * A job is cut into blocks by its data alone, never by the number of threads, and no two blocks write the same place:
 * so its result is the same to the bit whoever works on which block. Places are byte offsets into the kernels' memory;
 * arrays of the interactions stay outside and are copied in block by block.
 */
export type Job = GramJob | SolveJob | TopJob

/** Partial sums: block b leaves Σ y yᵀ over its share of the rows in the b-th matrix at `out`. */
export interface GramJob {
  kind: 'gram'
  nBlocks: number
  nRows: number
  y: number
  stride: number
  out: number
}

interface Rows {
  rowStart: Uint32Array
  column: Uint32Array
  value: Float32Array
}

/** Row r of x becomes the solution for row r of `rows`; a row without entries becomes 0. */
export interface SolveJob {
  kind: 'solve'
  nBlocks: number
  /** block b has the rows blockStart[b] … blockStart[b + 1] − 1 */
  blockStart: Uint32Array
  rows: Rows
  y: number
  stride: number
  gram: number
  ridges: Float32Array
  /** 0: exact */
  cgSteps: number
  x: number
}

/** The same, and then the k best items of every row. */
export interface TopJob extends Omit<SolveJob, 'kind' | 'x' | 'cgSteps'> {
  kind: 'top'
  nItems: number
  k: number
  exclude: { rowStart: Uint32Array; column: Uint32Array } | undefined
  count: number
  item: number
  score: number
}

/** Bytes that one thread needs for itself to work on any block of the job. */
export function scratchBytes(job: Job): number {
  if (job.kind === 'gram') return 0
  const { nRows, nEntries } = largestBlock(job, job.rows.rowStart)
  const { stride } = job
  const solving = 8 * round(nEntries) + 8 * round(nRows + 1) + factorBytes(stride) + factoriseScratch(stride)
  if (job.kind === 'solve') return solving + conjugateScratch(stride)
  const excluded = job.exclude ? largestBlock(job, job.exclude.rowStart).nEntries : 0
  return solving + nRows * stride * 4 + 4 * round(excluded) + 4 * round(nRows + 1) + topScratch(round(nRows))
}

function largestBlock({ blockStart, nBlocks }: { blockStart: Uint32Array; nBlocks: number }, rowStart: Uint32Array) {
  let [nRows, nEntries] = [0, 0]
  for (let b = 0; b < nBlocks; b++) {
    const [from, to] = [blockStart[b]!, blockStart[b + 1]!]
    nRows = Math.max(nRows, to - from)
    nEntries = Math.max(nEntries, rowStart[to]! - rowStart[from]!)
  }
  return { nRows, nEntries }
}

/** Parts of the scratch begin at whole vectors. */
const round = (n: number) => Math.ceil(n / 4) * 4

/** Cuts rows so that each block has about `share` entries, a row counting `perRow` by itself; at most `most` rows. */
export function cutRows(
  rowStart: Uint32Array,
  nRows: number,
  perRow: number,
  share: number,
  most: number,
): Uint32Array {
  const starts = [0]
  let cost = 0
  for (let r = 0; r < nRows; r++) {
    cost += rowStart[r + 1]! - rowStart[r]! + perRow
    if (cost >= share || r + 1 - starts.at(-1)! === most) {
      starts.push(r + 1)
      cost = 0
    }
  }
  if (starts.at(-1) !== nRows) starts.push(nRows)
  return Uint32Array.from(starts)
}

/** @throws RangeError  a system that is not positive definite */
export function runBlock(job: Job, block: number, table: KernelTable, buffer: ArrayBufferLike, scratch: number): void {
  if (job.kind === 'gram') {
    const from = Math.floor((job.nRows * block) / job.nBlocks)
    const to = Math.floor((job.nRows * (block + 1)) / job.nBlocks)
    table.gram(job.y, from, to, job.stride, job.out + block * job.stride * job.stride * 4)
    return
  }
  const { rows, blockStart, stride, y, gram, ridges: allRidges } = job
  const from = blockStart[block]!
  const to = blockStart[block + 1]!
  let free = scratch
  const room = (bytes: number) => {
    free += bytes
    return free - bytes
  }
  const entries = rows.rowStart[to]! - rows.rowStart[from]!
  const items = room(4 * round(entries))
  const weights = room(4 * round(entries))
  new Uint32Array(buffer, items, entries).set(rows.column.subarray(rows.rowStart[from]!, rows.rowStart[to]!))
  new Float32Array(buffer, weights, entries).set(rows.value.subarray(rows.rowStart[from]!, rows.rowStart[to]!))

  if (job.kind === 'top') {
    const x = room((to - from) * stride * 4)
    solveExactly(x)
    const starts = room(4 * round(to - from + 1))
    const excluded = room(4 * round(copyStarts(job.exclude?.rowStart, starts)))
    if (job.exclude) {
      const { rowStart, column } = job.exclude
      new Uint32Array(buffer, excluded, rowStart[to]! - rowStart[from]!).set(
        column.subarray(rowStart[from]!, rowStart[to]!),
      )
    }
    const first = from * job.k * 4
    const [count, item, score] = [job.count + from * 4, job.item + first, job.score + first]
    table.top(x, to - from, y, job.nItems, stride, job.k, starts, excluded, count, item, score, free)
    return
  }
  const x = job.x + from * stride * 4
  if (job.cgSteps === 0) {
    solveExactly(x)
    return
  }
  const starts = room(4 * round(to - from + 1))
  const ridges = room(4 * round(to - from + 1))
  copyStarts(rows.rowStart, starts)
  new Float32Array(buffer, ridges, to - from).set(job.ridges.subarray(from, to))
  table.conjugate(y, items, weights, starts, to - from, job.gram, ridges, stride, job.cgSteps, x, free)

  function solveExactly(first: number) {
    const u = room(factorBytes(stride))
    const copies = room(factoriseScratch(stride))
    for (let r = from; r < to; r++) {
      const at = first + (r - from) * stride * 4
      const n = rows.rowStart[r + 1]! - rows.rowStart[r]!
      if (n === 0) {
        new Float32Array(buffer, at, stride).fill(0)
        continue
      }
      const skip = 4 * (rows.rowStart[r]! - rows.rowStart[from]!)
      const [rowItems, rowWeights] = [items + skip, weights + skip]
      if (!table.factorise(y, rowItems, rowWeights, n, gram, allRidges[r]!, stride, u, copies))
        throw new RangeError(`the system of row ${r}, ${n} entries, is not positive definite: lambda is too small`)
      table.weigh(y, rowItems, rowWeights, n, stride, at)
      table.solve(u, stride, at)
    }
  }

  /** Where the block's rows start within the block, all 0 without a matrix; returns the end. */
  function copyStarts(rowStart: Uint32Array | undefined, place: number): number {
    const starts = new Uint32Array(buffer, place, to - from + 1).fill(0)
    if (rowStart) for (let r = from; r <= to; r++) starts[r - from] = rowStart[r]! - rowStart[from]!
    return starts[to - from]!
  }
}
