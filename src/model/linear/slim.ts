import { wantBoolean, wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { solveColumns } from './solve-columns.ts'
import { sparseGram } from './sparse-gram.ts'
import { sparseMemoryBytes } from './sparse-memory.ts'

export type SlimOptions = {
  /** what two items have in common below this, in people, is nothing: more makes the weights sparser */
  l1: number
  /** ridge: how strongly weights are held small, in people who have an item */
  lambda: number
  /** no item argues against another */
  nonNegative: boolean
  /** items among which an item's weights are sought, those most alike */
  nNeighbours: number
  /** alike are items of a large G_ij / (G_ii G_jj)^(likenessExponent/2): 0 = had together often, 1 = the cosine */
  likenessExponent: number
  /** pairs kept of every item */
  nCoOccurrences: number
  /** a person with n items counts n^−userExponent times while learning */
  userExponent: number
  /** passes over an item's weights, at most */
  epochs: number
}

/**
 * Sparse linear methods: every item as a sparse weighted sum of the others. With G = Xᵀ D X, column j of W is
 *
 *     argmin ½ ‖x_j − X w‖²_D + l1 Σ|w_i| + ½ lambda Σ w_i²      w_j = 0, w ≥ 0 when nonNegative
 *     score(j) = Σ_{i ∈ h} h_i W_ij
 *
 * sought among the nNeighbours items most alike to j (feature selection, as in the paper's fsSLIM; with
 * nNeighbours ≥ items it is the whole problem), by coordinate descent on G (elastic-net.ts, which says what scikit-learn
 * calls these options). Columns are solved on all threads.
 *
 * Fit: Σ_u n_u² + nItems · nNeighbours · (nCoOccurrences + moves) multiply-adds. One row of scores: Σ_{i ∈ h} |W_i|.
 * Source: Ning & Karypis, ICDM 2011.
 */
export const slim: Algorithm<SlimOptions> = {
  name: 'slim',
  defaults: {
    l1: 1,
    lambda: 20,
    nonNegative: true,
    nNeighbours: 200,
    likenessExponent: 1,
    nCoOccurrences: 1000,
    userExponent: 0,
    epochs: 100,
  },
  space: {
    l1: { low: 0.01, high: 20, scale: 'log' },
    lambda: { low: 1, high: 1000, scale: 'log' },
    nonNegative: { choices: [true, false] },
    nNeighbours: { low: 30, high: 500, scale: 'log', whole: true },
    likenessExponent: { low: 0, high: 1 },
    userExponent: { low: 0, high: 1 },
  },

  check(options) {
    wantNumber('l1', options.l1, 0, 1e9)
    wantNumber('lambda', options.lambda, 1e-6, 1e9)
    wantBoolean('nonNegative', options.nonNegative)
    wantInteger('nNeighbours', options.nNeighbours, 1, 5000)
    wantNumber('likenessExponent', options.likenessExponent, 0, 10)
    wantInteger('nCoOccurrences', options.nCoOccurrences, 1, 1e6)
    wantNumber('userExponent', options.userExponent, 0, 10)
    wantInteger('epochs', options.epochs, 1, 1e6)
  },

  memoryBytes: sparseMemoryBytes,

  async fit(interactions: Interactions, options: SlimOptions, { kernels, signal, onProgress }: FitContext) {
    slim.check(options)
    signal?.throwIfAborted()
    const { l1, lambda, nonNegative, epochs, nNeighbours, ...of } = options
    const watch = { threads: kernels.threads, ...(signal && { signal }) }
    const gram = await sparseGram(interactions, of, kernels, watch)
    const ridge = new Float64Array(interactions.nCols).fill(lambda)
    const problem = { nNeighbours, ridge, net: { l1, nonNegative, epochs } }
    const weights = await solveColumns(gram, problem, { ...watch, ...(onProgress && { onProgress }) })
    return new SparseWeights('slim', weights, kernels)
  },

  load: (parts, kernels) => SparseWeights.load('slim', parts, kernels),
}
