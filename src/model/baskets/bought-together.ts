import { type CoOccurrence, coOccurrences } from '../../numbers/co-occurrence.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { wantInteger, wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { basketsOf } from './basket-history.ts'

export type BoughtTogetherOptions = {
  /** what makes two items belong together, counted in baskets: co-occurrence.ts */
  measure: CoOccurrence
  /** pairs that stand in fewer baskets are none */
  minSupport: number
  nNeighbours: number
}

/**
 * What goes into one basket with what: association rules counted in baskets instead of people, so that a kettle and the
 * kettle that replaced it a year later are no pair. S_ij is the measure of (i, j), the score of a history h · S.
 * Σ over baskets of (its items)² additions on all threads.
 * Source: Brin et al., SIGMOD 1997 (lift); Dunning, 1993 (log-likelihood ratio).
 */
export const boughtTogether: Algorithm<BoughtTogetherOptions> = {
  name: 'bought-together',
  defaults: { measure: 'llr', minSupport: 2, nNeighbours: 50 },
  variants: { lift: { measure: 'lift', minSupport: 5 } },
  space: {
    measure: { choices: coOccurrences },
    minSupport: { low: 1, high: 20, scale: 'log', whole: true },
    nNeighbours: { low: 10, high: 500, scale: 'log', whole: true },
  },
  needs: () => ['sequences'],

  check({ measure, minSupport, nNeighbours }) {
    wantOneOf('measure', measure, coOccurrences)
    wantInteger('minSupport', minSupport, 1, 1e9)
    wantInteger('nNeighbours', nNeighbours, 1, 1e6)
  },

  memoryBytes({ nCols, sequences }, { nNeighbours }) {
    return nCols * Math.min(nNeighbours, nCols) * 16 + (sequences?.item.length ?? 0) * 64 + nCols * 64
  },

  async fit(interactions: Interactions, options: BoughtTogetherOptions, { kernels, signal, onProgress }: FitContext) {
    boughtTogether.check(options)
    signal?.throwIfAborted()
    const row: number[] = []
    const column: number[] = []
    let nBaskets = 0
    for (let r = 0; r < interactions.nRows; r++)
      for (const basket of basketsOf(interactions, r, Number.POSITIVE_INFINITY)) {
        for (const i of basket) {
          row.push(nBaskets)
          column.push(i)
        }
        nBaskets++
      }
    const baskets = csrFrom(
      nBaskets,
      interactions.nCols,
      Uint32Array.from(row),
      Uint32Array.from(column),
      undefined,
      'max',
    )
    const ones = new Float64Array(baskets.column.length).fill(1)
    const keep = { ...options, shrinkage: 0, withSelf: false }
    const pairs = await kernels.neighbours(baskets, ones, keep, { signal, onProgress })
    return new SparseWeights('bought-together', pairs, kernels)
  },

  load: (parts, kernels) => SparseWeights.load('bought-together', parts, kernels),
}
