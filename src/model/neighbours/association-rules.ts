import { coOccurrences } from '../../numbers/co-occurrence.ts'
import { wantInteger, wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { cutColumns } from './cut-columns.ts'

export type AssociationRulesOptions = {
  /** what makes two items belong together: co-occurrence.ts */
  measure: (typeof coOccurrences)[number]
  /** pairs that fewer people have are none */
  minSupport: number
  nNeighbours: number
  nNeighbourhoods: number
}

/**
 * "Who has this has that", counted in people: S_ij is the measure of (i, j) from how many have both, i, and j; the score of
 * a history is h · S. Measures and their sources: co-occurrence.ts. Σ_u n_u² additions on all threads.
 */
export const associationRules: Algorithm<AssociationRulesOptions> = {
  name: 'association-rules',
  defaults: { measure: 'llr', minSupport: 2, nNeighbours: 100, nNeighbourhoods: 0 },
  variants: {
    confidence: { measure: 'confidence' },
    lift: { measure: 'lift', minSupport: 5 },
    llr: { measure: 'llr' },
  },
  space: {
    measure: { choices: coOccurrences },
    minSupport: { low: 1, high: 20, scale: 'log', whole: true },
    nNeighbours: { low: 10, high: 1000, scale: 'log', whole: true },
  },

  check(options) {
    wantOneOf('measure', options.measure, coOccurrences)
    wantInteger('minSupport', options.minSupport, 1, 1e9)
    wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
    wantInteger('nNeighbourhoods', options.nNeighbourhoods, 0, 1e9)
  },

  memoryBytes({ nCols, column }, { nNeighbours }) {
    return nCols * Math.min(nNeighbours, nCols) * 16 + column.length * 48 + nCols * 64
  },

  async fit(interactions: Interactions, options: AssociationRulesOptions, { kernels, signal, onProgress }: FitContext) {
    associationRules.check(options)
    signal?.throwIfAborted()
    const { measure, minSupport, nNeighbours, nNeighbourhoods } = options
    const ones = new Float64Array(interactions.column.length).fill(1)
    const keep = { nNeighbours, shrinkage: 0, withSelf: false, measure, minSupport }
    const rules = await kernels.neighbours(interactions, ones, keep, { signal, onProgress })
    const kept = nNeighbourhoods > 0 ? cutColumns(rules, nNeighbourhoods) : rules
    return new SparseWeights('association-rules', kept, kernels)
  },

  load: (parts, kernels) => SparseWeights.load('association-rules', parts, kernels),
}
