import type { Factors, Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Products, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'

/** A model whose scores of a history h are (h A) Bᵀ, A and B nItems × rank in the kernels' memory. */
export class LowRank implements Model {
  readonly kind: string
  readonly #A: Factors
  readonly #B: Factors
  readonly #kernels: Kernels

  constructor(kind: string, A: Factors, B: Factors, kernels: Kernels) {
    this.kind = kind
    this.#A = A
    this.#B = B
    this.#kernels = kernels
  }

  static load(kind: string, { meta, arrays: { A, B } }: ModelParts, kernels: Kernels): LowRank {
    const { nItems, rank } = meta as { nItems: number; rank: number }
    if (!(A instanceof Float32Array && B instanceof Float32Array))
      throw new RangeError(`${kind}: the parts lack one of the arrays A, B`)
    const factors = (array: Float32Array) => {
      const held = kernels.factors(nItems, rank)
      if (held.array.length !== array.length)
        throw new RangeError(`${kind}: ${array.length} numbers, want ${nItems} x ${rank}`)
      held.array.set(array)
      return held
    }
    return new LowRank(kind, factors(A), factors(B), kernels)
  }

  get nItems(): number {
    return this.#A.nRows
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#kernels.score(this.#scorer, histories, out)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: this.#scorer, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    for (let j = 0; j < this.nItems; j++) out[j] = this.#weight(item, j)
    out[item] = Number.NEGATIVE_INFINITY
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return strongestReasons(history, item, limit, (i) => this.#weight(i, item))
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const held = this.#kernels.hold(histories)
    const people = this.#kernels.factors(histories.nRows, this.#A.dim)
    try {
      await this.#kernels.combine(held, this.#A, people)
      return await this.#kernels.best(people, this.#B, k, exclude && { exclude })
    } finally {
      this.#kernels.drop(held)
      this.#kernels.release(people)
    }
  }

  get products(): Products {
    const personOf = ({ column, value }: Csr) => {
      const { array, stride } = this.#A
      const x = new Float32Array(stride)
      for (let at = 0; at < column.length; at++)
        for (let k = 0; k < stride; k++) x[k]! += value[at]! * array[column[at]! * stride + k]!
      return x
    }
    return { items: this.#B, personOf }
  }

  parts(): ModelParts {
    const { nRows: nItems, dim: rank } = this.#A
    return { meta: { nItems, rank }, arrays: { A: this.#A.array.slice(), B: this.#B.array.slice() } }
  }

  get #scorer() {
    return { kind: 'low-rank' as const, a: this.#A.place, b: this.#B.place, stride: this.#A.stride }
  }

  #weight(i: number, j: number): number {
    const [A, B, stride] = [this.#A.array, this.#B.array, this.#A.stride]
    let sum = 0
    for (let k = 0; k < stride; k++) sum += A[i * stride + k]! * B[j * stride + k]!
    return sum
  }
}
