import { type BestJob, bestScratch, runBestBlock } from './best-job.ts'
import { type KernelTable, nonNegativeScratch, turnScratch } from './kernel-table.ts'
import { type NeighboursJob, neighboursScratch, runNeighboursBlock } from './neighbours-job.ts'
import { type NonNegativeJob, runNonNegativeBlock } from './non-negative-job.ts'
import { type PairsJob, runPairsBlock } from './pairs-job.ts'
import { type RankJob, rankScratch, runRankBlock, runScoreBlock, type ScoreJob, scoreScratch } from './rank-job.ts'
import { runSolveBlock, type SolveJob, solveScratch, type TopJob } from './solve-job.ts'
import { type CombineJob, type ProductJob, runSparseBlock } from './sparse-job.ts'
import { runSweepBlock, type SweepJob } from './sweep-job.ts'

/**
 * A job is cut into blocks by its data alone, never by the number of threads, and no two blocks write the same place:
 * so its result is the same to the bit whoever works on which block. Places are byte offsets into the kernels' memory;
 * arrays of the interactions stay outside and are copied in block by block.
 */
export type Job =
  | GramJob
  | TurnJob
  | EigenJob
  | PairsJob
  | BestJob
  | SolveJob
  | TopJob
  | CombineJob
  | ProductJob
  | RankJob
  | ScoreJob
  | NonNegativeJob
  | NeighboursJob
  | SweepJob

/** Partial sums: block b leaves Σ y yᵀ over its share of the rows in the b-th matrix at `out`. */
export interface GramJob {
  kind: 'gram'
  nBlocks: number
  nRows: number
  y: number
  stride: number
  out: number
}

/** x ← x q, rows by shares. */
export interface TurnJob {
  kind: 'turn'
  nBlocks: number
  nRows: number
  x: number
  stride: number
  q: number
}

/** All in one block: n × n numbers at a become values at d and vectors at q. */
export interface EigenJob {
  kind: 'eigen'
  nBlocks: 1
  n: number
  a: number
  d: number
  q: number
}

/** Bytes that one thread needs for itself to work on any block of the job. */
export function scratchBytes(job: Job): number {
  if (job.kind === 'solve' || job.kind === 'top') return solveScratch(job)
  if (job.kind === 'turn') return turnScratch(job.stride)
  if (job.kind === 'best') return bestScratch(job)
  if (job.kind === 'non-negative') return nonNegativeScratch(job.stride)
  if (job.kind === 'neighbours') return neighboursScratch(job)
  if (job.kind === 'eigen') return 32 * job.n
  if (job.kind === 'score') return scoreScratch(job)
  return job.kind === 'rank' ? rankScratch(job) : 0
}

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
  switch (job.kind) {
    case 'gram': {
      const [from, to] = share(job, block)
      table.gram(job.y, from, to, job.stride, job.out + block * job.stride * job.stride * 4)
      break
    }
    case 'turn': {
      const [from, to] = share(job, block)
      table.turn(job.x + from * job.stride * 4, to - from, job.q, job.stride, scratch)
      break
    }
    case 'eigen':
      if (!table.eigen(job.a, job.n, job.d, job.q, scratch)) throw new RangeError('eigen: no convergence')
      break
    case 'best':
      runBestBlock(job, block, table, buffer, scratch)
      break
    case 'pairs':
      runPairsBlock(job, block, table)
      break
    case 'solve':
    case 'top':
      runSolveBlock(job, block, table, buffer, scratch)
      break
    case 'combine':
    case 'product':
      runSparseBlock(job, block, table)
      break
    case 'non-negative':
      runNonNegativeBlock(job, block, table, scratch)
      break
    case 'neighbours':
      runNeighboursBlock(job, block, table, buffer, scratch)
      break
    case 'rank':
      runRankBlock(job, block, table, buffer, scratch)
      break
    case 'score':
      runScoreBlock(job, block, table, buffer, scratch)
      break
    case 'sweep':
      runSweepBlock(job, block, table, buffer)
  }
}

const share = ({ nRows, nBlocks }: { nRows: number; nBlocks: number }, block: number): [number, number] => [
  Math.floor((nRows * block) / nBlocks),
  Math.floor((nRows * (block + 1)) / nBlocks),
]
