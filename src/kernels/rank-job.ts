import { topK } from '../numbers/topk.ts'
import type { KernelTable } from './kernel-table.ts'
import type { HeldCsr } from './sparse-job.ts'

/** Rows of a sparse matrix in ordinary memory; shared where threads are to see them. */
export interface Rows {
  rowStart: Uint32Array
  column: Uint32Array
  value: Float32Array
}

/**
 * How a history h (weights of items) becomes a score of every item; data only, so that a thread can be told.
 *
 * dense   h · W                                             W: nItems × stride in the kernels' memory, row i = item i
 * sparse  h · S                                             S: nItems × nItems
 * low-rank  (h A) Bᵀ                                      A, B: nItems × stride
 * filter  ((h ∘ in) Σ_k c_k Fᵏ + (h ∘ in) V Mᵀ) ∘ out      F = RᵀR for R: users × items; V, M: nItems × stride
 */
export type Scorer =
  | { kind: 'dense'; weights: number; stride: number }
  | { kind: 'sparse'; similarity: Rows }
  | { kind: 'low-rank'; a: number; b: number; stride: number }
  | {
      kind: 'filter'
      /** R and its transpose */
      byUser: HeldCsr
      byItem: HeldCsr
      /** c_0, c_1 … */
      coefficients: readonly number[]
      itemIn: Float32Array
      itemOut: Float32Array
      /** absent: no such term */
      lowPass?: { v: number; m: number; stride: number }
    }

/** The k best items of every row, excluded ones left out; the lists lie in memory that all threads share. */
export interface RankJob {
  kind: 'rank'
  nBlocks: number
  rowsPerBlock: number
  nRows: number
  nItems: number
  histories: Rows
  exclude: { rowStart: Uint32Array; column: Uint32Array } | undefined
  scorer: Scorer
  k: number
  count: Uint32Array
  item: Uint32Array
  score: Float32Array
}

/** Histories that pass through a filter side by side: eight vectors, as many as `combine` keeps in registers. */
export const filterWidth = 32

const round = (n: number) => Math.ceil(n / 4) * 4

/** Scores held at a time by one thread. */
const blockScores = 1 << 20

export const rowsPerBlock = (scorer: Scorer, nItems: number) =>
  scorer.kind === 'filter'
    ? filterWidth
    : Math.max(1, Math.min(filterWidth, Math.floor(blockScores / Math.max(1, nItems))))

/** Bytes beside the scores: what a block of histories needs on its way. */
export function scorerScratch(scorer: Scorer, nItems: number, nEntries: number): number {
  const entries = 8 * round(nEntries) + 4 * round(filterWidth + 1)
  if (scorer.kind === 'sparse') return 0
  if (scorer.kind === 'dense') return entries + filterWidth * scorer.stride * 4
  if (scorer.kind === 'low-rank') return entries + filterWidth * (scorer.stride + round(nItems)) * 4
  const waves = (2 * nItems + scorer.byUser.nRows) * filterWidth * 4
  const low = scorer.lowPass ? entries + filterWidth * (scorer.lowPass.stride + round(nItems)) * 4 : 0
  return waves + low
}

export function rankScratch({ scorer, nItems, rowsPerBlock, histories, nBlocks, nRows }: RankJob): number {
  let most = 0
  for (let b = 0; b < nBlocks; b++) {
    const [from, to] = [b * rowsPerBlock, Math.min(nRows, (b + 1) * rowsPerBlock)]
    most = Math.max(most, histories.rowStart[to]! - histories.rowStart[from]!)
  }
  return round(rowsPerBlock * nItems) * 4 + scorerScratch(scorer, nItems, most)
}

export function runRankBlock(
  job: RankJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { nItems, k, exclude } = job
  const from = block * job.rowsPerBlock
  const to = Math.min(job.nRows, from + job.rowsPerBlock)
  const scores = new Float32Array(buffer, scratch, (to - from) * nItems)
  const free = scratch + round(job.rowsPerBlock * nItems) * 4
  scoreRows(job.scorer, job.histories, from, to, nItems, scores, table, buffer, free)
  for (let r = from; r < to; r++) {
    const row = scores.subarray((r - from) * nItems, (r - from + 1) * nItems)
    if (exclude)
      for (let at = exclude.rowStart[r]!; at < exclude.rowStart[r + 1]!; at++)
        row[exclude.column[at]!] = Number.NEGATIVE_INFINITY
    const best = topK(row, k)
    job.count[r] = best.length
    for (let rank = 0; rank < best.length; rank++) {
      job.item[r * k + rank] = best[rank]!
      job.score[r * k + rank] = row[best[rank]!]!
    }
  }
}

/** Scores of the histories from … to − 1, row after row. `scratch`: scorerScratch bytes. */
export function scoreRows(
  scorer: Scorer,
  histories: Rows,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  if (scorer.kind === 'sparse') addNeighbours(scorer.similarity, histories, from, to, nItems, scores)
  else if (scorer.kind === 'dense') {
    const { starts, columns, values, end } = copyRows(histories, undefined, from, to, buffer, scratch)
    table.combine(scorer.weights, starts, columns, values, to - from, scorer.stride, end)
    copyOut(new Float32Array(buffer, end, (to - from) * scorer.stride), scorer.stride, nItems, scores)
  } else if (scorer.kind === 'low-rank') {
    const { a, b, stride } = scorer
    const { low, width } = project(histories, undefined, from, to, nItems, a, b, stride, table, buffer, scratch)
    copyOut(low, width, nItems, scores)
  } else pass(scorer, histories, from, to, nItems, scores, table, buffer, scratch)
}

