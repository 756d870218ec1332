import type { Interactions } from '../../model/interactions.ts'
import type { Model, ModelParts, TopK } from '../../model/model.ts'
import { recommendByScoring } from '../../model/recommend-by-scoring.ts'

/**
 * Shows people what they last had to do with, newest first, and nothing else: a yardstick that any shop has without a
 * model. A row without its events in order counts as one event an item, the last column newest.
 */
export class LastViewed implements Model {
  readonly kind = 'last-viewed'
  readonly nItems: number

  constructor(nItems: number) {
    this.nItems = nItems
  }

  /** How recently: 1 for the newest event, falling; −Infinity for what was never touched. */
  scoreInto(histories: Interactions, out: Float32Array): void {
    const { nRows, rowStart, column, sequences } = histories
    out.fill(Number.NEGATIVE_INFINITY)
    const [start, item] = sequences ? [sequences.rowStart, sequences.item] : [rowStart, column]
    for (let r = 0; r < nRows; r++)
      for (let e = start[r]!; e < start[r + 1]!; e++) out[r * this.nItems + item[e]!] = 1 / (start[r + 1]! - e)
  }

  because(): number[] {
    return []
  }

  recommend(histories: Interactions, k: number, exclude?: Interactions): Promise<TopK> {
    return recommendByScoring(this, histories, k, exclude)
  }

  parts(): ModelParts {
    return { meta: {}, arrays: {} }
  }
}
