import type { Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
import { lastClicks } from './clicks.ts'
import { type QueryOptions, queryRows } from './query-rows.ts'
import { type RepeatWeights, repeatRows, weighRepeats } from './repeats.ts'

/** What is asked. */
type Weights = Model & { scoring(histories: Csr): Scoring }

/**
 * Any model of items × items asked with the last clicks of a history, the newest weighing most, instead of all of it; what
 * was clicked on already then counts by its weight.
 */
export class QueryModel implements Model {
  readonly kind: string
  readonly #weights: Weights
  readonly #query: QueryOptions
  readonly #repeats: RepeatWeights
  readonly #kernels: Kernels

  constructor(
    kind: string,
    weights: Weights,
    { nLast, queryScale }: QueryOptions,
    repeats: RepeatWeights,
    kernels: Kernels,
  ) {
    this.#kernels = kernels
    this.kind = kind
    this.#weights = weights
    this.#query = { nLast, queryScale }
    // as threads see them, so that whoever scores says the same
    this.#repeats = repeats.map(Math.fround) as unknown as RepeatWeights
  }

  static load(kind: string, weights: Weights, { meta }: ModelParts, kernels: Kernels): QueryModel {
    const { query, repeats } = meta as { query: QueryOptions; repeats: RepeatWeights }
    return new QueryModel(kind, weights, query, repeats, kernels)
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

  scoring(histories: Interactions): Scoring {
    const asked = this.#weights.scoring(queryRows(histories, this.#query))
    if (this.#repeats.every((weight) => weight === 1)) return asked
    const factors = repeatRows(histories, this.#query.nLast, this.#repeats)
    return { ...asked, scorer: { kind: 'weighed', scorer: asked.scorer, factors } }
  }

  similarInto(item: number, out: Float32Array): void {
    this.#weights.similarInto?.(item, out)
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return this.#weights.because(queryRows(history, this.#query), item, limit).filter((i) => history.column.includes(i))
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const asked = this.scoring(histories)
    return this.#kernels.rank(asked.scorer, asked.histories, k, exclude)
  }

  parts(): ModelParts {
    const { meta, arrays } = this.#weights.parts()
    return { meta: { ...meta, query: this.#query, repeats: this.#repeats }, arrays }
  }
}
