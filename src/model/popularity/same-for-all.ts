import type { Csr } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'

/** A model that scores items alike for everybody: one score an item. Fits in O(nItems), one row of k costs O(k + excluded). */
export class SameForAll implements Model {
  readonly kind: string
  readonly #score: Float32Array
  /** items, best first, as far as a list has ever reached */
  #order: Uint32Array = new Uint32Array(0)

  constructor(kind: string, score: Float32Array) {
    this.kind = kind
    this.#score = score
  }

  static load(kind: string, { arrays }: ModelParts): SameForAll {
    if (!(arrays.score instanceof Float32Array)) throw new RangeError(`${kind}: the parts lack the array "score"`)
    return new SameForAll(kind, arrays.score)
  }

  get nItems(): number {
    return this.#score.length
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    for (let r = 0; r < histories.nRows; r++) out.set(this.#score, r * this.nItems)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: { kind: 'given', scores: this.#score, same: true }, histories }
  }

  because(): number[] {
    return []
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
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
