import type { GrowingCsr } from '../../numbers/growing-csr.ts'
import { type ElasticNetOptions, elasticNet } from './elastic-net.ts'
import { LocalGram } from './local-gram.ts'
import { solvePositive } from './solve-positive.ts'
import type { SparseGram } from './sparse-gram.ts'

/** How every item is explained by the items most alike to it. */
export interface ColumnProblem {
  /** items one is explained by, at most */
  nNeighbours: number
  /** what is added to G's diagonal, for each item */
  ridge: Float64Array
  /** present: an elastic net, whose l2 is `ridge`; missing: ridge regression, solved exactly */
  net?: Omit<ElasticNetOptions, 'l2'>
}

/** Columns of W one at a time: w_j = argmin ‖x_j − X_N w‖² + …, N the items most alike to j. */
export class ColumnSolver {
  readonly #local: LocalGram
  readonly #problem: ColumnProblem
  readonly #weights: Float64Array

  constructor(gram: SparseGram, problem: ColumnProblem) {
    this.#local = new LocalGram(gram, problem.nNeighbours)
    this.#problem = problem
    this.#weights = new Float64Array(this.#local.items.length)
  }

  /** Column j of W as a row of `out`. */
  appendTo(out: GrowingCsr, j: number): void {
    const local = this.#local
    const { ridge, net } = this.#problem
    local.take(j)
    const { n, items, gram, target } = local
    for (let a = 0; a < n; a++) gram[a * n + a]! += ridge[items[a]!]!
    if (net) elasticNet(gram, target, this.#weights, n, { ...net, l2: 0 })
    else solvePositive(gram, target, n, ridge[j]!)
    const weights = net ? this.#weights : target
    for (let a = 0; a < n; a++) if (weights[a]! !== 0) out.add(items[a]!, weights[a]!)
    out.endRow()
  }
}
