import { topK } from '../numbers/topk.ts'
import { type KernelTable, topCodedScratch, topScratch } from './kernel-table.ts'

/** Rows whose lists are made together: each item's factors are read once for all of them. */
export const rowsPerList = 32

/** Candidates from codes, for a list of k. */
const candidatesFor = (k: number) => 4 * k + 64

/** The k best items of every row of x; the lists lie in memory that all threads share. */
export interface BestJob {
  kind: 'best'
  nBlocks: number
  nRows: number
  nItems: number
  stride: number
  x: number
  y: number
  /** places of rows of int8 and of their scales; missing: y is scanned */
  coded: { codes: number; scales: number; stride: number } | undefined
  k: number
  exclude: { rowStart: Uint32Array; column: Uint32Array } | undefined
  count: Uint32Array
  item: Uint32Array
  score: Float32Array
}

const round = (n: number) => Math.ceil(n / 4) * 4

function excludedOf({ exclude, nRows }: BestJob, block: number): number {
  if (!exclude) return 0
  return exclude.rowStart[Math.min(nRows, (block + 1) * rowsPerList)]! - exclude.rowStart[block * rowsPerList]!
}

export function bestScratch(job: BestJob): number {
  let most = 0
  for (let block = 0; block < job.nBlocks; block++) most = Math.max(most, excludedOf(job, block))
  const lists = rowsPerList * (1 + 2 * candidatesFor(job.k)) + rowsPerList + 4 + round(most) + 8
  const { coded, stride } = job
  const scan = coded
    ? topCodedScratch(rowsPerList, coded.stride) + rowsPerList * coded.stride * 4
    : topScratch(rowsPerList)
  return 4 * round(lists) + scan + 4 * stride
}

export function runBestBlock(
  job: BestJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { nItems, stride, y, coded, exclude, k } = job
  const from = block * rowsPerList
  const n = Math.min(rowsPerList, job.nRows - from)
  let free = scratch
  const room = (length: number) => {
    free += 4 * round(length)
    return free - 4 * round(length)
  }
  const x = job.x + from * stride * 4
  const depth = Math.min(nItems, coded ? candidatesFor(k) : k)
  const [starts, excluded] = [room(n + 1), room(excludedOf(job, block))]
  const ownStarts = new Uint32Array(buffer, starts, n + 1).fill(0)
  if (exclude) {
    const base = exclude.rowStart[from]!
    for (let r = 0; r <= n; r++) ownStarts[r] = exclude.rowStart[from + r]! - base
    new Uint32Array(buffer, excluded, ownStarts[n]!).set(exclude.column.subarray(base, base + ownStarts[n]!))
  }
  const [count, item, score] = [room(n), room(n * depth), room(n * depth)]
  if (coded) {
    const wide = room(n * coded.stride)
    const padded = new Float32Array(buffer, wide, n * coded.stride).fill(0)
    const rows = new Float32Array(buffer, x, n * stride)
    for (let r = 0; r < n; r++) padded.set(rows.subarray(r * stride, (r + 1) * stride), r * coded.stride)
    const { codes, scales, stride: width } = coded
    table.topCoded(wide, n, codes, scales, nItems, width, depth, starts, excluded, count, item, score, free)
  } else table.top(x, n, y, nItems, stride, depth, starts, excluded, count, item, score, free)
  const counts = new Uint32Array(buffer, count, n)
  for (let r = 0; r < n; r++) {
    const items = new Uint32Array(buffer, item + r * depth * 4, counts[r]!)
    const scores = new Float32Array(buffer, score + r * depth * 4, counts[r]!)
    if (coded) {
      // exactly, by rising item, so that equal scores keep their order
      items.sort()
      for (let c = 0; c < items.length; c++)
        table.scores(x + r * stride * 4, 1, y + items[c]! * stride * 4, 1, stride, score + (r * depth + c) * 4, 1)
      const best = topK(scores, k)
      job.count[from + r] = best.length
      best.forEach((c, rank) => {
        job.item[(from + r) * k + rank] = items[c]!
        job.score[(from + r) * k + rank] = scores[c]!
      })
      continue
    }
    job.count[from + r] = items.length
    job.item.set(items, (from + r) * k)
    job.score.set(scores, (from + r) * k)
  }
}
