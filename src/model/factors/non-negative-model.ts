import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { sliceRows } from '../../kernels/shared-rows.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Model, ModelParts, Products, TopK } from '../model.ts'
import { checkShapes, emptyTopK } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'
import { ItemCosines } from './item-cosines.ts'
import { lower } from './non-negative-factors.ts'

/** Passes over a row that is folded in, and how near to rest it may end sooner. */
const [passes, rest] = [200, 1e-4]
/** Histories folded in at a time. */
const together = 4096

/** What a row is drawn to 0 by, besides G. */
export interface Pull {
  l1: number
  l2: number
}

/**
 * Parts H ≥ 0 of the items, which serve any history h: its own mixture of parts is
 *
 *     x = argmin_{x ≥ 0} ½ ‖h − x Hᵀ‖² + nItems (l1 ‖x‖₁ + ½ l2 ‖x‖²)      score(i) = x · h_i
 *
 * by coordinate descent from 0, at most 200 passes; all scores 0 where the history is empty. Two items are as alike as the cosine of their
 * parts. Items argue for each other by what the parts they share are worth to the person:
 * the share of i in the score of j is Σ_k x_k h_ik h_jk. 2·|S|·dim + at most 400·dim² + 2·nItems·dim flops a row.
 */
export class NonNegativeModel implements Model {
  readonly kind = 'nmf'
  readonly #kernels: Kernels
  readonly #H: Factors
  /** HᵀH + nItems·l2·I */
  readonly #g: Factors
  readonly #pull: Pull
  readonly #cosines: ItemCosines

  constructor(kernels: Kernels, H: Factors, g: Factors, pull: Pull) {
    this.#kernels = kernels
    this.#H = H
    this.#g = g
    this.#pull = pull
    this.#cosines = new ItemCosines(kernels, H)
  }

  static load({ meta, arrays: { itemFactors, gram } }: ModelParts, kernels: Kernels): NonNegativeModel {
    const { nItems, dim, l1, l2 } = meta as Record<'nItems' | 'dim' | 'l1' | 'l2', number>
    if (!(itemFactors instanceof Float32Array && gram instanceof Float32Array))
      throw new RangeError('nmf: the parts lack one of the arrays itemFactors, gram')
    const held = (name: string, array: Float32Array, nRows: number) => {
      const factors = kernels.factors(nRows, dim)
      if (factors.array.length !== array.length)
        throw new RangeError(`nmf: ${array.length} numbers of ${name}, want ${nRows} x ${factors.stride}`)
      factors.array.set(array)
      return factors
    }
    return new NonNegativeModel(kernels, held('itemFactors', itemFactors, nItems), held('gram', gram, dim), { l1, l2 })
  }

  get nItems(): number {
    return this.#H.nRows
  }

  scoreInto(histories: Csr, out: Float32Array): void {
    for (let r = 0; r < histories.nRows; r++)
      this.#foldedIn(histories, r, (x) =>
        this.#kernels.scoreRows(x, 0, 1, this.#H, out.subarray(r * this.nItems, (r + 1) * this.nItems)),
      )
  }

  similarInto(item: number, out: Float32Array): void {
    this.#cosines.into(item, out)
  }

  because(history: Csr, item: number, limit: number): number[] {
    return this.#foldedIn(history, 0, ({ array: x }) => {
      const { array, stride } = this.#H
      return strongestReasons(history, item, limit, (i) => {
        let share = 0
        for (let k = 0; k < stride; k++) share += x[k]! * array[i * stride + k]! * array[item * stride + k]!
        return share
      })
    })
  }

  async recommend(histories: Csr, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const { nRows } = histories
    const best = emptyTopK(nRows, k)
    for (let first = 0; first < nRows; first += together) {
      const n = Math.min(together, nRows - first)
      const part = await this.#bestOf(sliceRows(histories, first, n), k, exclude && sliceRows(exclude, first, n))
      best.count.set(part.count, first)
      best.item.set(part.item, first * k)
      best.score.set(part.score, first * k)
    }
    return best
  }

  async #bestOf(histories: Csr, k: number, exclude?: Csr): Promise<TopK> {
    const kernels = this.#kernels
    const held = kernels.hold(histories)
    const [b, x] = [kernels.factors(histories.nRows, this.#H.dim), kernels.factors(histories.nRows, this.#H.dim)]
    try {
      await kernels.combine(held, this.#H, b)
      lower(b, this.#pull.l1 * this.nItems)
      await kernels.nonNegative({ x, b, g: this.#g, passes, rest })
      return await kernels.best(x, this.#H, k, exclude && { exclude })
    } finally {
      kernels.drop(held)
      for (const room of [b, x]) kernels.release(room)
    }
  }

  get products(): Products {
    return { items: this.#H, personOf: (history: Csr) => this.#foldedIn(history, 0, ({ array }) => array.slice()) }
  }

  parts(): ModelParts {
    const { dim } = this.#H
    return {
      meta: { nItems: this.nItems, dim, ...this.#pull },
      arrays: { itemFactors: this.#H.array.slice(), gram: this.#g.array.slice() },
    }
  }

  /** What `use` makes of the mixture of one row. */
  #foldedIn<T>({ rowStart, column, value }: Csr, row: number, use: (x: Factors) => T): T {
    const { array, stride, dim } = this.#H
    const [b, x] = [this.#kernels.factors(1, dim), this.#kernels.factors(1, dim)]
    const wanted = b.array
    try {
      for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
        for (let k = 0; k < stride; k++) wanted[k]! += value[at]! * array[column[at]! * stride + k]!
      lower(b, this.#pull.l1 * this.nItems)
      this.#kernels.nonNegativeHere({ x, b, g: this.#g, passes, rest })
      return use(x)
    } finally {
      for (const room of [b, x]) this.#kernels.release(room)
    }
  }
}
