import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { type RowSolver, solutions } from '../../kernels/row-solver.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Model, ModelParts, Products, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
import { strongestReasons } from '../strongest-reasons.ts'
import { ItemCosines } from './item-cosines.ts'

/** What decides how strongly a row is drawn to zero: ials.ts. */
export interface Ridge {
  alpha: number
  lambda: number
  nu: number
}

/** λ (h + α·nOthers)^ν for a row of h entries. */
export const ridgeOf = (h: number, nOthers: number, { alpha, lambda, nu }: Ridge) =>
  lambda * (h + alpha * nOthers) ** nu

/**
 * Item factors Y that serve any history: with S the items of the history and w their weights,
 *
 *     x = A⁻¹ Σ_S w_s y_s      A = α YᵀY + λ_x I + Σ_S w_s y_s y_sᵀ      score(i) = x·y_i
 *
 * which is the step of a sweep for that row. So score(i) = Σ_S w_s y_iᵀ A⁻¹ y_s: a sum over the history, whose
 * summands are the reasons (Hu, Koren & Volinsky 2008, section 5). A known user whose row was trained on and a visitor
 * with the same row get the same scores. With m = min(|S|, dim) about |S|·dim·m + m³/3 + 2·nItems·dim flops
 * a row.
 */
export class FoldInModel implements Model {
  readonly kind = 'ials'
  readonly #kernels: Kernels
  readonly #items: Factors
  /** YᵀY, which is diagonal: the factors lie in their principal axes */
  readonly #spectrum: Float32Array
  /** α YᵀY */
  readonly #scaled: Float32Array
  readonly #ridge: Ridge
  readonly #solver: RowSolver
  readonly #cosines: ItemCosines
  /** what of all items decides how scores spread: a blend asks for it */
  readonly #moments: { sum: Float32Array; squares: Float32Array }
  /** whose system the solver holds, so that the reasons of ten items factor one matrix */
  #solved: Csr | undefined

  constructor(kernels: Kernels, items: Factors, spectrum: Float32Array, { alpha, lambda, nu }: Ridge) {
    this.#kernels = kernels
    this.#items = items
    this.#spectrum = spectrum
    this.#scaled = spectrum.map((value) => alpha * value)
    this.#ridge = { alpha, lambda, nu }
    this.#solver = kernels.rowSolver(items, this.#scaled)
    this.#cosines = new ItemCosines(kernels, items)
    this.#moments = { sum: sumOf(items), squares: spectrum }
  }

  get nItems(): number {
    return this.#items.nRows
  }

  scoreInto(histories: Csr, out: Float32Array): void {
    const { nRows } = histories
    for (let first = 0; first < nRows; first += solutions) {
      const n = Math.min(solutions, nRows - first)
      for (let r = 0; r < n; r++) this.#foldIn(histories, first + r, r)
      const scores = out.subarray(first * this.nItems, (first + n) * this.nItems)
      this.#kernels.scoreRows(this.#solver.x, 0, n, this.#items, scores)
    }
  }

  scoring(histories: Csr): Scoring {
    const { place: y, stride } = this.#items
    const { place: spectrum } = this.#solver.spectrum
    const ridges = this.#ridges(histories)
    return { scorer: { kind: 'fold-in', y, stride, spectrum, ridges, moments: this.#moments }, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    this.#cosines.into(item, out)
  }

  because(history: Csr, item: number, limit: number): number[] {
    if (history.rowStart[0] === history.rowStart[1]) return []
    if (this.#solved !== history) this.#foldIn(history, 0, 0)
    this.#solved = history
    const z = this.#solver.influence(item)
    const { stride, array: Y } = this.#items
    return strongestReasons(history, item, limit, (i) => {
      let share = 0
      for (let k = 0; k < stride; k++) share += z[k]! * Y[i * stride + k]!
      return share
    })
  }

  async recommend(histories: Csr, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    const ridges = this.#ridges(histories)
    return this.#kernels.recommend({ rows: histories, y: this.#items, spectrum: this.#scaled, ridges }, k, exclude)
  }

  get products(): Products {
    const items = this.#items
    const personOf = (history: Csr) => {
      this.#foldIn(history, 0, 0)
      return this.#solver.x.array.slice(0, items.stride)
    }
    return { items, personOf }
  }

  parts(): ModelParts {
    return {
      meta: { dim: this.#items.dim, nItems: this.nItems, ...this.#ridge },
      arrays: { itemFactors: this.#items.array.slice(), spectrum: this.#spectrum },
    }
  }

  #foldIn({ rowStart, column, value }: Csr, row: number, into: number): void {
    this.#solved = undefined
    const from = rowStart[row]!
    const to = rowStart[row + 1]!
    const ridge = ridgeOf(to - from, this.nItems, this.#ridge)
    this.#solver.foldIn(column.subarray(from, to), value.subarray(from, to), ridge, into)
  }

  #ridges({ nRows, rowStart }: Csr): Float32Array {
    return Float32Array.from({ length: nRows }, (_, r) =>
      ridgeOf(rowStart[r + 1]! - rowStart[r]!, this.nItems, this.#ridge),
    )
  }
}

function sumOf({ nRows, stride, array }: Factors): Float32Array {
  const sum = new Float64Array(stride)
  for (let i = 0; i < nRows; i++) for (let k = 0; k < stride; k++) sum[k]! += array[i * stride + k]!
  return Float32Array.from(sum)
}
