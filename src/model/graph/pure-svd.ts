import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { LowRank } from './low-rank.ts'
import { dropNormalised, normalised, normalisedBytes, powers } from './normalised.ts'
import { truncatedSvd } from './truncated-svd.ts'

export type PureSvdOptions = {
  /** singular vectors kept */
  rank: number
  /** how much a popular item is held back before the decomposition; 0 = PureSVD */
  itemExponent: number
  nIterations: number
}

/**
 * PureSVD: a history projected on the first `rank` right singular vectors of the matrix,
 *
 *     score = h D^−e V Vᵀ D^e            V of X D^−e, D = the items' sums of weights, e = itemExponent
 *
 * Missing entries count as zeros. e = 0 is the method as published; e > 0 keeps bestsellers from filling the first
 * vectors (Nikolakopoulos et al.'s EigenRec scales alike).
 * Source: Cremonesi, Koren & Turrin, RecSys 2010.
 */
export const pureSvd: Algorithm<PureSvdOptions> = {
  name: 'pure-svd',
  defaults: { rank: 128, itemExponent: 0, nIterations: 8 },
  space: { rank: { low: 8, high: 512, scale: 'log', whole: true }, itemExponent: { low: 0, high: 0.7 } },

  check({ rank, itemExponent, nIterations }) {
    wantInteger('rank', rank, 1, 4096)
    wantNumber('itemExponent', itemExponent, 0, 2)
    wantInteger('nIterations', nIterations, 1, 1000)
  },

  memoryBytes(interactions, { rank }) {
    return normalisedBytes(interactions) * 2 + (interactions.nRows + 3 * interactions.nCols) * (rank + 32) * 4
  },

  async fit(interactions: Interactions, options: PureSvdOptions, context: FitContext) {
    pureSvd.check(options)
    const { kernels, seed, signal, onProgress } = context
    signal?.throwIfAborted()
    const graph = normalised(kernels, interactions, 0, options.itemExponent)
    try {
      const { rank, nIterations } = options
      const svd = { rank, nIterations, seed, signal, onProgress }
      const { V } = await truncatedSvd(kernels, graph.byUser, graph.byItem, svd)
      const out = kernels.factors(V.nRows, V.dim)
      const inward = powers(graph.itemSum, options.itemExponent)
      for (let i = 0; i < V.nRows; i++)
        for (let k = 0; k < V.dim; k++) {
          const at = i * V.stride + k
          out.array[at] = inward[i]! > 0 ? V.array[at]! / inward[i]! : 0
          V.array[at]! *= inward[i]!
        }
      return new LowRank('pure-svd', V, out, kernels)
    } finally {
      dropNormalised(kernels, graph)
    }
  },

  load: (parts, kernels) => LowRank.load('pure-svd', parts, kernels),
}
