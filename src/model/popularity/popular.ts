import type { Csr } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import type { Algorithm, Model, ModelParts, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'

export type PopularOptions = Record<never, never>

/**
 * The same list for everyone: an item's score is the sum of its weights,
 *
 *     score(i) = Σ_u r_ui
 *
 * whatever the history. The baseline that every other model has to beat. Fit O(interactions), one row O(k + excluded).
 */
export const popular: Algorithm<PopularOptions> = {
  name: 'popular',
  defaults: {},
  check() {},
  memoryBytes: ({ nCols }) => nCols * 12,
  async fit(interactions, _options, { signal }) {
    signal?.throwIfAborted()
    const sum = new Float64Array(interactions.nCols)
    for (let at = 0; at < interactions.column.length; at++) sum[interactions.column[at]!]! += interactions.value[at]!
    return new Popular(Float32Array.from(sum))
  },
  load({ arrays }) {
    if (!(arrays.score instanceof Float32Array)) throw new RangeError('popular: the parts lack the array "score"')
    return new Popular(arrays.score)
  },
}

class Popular implements Model {
  readonly kind = 'popular'
  readonly #score: Float32Array
  /** items, best first, as far as a list has ever reached */
  #order: Uint32Array = new Uint32Array(0)

  constructor(score: Float32Array) {
    this.#score = score
  }

  get nItems(): number {
    return this.#score.length
  }

  scoreInto(histories: Csr, out: Float32Array): void {
    for (let r = 0; r < histories.nRows; r++) out.set(this.#score, r * this.nItems)
  }

  because(): number[] {
    return []
  }

  async recommend(histories: Csr, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const best = emptyTopK(histories.nRows, k)
    const lastStruckBy = new Uint32Array(exclude ? this.nItems : 0)
    for (let r = 0; r < histories.nRows; r++) {
      const from = exclude?.rowStart[r] ?? 0
      const to = exclude?.rowStart[r + 1] ?? 0
      for (let at = from; at < to; at++) lastStruckBy[exclude!.column[at]!] = r + 1
      // k + as many as may be struck out surely hold the k best
      const order = this.#firstOfOrder(k + to - from)
      let count = 0
      for (let at = 0; at < order.length && count < k; at++) {
        if (exclude && lastStruckBy[order[at]!] === r + 1) continue
        best.item[r * k + count] = order[at]!
        best.score[r * k + count++] = this.#score[order[at]!]!
      }
      best.count[r] = count
    }
    return best
  }

  parts(): ModelParts {
    return { meta: {}, arrays: { score: this.#score } }
  }

  #firstOfOrder(n: number): Uint32Array {
    if (this.#order.length < Math.min(n, this.nItems))
      this.#order = topK(this.#score, Math.max(n, 2 * this.#order.length))
    return this.#order
  }
}