function addNeighbours(s: Rows, histories: Rows, from: number, to: number, nItems: number, scores: Float32Array): void {
  scores.fill(0, 0, (to - from) * nItems)
  for (let r = from; r < to; r++) {
    const base = (r - from) * nItems
    for (let h = histories.rowStart[r]!; h < histories.rowStart[r + 1]!; h++) {
      const i = histories.column[h]!
      const weight = histories.value[h]!
      for (let at = s.rowStart[i]!, end = s.rowStart[i + 1]!; at < end; at++)
        scores[base + s.column[at]!]! += weight * s.value[at]!
    }
  }
}

/** Histories as columns of a wave over the items that goes to the users and back, once for each power of F. */
function pass(
  filter: Extract<Scorer, { kind: 'filter' }>,
  histories: Rows,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { byUser, byItem, coefficients, itemIn, itemOut, lowPass } = filter
  const n = to - from
  const size = nItems * filterWidth
  const [onItems, sum] = [scratch, scratch + size * 4]
  const onUsers = sum + size * 4
  const wave = new Float32Array(buffer, onItems, size).fill(0)
  const total = new Float32Array(buffer, sum, size).fill(0)
  for (let r = from; r < to; r++)
    for (let h = histories.rowStart[r]!; h < histories.rowStart[r + 1]!; h++) {
      const i = histories.column[h]!
      wave[i * filterWidth + r - from] = histories.value[h]! * itemIn[i]!
    }
  coefficients.forEach((c, power) => {
    if (power > 0) {
      table.combine(onItems, byUser.starts, byUser.columns, byUser.values, byUser.nRows, filterWidth, onUsers)
      table.combine(onUsers, byItem.starts, byItem.columns, byItem.values, nItems, filterWidth, onItems)
    }
    if (c !== 0) table.addScaled(onItems, c, size, sum)
  })
  if (lowPass) {
    const copies = onUsers + byUser.nRows * filterWidth * 4
    const { v, m, stride } = lowPass
    const { low, width } = project(histories, itemIn, from, to, nItems, v, m, stride, table, buffer, copies)
    for (let r = 0; r < n; r++)
      for (let i = 0; i < nItems; i++)
        scores[r * nItems + i] = (total[i * filterWidth + r]! + low[r * width + i]!) * itemOut[i]!
    return
  }
  for (let r = 0; r < n; r++)
    for (let i = 0; i < nItems; i++) scores[r * nItems + i] = total[i * filterWidth + r]! * itemOut[i]!
}

/** (h ∘ scale) A Bᵀ for the histories from … to − 1, in rows of `width` numbers. */
function project(
  histories: Rows,
  scale: Float32Array | undefined,
  from: number,
  to: number,
  nItems: number,
  a: number,
  b: number,
  stride: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): { low: Float32Array; width: number } {
  const n = to - from
  const width = round(nItems)
  const { starts, columns, values, end } = copyRows(histories, scale, from, to, buffer, scratch)
  table.combine(a, starts, columns, values, n, stride, end)
  const out = end + filterWidth * stride * 4
  // items in panels whose factors stay in the second cache for all rows
  for (let i = 0; i < nItems; i += 256)
    table.scores(end, n, b + i * stride * 4, Math.min(256, nItems - i), stride, out + i * 4, width)
  return { low: new Float32Array(buffer, out, n * width), width }
}

/** Rows from … to − 1 at `place`, their values times `scale`; `end` is the first byte after them. */
function copyRows(
  { rowStart, column, value }: Rows,
  scale: Float32Array | undefined,
  from: number,
  to: number,
  buffer: ArrayBufferLike,
  place: number,
): { starts: number; columns: number; values: number; end: number } {
  const base = rowStart[from]!
  const n = rowStart[to]! - base
  const starts = place
  const columns = starts + 4 * round(filterWidth + 1)
  const values = columns + 4 * round(n)
  const ownStarts = new Uint32Array(buffer, starts, to - from + 1)
  for (let r = from; r <= to; r++) ownStarts[r - from] = rowStart[r]! - base
  new Uint32Array(buffer, columns, n).set(column.subarray(base, base + n))
  const own = new Float32Array(buffer, values, n)
  own.set(value.subarray(base, base + n))
  if (scale) for (let k = 0; k < n; k++) own[k]! *= scale[column[base + k]!]!
  return { starts, columns, values, end: values + 4 * round(n) }
}

function copyOut(from: Float32Array, stride: number, nItems: number, to: Float32Array): void {
  if (stride === nItems) to.set(from)
  else for (let r = 0; r * stride < from.length; r++) to.set(from.subarray(r * stride, r * stride + nItems), r * nItems)
}
