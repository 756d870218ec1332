import type { Kernels } from '../kernels/kernels.ts'
import type { Csr } from '../numbers/csr.ts'
import type { Interactions } from './interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from './model.ts'
import { checkShapes } from './recommend-by-scoring.ts'
import { strongestReasons } from './strongest-reasons.ts'

/**
 * A model that is a sparse matrix S of items × items: the scores of a history h are h · S, row i of S being what item i
 * argues for. Neighbours, walks and regressions all end as one; `kind` says which.
 */
export class SparseWeights implements Model {
  readonly kind: string
  /** columns rising within a row */
  readonly #weights: Csr
  readonly #kernels: Kernels

  constructor(kind: string, weights: Csr, kernels: Kernels) {
    this.kind = kind
    this.#weights = weights
    this.#kernels = kernels
  }

  /** @throws RangeError  parts of something else */
  static load(kind: string, { arrays: { rowStart, column, value } }: ModelParts, kernels: Kernels): SparseWeights {
    if (!(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array))
      throw new RangeError(`${kind}: the parts lack one of the arrays rowStart, column, value`)
    const nItems = rowStart.length - 1
    if (nItems < 0 || rowStart[nItems] !== column.length || column.length !== value.length)
      throw new RangeError(`${kind}: ${column.length} columns and ${value.length} values do not fit rowStart`)
    return new SparseWeights(kind, { nRows: nItems, nCols: nItems, rowStart, column, value }, kernels)
  }

  get nItems(): number {
    return this.#weights.nRows
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#kernels.score(this.scoring(histories).scorer, histories, out)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: { kind: 'sparse', similarity: this.#weights }, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    const { rowStart, column, value } = this.#weights
    out.fill(0)
    for (let at = rowStart[item]!; at < rowStart[item + 1]!; at++) out[column[at]!] = value[at]!
    out[item] = Number.NEGATIVE_INFINITY
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return strongestReasons(history, item, limit, (i) => this.#weight(i, item))
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    return this.#kernels.rank(this.scoring(histories).scorer, histories, k, exclude)
  }

  parts(): ModelParts {
    const { rowStart, column, value } = this.#weights
    return { meta: {}, arrays: { rowStart, column, value } }
  }

  #weight(i: number, j: number): number {
    const { rowStart, column, value } = this.#weights
    let low = rowStart[i]!
    let high = rowStart[i + 1]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (column[middle]! < j) low = middle + 1
      else high = middle
    }
    return low < rowStart[i + 1]! && column[low] === j ? value[low]! : 0
  }
}
