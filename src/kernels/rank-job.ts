import { topK } from '../numbers/topk.ts'
import type { KernelTable } from './kernel-table.ts'
import { scoreRows } from './score-rows.ts'
import { type Rows, type Scorer, scorerScratch, wholeVectors } from './scorer.ts'
import { rankTouched, sparseParts, touchedScratch } from './touched-items.ts'

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

/** Scores of every item for every row, into memory that all threads share. */
export interface ScoreJob {
  kind: 'score'
  nBlocks: number
  rowsPerBlock: number
  nRows: number
  nItems: number
  histories: Rows
  scorer: Scorer
  /** nRows × nItems */
  out: Float32Array
}

export const scoreScratch = ({ scorer, nItems, rowsPerBlock, histories }: ScoreJob) =>
  scorerScratch(scorer, nItems, histories, rowsPerBlock)

export function runScoreBlock(
  { scorer, histories, nItems, nRows, rowsPerBlock, out }: ScoreJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const from = block * rowsPerBlock
  const to = Math.min(nRows, from + rowsPerBlock)
  const scores = out.subarray(from * nItems, to * nItems)
  scoreRows(scorer, histories, from, to, nItems, scores, table, buffer, scratch)
}

export function rankScratch({ scorer, nItems, rowsPerBlock, histories }: RankJob): number {
  const sparse = sparseParts(scorer, histories)
  if (sparse) return touchedScratch(sparse.length, nItems)
  return wholeVectors(rowsPerBlock * nItems) * 4 + scorerScratch(scorer, nItems, histories, rowsPerBlock)
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
  const sparse = sparseParts(job.scorer, job.histories)
  if (sparse) {
    rankTouched(job, sparse, from, to, buffer, scratch)
    return
  }
  const scores = new Float32Array(buffer, scratch, (to - from) * nItems)
  const free = scratch + wholeVectors(job.rowsPerBlock * nItems) * 4
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
