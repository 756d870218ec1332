import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { solveColumns } from './solve-columns.ts'
import { sparseGram } from './sparse-gram.ts'
import { sparseMemoryBytes } from './sparse-memory.ts'

export type MrfOptions = {
  /** ridge: how strongly weights are held small */
  lambda: number
  /** and how much more so those of popular items: an item's ridge is lambda · G_ii^ridgeExponent */
  ridgeExponent: number
  /** alike are items of a large G_ij / (G_ii G_jj)^(likenessExponent/2): 0 = had together often, 1 = the cosine */
  likenessExponent: number
  /** items an item is explained by, those most alike: the density of the weights */
  nNeighbours: number
  /** pairs kept of every item */
  nCoOccurrences: number
  /** a person with n items counts n^−userExponent times while learning */
  userExponent: number
}

/**
 * EASE for catalogues whose square does not fit: a Markov random field in which an item hangs on the few most alike to it.
 * With G = Xᵀ D X and N the nNeighbours items i of the largest G_ij / (G_ii G_jj)^(likenessExponent/2), column j of W is
 *
 *     (G_NN + Γ)⁻¹ G_Nj        Γ = diag(lambda · G_ii^ridgeExponent)
 *     score(j) = Σ_{i ∈ h} h_i W_ij
 *
 * the ridge regression of j on N, solved exactly in float64. With nNeighbours ≥ items − 1, N is everything, and with
 * ridgeExponent 0 that is EASE to rounding. Pairs beyond the nCoOccurrences of both items count as 0.
 *
 * Where the paper differs: it solves for blocks of items at once and averages what several blocks say of a pair (r > 0; ours
 * is r = 0), and takes neighbours by a threshold. Its alpha is both exponents of ours: scaling G by G_ii^(−alpha/2) on both
 * sides before a plain ridge and back after it is this Γ.
 *
 * Fit: Σ_u n_u² + nItems · (nNeighbours³ / 6 + nNeighbours · nCoOccurrences) multiply-adds, on all threads. Content:
 * 8 bytes × nItems × nNeighbours.
 * Source: Steck, NeurIPS 2019 (Markov random fields for collaborative filtering).
 */
export const mrf: Algorithm<MrfOptions> = {
  name: 'mrf',
  defaults: {
    lambda: 50,
    ridgeExponent: 0,
    likenessExponent: 0,
    nNeighbours: 100,
    nCoOccurrences: 1000,
    userExponent: 0,
  },
  space: {
    lambda: { low: 1, high: 1000, scale: 'log' },
    ridgeExponent: { low: 0, high: 1 },
    likenessExponent: { low: 0, high: 1 },
    nNeighbours: { low: 30, high: 300, scale: 'log', whole: true },
    userExponent: { low: 0, high: 1 },
  },

  check(options) {
    wantNumber('lambda', options.lambda, 1e-6, 1e9)
    wantNumber('ridgeExponent', options.ridgeExponent, 0, 10)
    wantNumber('likenessExponent', options.likenessExponent, 0, 10)
    wantInteger('nNeighbours', options.nNeighbours, 1, 5000)
    wantInteger('nCoOccurrences', options.nCoOccurrences, 1, 1e6)
    wantNumber('userExponent', options.userExponent, 0, 10)
  },

  memoryBytes: sparseMemoryBytes,

  async fit(interactions: Interactions, options: MrfOptions, { kernels, signal, onProgress }: FitContext) {
    mrf.check(options)
    signal?.throwIfAborted()
    const { lambda, ridgeExponent, nNeighbours, ...of } = options
    const watch = { threads: kernels.threads, ...(signal && { signal }) }
    const gram = await sparseGram(interactions, of, kernels, watch)
    // an item that nobody touched explains nothing, whatever its ridge
    const ridge = gram.diagonal.map((d) => lambda * (d > 0 ? d ** ridgeExponent : 1))
    const weights = await solveColumns(gram, { nNeighbours, ridge }, { ...watch, ...(onProgress && { onProgress }) })
    return new SparseWeights('mrf', weights, kernels)
  },

  load: (parts, kernels) => SparseWeights.load('mrf', parts, kernels),
}
