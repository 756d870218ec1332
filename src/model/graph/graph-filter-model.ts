import type { Factors, Kernels, Scorer } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'
import { type Normalised, normalised } from './normalised.ts'

/** How a wave over the items is weighed on its way in, between and out. */
export interface Filter {
  coefficients: number[]
  itemIn: Float32Array
  itemOut: Float32Array
  /** D^−b V, and β D^b V after the sharpening */
  lowPass: { v: Factors; m: Factors } | undefined
}

/** A graph and what a filter makes of it: the formula stands in graph-filter.ts. It serves any history, thirty-two at a time. */
export class GraphFilterModel implements Model {
  readonly kind = 'graph-filter'
  readonly #kernels: Kernels
  readonly #graph: Normalised
  readonly #filter: Filter

  constructor(kernels: Kernels, graph: Normalised, filter: Filter) {
    this.#kernels = kernels
    this.#graph = graph
    this.#filter = filter
  }

  static load({ meta, arrays }: ModelParts, kernels: Kernels): GraphFilterModel {
    const { nItems, coefficients, rank } = meta as { nItems: number; coefficients: number[]; rank: number }
    const { rowStart, column, value, itemSum, itemIn, itemOut, v, m } = arrays
    if (
      !(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array) ||
      !(itemSum instanceof Float64Array && itemIn instanceof Float32Array && itemOut instanceof Float32Array) ||
      !Array.isArray(coefficients)
    )
      throw new RangeError(
        'graph-filter: the parts lack one of the arrays rowStart, column, value, itemSum, itemIn, itemOut',
      )
    const R = { nRows: rowStart.length - 1, nCols: nItems, rowStart, column, value }
    const graph = normalised(kernels, R, 0, 0)
    const factors = (array: unknown) => {
      const held = kernels.factors(nItems, rank)
      held.array.set(array as Float32Array)
      return held
    }
    const lowPass = v && m ? { v: factors(v), m: factors(m) } : undefined
    return new GraphFilterModel(kernels, { ...graph, itemSum }, { coefficients, itemIn, itemOut, lowPass })
  }

  get nItems(): number {
    return this.#graph.byUser.nCols
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#kernels.score(this.#scorer, histories, out)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: this.#scorer, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    this.scoreInto(oneItem(this.nItems, item), out)
    out[item] = Number.NEGATIVE_INFINITY
  }

  /**
   * A filter is linear, and powers of F are symmetric: one wave from the item to all others says what each of the history
   * gives it, and the low pass is a product of two rows.
   */
  because(history: Interactions, item: number, limit: number): number[] {
    const { itemIn, itemOut, lowPass } = this.#filter
    const wave = new Float32Array(this.nItems)
    const ones = new Float32Array(this.nItems).fill(1)
    const { lowPass: _, ...filter } = this.#scorer as Extract<Scorer, { kind: 'filter' }>
    this.#kernels.score({ ...filter, itemIn: ones, itemOut: ones }, oneItem(this.nItems, item), wave)
    return strongestReasons(history, item, limit, (i) => {
      let low = 0
      if (lowPass) {
        const [v, m, stride] = [lowPass.v.array, lowPass.m.array, lowPass.v.stride]
        for (let k = 0; k < stride; k++) low += v[i * stride + k]! * m[item * stride + k]!
      }
      return itemIn[i]! * (wave[i]! + low) * itemOut[item]!
    })
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    return this.#kernels.rank(this.#scorer, histories, k, exclude)
  }

  parts(): ModelParts {
    const { byUser, itemSum } = this.#graph
    const { coefficients, itemIn, itemOut, lowPass } = this.#filter
    const { rowStart, column, value } = this.#kernels.held(byUser)
    return {
      meta: { nItems: byUser.nCols, coefficients, rank: lowPass?.v.dim ?? 0 },
      arrays: {
        rowStart: rowStart.slice(),
        column: column.slice(),
        value: value.slice(),
        itemSum,
        itemIn,
        itemOut,
        ...(lowPass && { v: lowPass.v.array.slice(), m: lowPass.m.array.slice() }),
      },
    }
  }

  get #scorer(): Scorer {
    const { byUser, byItem } = this.#graph
    const { lowPass, ...rest } = this.#filter
    return {
      kind: 'filter',
      byUser,
      byItem,
      ...rest,
      ...(lowPass && { lowPass: { v: lowPass.v.place, m: lowPass.m.place, stride: lowPass.v.stride } }),
    }
  }
}

const oneItem = (nItems: number, item: number): Csr => ({
  nRows: 1,
  nCols: nItems,
  rowStart: Uint32Array.of(0, 1),
  column: Uint32Array.of(item),
  value: Float32Array.of(1),
})
