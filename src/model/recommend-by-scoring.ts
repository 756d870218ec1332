import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../numbers/csr.ts'
import { topK } from '../numbers/topk.ts'
import { type Interactions, takeInteractions } from './interactions.ts'
import type { Model, TopK } from './model.ts'

/** Scores held at a time, so that memory does not grow with the number of histories. */
const blockScores = 1 << 20

/**
 * `Model.recommend` by its definition: scores of a block of rows, excluded items struck out, the k best of each row.
 * For models whose scores are cheap beside the choosing; O(rows × (scoring + nItems)), 4 MiB or one row at a time.
 * Between blocks the event loop gets its turn.
 *
 * @throws RangeError  histories or `exclude` that do not fit the model or each other, or k < 0
 */
export async function recommendByScoring(
  model: Model,
  histories: Interactions,
  k: number,
  exclude?: Csr,
): Promise<TopK> {
  checkShapes(model.nItems, histories, k, exclude)
  const { nRows } = histories
  const best = emptyTopK(nRows, k)
  const nBlock = Math.max(1, Math.min(nRows, Math.floor(blockScores / Math.max(1, model.nItems))))
  const scores = new Float32Array(nBlock * model.nItems)
  for (let start = 0; start < nRows; start += nBlock) {
    if (start > 0) await setImmediate()
    const rows = Uint32Array.from({ length: Math.min(nBlock, nRows - start) }, (_, r) => start + r)
    model.scoreInto(takeInteractions(histories, rows), scores.subarray(0, rows.length * model.nItems))
    for (let r = 0; r < rows.length; r++) {
      const row = scores.subarray(r * model.nItems, (r + 1) * model.nItems)
      if (exclude)
        for (let at = exclude.rowStart[start + r]!; at < exclude.rowStart[start + r + 1]!; at++)
          row[exclude.column[at]!] = Number.NEGATIVE_INFINITY
      const top = topK(row, k)
      best.count[start + r] = top.length
      for (let rank = 0; rank < top.length; rank++) {
        best.item[(start + r) * k + rank] = top[rank]!
        best.score[(start + r) * k + rank] = row[top[rank]!]!
      }
    }
  }
  return best
}

export function emptyTopK(nRows: number, k: number): TopK {
  return { k, count: new Uint32Array(nRows), item: new Uint32Array(nRows * k), score: new Float32Array(nRows * k) }
}

export function checkShapes(nItems: number, histories: Csr, k: number, exclude?: Csr): void {
  if (histories.nCols !== nItems)
    throw new RangeError(`recommend: histories have ${histories.nCols} columns, the model knows ${nItems} items`)
  if (exclude && (exclude.nRows !== histories.nRows || exclude.nCols !== nItems))
    throw new RangeError(
      `recommend: exclude is ${exclude.nRows} x ${exclude.nCols}, want ${histories.nRows} x ${nItems} as the histories`,
    )
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`recommend: k is ${k}, want a whole number from 0`)
}
