import { conjugateScratch, descendScratch, type KernelTable, solveRowScratch, topScratch } from './kernel-table.ts'

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
  ridges: Float32Array
  /** `spectrum`: stride numbers; `gram`: stride × stride */
  by:
    | { kind: 'exact'; spectrum: number }
    | { kind: 'conjugate'; spectrum: number; steps: number; relax: number }
    | { kind: 'blocks'; gram: number; width: number }
  x: number
}

/** The same, and then the k best items of every row. */
export interface TopJob extends Omit<SolveJob, 'kind' | 'x' | 'by'> {
  kind: 'top'
  spectrum: number
  nItems: number
  k: number
  exclude: { rowStart: Uint32Array; column: Uint32Array } | undefined
  count: number
  item: number
  score: number
}

export function solveScratch(job: SolveJob | TopJob): number {
  const { nRows, nEntries } = largestBlock(job, job.rows.rowStart)
  const { stride } = job
  const entries = 8 * round(nEntries) + 8 * round(nRows + 1)
  if (job.kind === 'solve') {
    if (job.by.kind === 'exact') return entries + solveRowScratch(stride)
    return (
      entries +
      (job.by.kind === 'conjugate' ? conjugateScratch(stride) : descendScratch(stride, job.by.width, nEntries))
    )
  }
  const solving = entries + solveRowScratch(stride)
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

/** @throws RangeError  a system that is not positive definite */
export function runSolveBlock(
  job: SolveJob | TopJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { rows, blockStart, stride, y, ridges: allRidges } = job
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
    solveExactly(x, job.spectrum)
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
  if (job.by.kind === 'exact') {
    solveExactly(x, job.by.spectrum)
    return
  }
  const starts = room(4 * round(to - from + 1))
  const ridges = room(4 * round(to - from + 1))
  copyStarts(rows.rowStart, starts)
  new Float32Array(buffer, ridges, to - from).set(allRidges.subarray(from, to))
  if (job.by.kind === 'conjugate') {
    const { spectrum, steps, relax } = job.by
    table.conjugate(y, items, weights, starts, to - from, spectrum, ridges, stride, steps, relax, x, free)
    return
  }
  const { gram, width } = job.by
  if (!table.descend(y, items, weights, starts, to - from, gram, ridges, stride, width, x, free))
    throw new RangeError(`a system of the rows ${from} to ${to - 1} is not positive definite: lambda is too small`)

  function solveExactly(first: number, spectrum: number) {
    for (let r = from; r < to; r++) {
      const at = first + (r - from) * stride * 4
      const n = rows.rowStart[r + 1]! - rows.rowStart[r]!
      const skip = 4 * (rows.rowStart[r]! - rows.rowStart[from]!)
      if (!table.solveRow(y, items + skip, weights + skip, n, spectrum, allRidges[r]!, stride, at, free))
        throw new RangeError(`the system of row ${r}, ${n} entries, is not positive definite: lambda is too small`)
    }
  }

  /** Where the block's rows start within the block, all 0 without a matrix; returns the end. */
  function copyStarts(rowStart: Uint32Array | undefined, place: number): number {
    const starts = new Uint32Array(buffer, place, to - from + 1).fill(0)
    if (rowStart) for (let r = from; r <= to; r++) starts[r - from] = rowStart[r]! - rowStart[from]!
    return starts[to - from]!
  }
}
