import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, TopK } from '../model.ts'
import { checkShapes, recommendByScoring } from '../recommend-by-scoring.ts'
import { lastClicks } from './clicks.ts'
import type { LastItem } from './last-item.ts'
import { type QueryOptions, queryRows } from './query-rows.ts'

export type QueryModelOptions = QueryOptions & { lastItem: LastItem }

/** Any model of items × items asked with the last clicks of a history, the newest weighing most, instead of all of it. */
export class QueryModel implements Model {
  readonly kind: string
  readonly #weights: Model
  readonly #options: QueryModelOptions

  constructor(kind: string, weights: Model, options: QueryModelOptions) {
    this.kind = kind
    this.#weights = weights
    this.#options = options
  }

  get nItems(): number {
    return this.#weights.nItems
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#weights.scoreInto(queryRows(histories, this.#options), out)
    if (this.#options.lastItem === 'keep') return
    for (let r = 0; r < histories.nRows; r++) {
      const last = lastClicks(histories, r, 1).item[0]
      if (last !== undefined) out[r * this.nItems + last] = Math.min(0, out[r * this.nItems + last]!)
    }
  }

  similarInto(item: number, out: Float32Array): void {
    this.#weights.similarInto?.(item, out)
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return this.#weights
      .because(queryRows(history, this.#options), item, limit)
      .filter((i) => history.column.includes(i))
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    if (this.#options.lastItem === 'drop') return recommendByScoring(this, histories, k, exclude)
    return this.#weights.recommend(queryRows(histories, this.#options), k, exclude)
  }

  parts(): ModelParts {
    const { meta, arrays } = this.#weights.parts()
    return { meta: { ...meta, options: this.#options }, arrays }
  }
}
