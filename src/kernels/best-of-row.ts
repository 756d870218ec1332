import { topK } from '../numbers/topk.ts'
import type { RankJob } from './rank-job.ts'

/** The k best of row r by these scores, which are struck out where they are excluded, into the lists of the job. */
export function bestOfRow({ exclude, k, count, item, score }: RankJob, r: number, scores: Float32Array): void {
  if (exclude)
    for (let at = exclude.rowStart[r]!; at < exclude.rowStart[r + 1]!; at++)
      scores[exclude.column[at]!] = Number.NEGATIVE_INFINITY
  const best = topK(scores, k)
  count[r] = best.length
  for (let rank = 0; rank < best.length; rank++) {
    item[r * k + rank] = best[rank]!
    score[r * k + rank] = scores[best[rank]!]!
  }
}
