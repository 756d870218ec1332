import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes, recommendByScoring } from '../recommend-by-scoring.ts'
import { lastClicks } from './clicks.ts'
import { type QueryOptions, queryRows } from './query-rows.ts'
import { type RepeatWeights, weighRepeats } from './repeats.ts'

/**
 * Any model of items × items asked with the last clicks of a history, the newest weighing most, instead of all of it; what
 * was clicked on already then counts by its weight.
 */
export class QueryModel implements Model {
  readonly kind: string
  readonly #weights: Model
  readonly #query: QueryOptions
  readonly #repeats: RepeatWeights

  constructor(kind: string, weights: Model, { nLast, queryScale }: QueryOptions, repeats: RepeatWeights) {
    this.kind = kind
    this.#weights = weights
    this.#query = { nLast, queryScale }
    this.#repeats = repeats
  }

  static load(kind: string, weights: Model, { meta }: ModelParts): QueryModel {
    const { query, repeats } = meta as { query: QueryOptions; repeats: RepeatWeights }
    return new QueryModel(kind, weights, query, repeats)
  }

  get nItems(): number {
    return this.#weights.nItems
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#weights.scoreInto(queryRows(histories, this.#query), out)
    if (this.#repeats.every((weight) => weight === 1)) return
    for (let r = 0; r < histories.nRows; r++) {
      const row = out.subarray(r * this.nItems, (r + 1) * this.nItems)
      weighRepeats(row, lastClicks(histories, r, this.#query.nLast), this.#repeats)
    }
  }

  scoring(histories: Interactions): Scoring | undefined {
    if (this.#repeats.some((weight) => weight !== 1)) return undefined
    return this.#weights.scoring?.(queryRows(histories, this.#query))
  }

  similarInto(item: number, out: Float32Array): void {
    this.#weights.similarInto?.(item, out)
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return this.#weights.because(queryRows(history, this.#query), item, limit).filter((i) => history.column.includes(i))
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    if (this.#repeats.some((weight) => weight !== 1)) return recommendByScoring(this, histories, k, exclude)
    return this.#weights.recommend(queryRows(histories, this.#query), k, exclude)
  }

  parts(): ModelParts {
    const { meta, arrays } = this.#weights.parts()
    return { meta: { ...meta, query: this.#query, repeats: this.#repeats }, arrays }
  }
}
