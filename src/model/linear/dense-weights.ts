import type { Factors, Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'

/**
 * A model that is a dense matrix W of items × items in the kernels' memory: the scores of a history h are h · W, row i of W
 * being what item i argues for, below 0 where it argues against.
 */
export class DenseWeights implements Model {
  readonly kind: string
  /** nItems × nItems, zeros on the diagonal */
  readonly #weights: Factors
  readonly #kernels: Kernels

  constructor(kind: string, weights: Factors, kernels: Kernels) {
    this.kind = kind
    this.#weights = weights
    this.#kernels = kernels
  }

  /** @throws RangeError  parts of something else, or more than the kernels' memory holds */
  static load(kind: string, { meta, arrays: { weights } }: ModelParts, kernels: Kernels): DenseWeights {
    const { nItems } = meta as { nItems: number }
    if (!(weights instanceof Float32Array) || !Number.isInteger(nItems) || weights.length !== nItems * nItems)
      throw new RangeError(`${kind}: the parts lack the array weights of ${nItems} x ${nItems}`)
    const held = kernels.factors(nItems, nItems)
    for (let i = 0; i < nItems; i++) held.array.set(weights.subarray(i * nItems, (i + 1) * nItems), i * held.stride)
    return new DenseWeights(kind, held, kernels)
  }

  get nItems(): number {
    return this.#weights.nRows
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#kernels.score(this.#scorer, histories, out)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: this.#scorer, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    out.set(this.#row(item))
    out[item] = Number.NEGATIVE_INFINITY
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return strongestReasons(history, item, limit, (i) => this.#row(i)[item]!)
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    return this.#kernels.rank(this.#scorer, histories, k, exclude)
  }

  parts(): ModelParts {
    const weights = new Float32Array(this.nItems ** 2)
    for (let i = 0; i < this.nItems; i++) weights.set(this.#row(i), i * this.nItems)
    return { meta: { nItems: this.nItems }, arrays: { weights } }
  }

  get #scorer() {
    return { kind: 'dense' as const, weights: this.#weights.place, stride: this.#weights.stride }
  }

  #row(i: number): Float32Array {
    const { array, stride } = this.#weights
    return array.subarray(i * stride, i * stride + this.nItems)
  }
}
