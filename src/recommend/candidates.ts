import type { Codes, Factors, Kernels } from '../kernels/kernels.ts'
import type { Interactions } from '../model/interactions.ts'
import type { Products } from '../model/model.ts'
import { topK } from '../numbers/topk.ts'

/** Items by falling score, each score the model's own. */
export interface Found {
  item: Uint32Array
  score: Float32Array
}

/** The best items of one person without a score for every item: nearly always all of them. */
export interface Candidates {
  /** @param row  1 × nItems  @returns  at most k items */
  find(row: Interactions, k: number): Promise<Found>
}

/** Through codes of 8 bits a number: a quarter of the memory is read, the best 4·k + 64 are scored exactly (0152). */
export class CodedCandidates implements Candidates {
  readonly #products: Products
  readonly #kernels: Kernels
  readonly #codes: Codes

  constructor(products: Products, kernels: Kernels) {
    this.#products = products
    this.#kernels = kernels
    this.#codes = kernels.encode(products.items)
  }

  async find(row: Interactions, k: number): Promise<Found> {
    const { items } = this.#products
    const person = this.#kernels.factors(1, items.dim)
    try {
      person.array.set(this.#products.personOf(row))
      const { count, item, score } = await this.#kernels.best(person, items, k, { codes: this.#codes })
      return { item: item.subarray(0, count[0]), score: score.subarray(0, count[0]) }
    } finally {
      this.#kernels.release(person)
    }
  }
}

/** What an index over the items' factors answers: items whose product with x is large, in any order. */
export type NearestItems = (x: Float32Array, k: number) => Uint32Array

/** Through an index that somebody else made; what it finds is scored exactly. */
export class IndexedCandidates implements Candidates {
  readonly #products: Products
  readonly #nearest: NearestItems

  constructor(products: Products, nearest: NearestItems) {
    this.#products = products
    this.#nearest = nearest
  }

  async find(row: Interactions, k: number): Promise<Found> {
    const { items } = this.#products
    const x = this.#products.personOf(row)
    // by rising item, so that equal scores keep their order
    const found = this.#nearest(x, k).sort()
    const score = Float32Array.from(found, (i) => product(x, items, i))
    const best = topK(score, k)
    return { item: Uint32Array.from(best, (at) => found[at]!), score: Float32Array.from(best, (at) => score[at]!) }
  }
}

function product(x: Float32Array, { array, stride }: Factors, i: number): number {
  let sum = 0
  for (let k = 0; k < stride; k++) sum += x[k]! * array[i * stride + k]!
  return sum
}
