import { bestOfRow } from './best-of-row.ts'
import type { KernelTable } from './kernel-table.ts'
import { scoreRows } from './score-rows.ts'
import { type Rows, type Scorer, scorerScratch, wholeVectors } from './scorer.ts'
import { rankTouched, touchedBlockScratch, touchedParts } from './touched-items.ts'

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

export function rankScratch(job: RankJob): number {
  const { scorer, nItems, rowsPerBlock, histories } = job
  const touched = touchedParts(scorer, histories)
  if (touched) return touchedBlockScratch(job, touched)
  return wholeVectors(rowsPerBlock * nItems) * 4 + scorerScratch(scorer, nItems, histories, rowsPerBlock)
}

export function runRankBlock(
  job: RankJob,
  block: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { nItems, scorer, histories } = job
  const from = block * job.rowsPerBlock
  const to = Math.min(job.nRows, from + job.rowsPerBlock)
  const touched = touchedParts(scorer, histories)
  if (touched) {
    rankTouched(job, touched, from, to, table, buffer, scratch)
    return
  }
  const scores = new Float32Array(buffer, scratch, (to - from) * nItems)
  const free = scratch + wholeVectors(job.rowsPerBlock * nItems) * 4
  scoreRows(scorer, histories, from, to, nItems, scores, table, buffer, free)
  for (let r = from; r < to; r++) bestOfRow(job, r, scores.subarray((r - from) * nItems, (r - from + 1) * nItems))
}
