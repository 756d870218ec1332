import { type Normalisation, normalisations } from '../../numbers/normalise.ts'
import { wantInteger, wantOneOf } from '../check-options.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Model, Need } from '../model.ts'
import { type Algorithms, BlendModel } from './blend-model.ts'
import { type Had, hadChoices } from './had.ts'
import { learnWeights } from './learn-weights.ts'
import { checkParts, type Part, type ResolvedPart, resolveParts } from './parts.ts'

export type BlendOptions = {
  /** the models and what each weighs; where one has no weight all are learnt */
  parts: readonly Part[]
  /** what makes scores of different models comparable, history by history */
  normalise: Normalisation
  /** what becomes of items that a history holds; only where lists may hold them at all does it matter */
  had: Had
  /** learning: how deep the lists are that are to be made good (NDCG) */
  depth: number
}

/**
 * Several models as one: score(j) = Σ_m w_m · norm_m(s_m(j)), where norm is for the scores s of one history
 *
 *     z-score   (s − mean) / standard deviation, over the items that the history does not hold
 *     max       s / max |s|, over the same
 *     rank      1 / (60 + rank), reciprocal rank fusion; items without a positive score 0
 *
 * Weights that are not given are learnt: a fifth of every history (its last events where the order is known, others by
 * the seed) is held out, the parts are fitted on the rest, and weights ascend one by one to the best NDCG of what was
 * held out; then the parts are fitted on everything. A part of weight 0 is left out. Nothing outside the interactions at
 * hand is looked at, so a blend is as leak-free as its parts.
 *
 * Fit: that of the parts, twice when learning. One row: that of the parts and O(parts · nItems).
 * Source: Cormack, Clarke & Büttcher, SIGIR 2009 (reciprocal rank fusion).
 */
export function blendOf(algorithms: Algorithms): Algorithm<BlendOptions> {
  const blend: Algorithm<BlendOptions> = {
    name: 'blend',
    defaults: {
      parts: [{ model: 'item-knn' }, { model: 'rp3beta' }, { model: 'ials' }],
      normalise: 'z-score',
      had: 'keep',
      depth: 20,
    },
    space: { normalise: { choices: normalisations }, had: { choices: hadChoices } },

    needs({ parts }) {
      const needed = resolveParts(parts, algorithms()).flatMap(
        ({ algorithm, options }) => algorithm.needs?.(options) ?? [],
      )
      return [...new Set<Need>(needed)]
    },

    check({ parts, normalise, had, depth }) {
      wantOneOf('normalise', normalise, normalisations)
      wantOneOf('had', had, hadChoices)
      wantInteger('depth', depth, 1, 1000)
      checkParts(parts, algorithms())
    },

    memoryBytes(interactions, { parts }) {
      const each = resolveParts(parts, algorithms()).map(({ algorithm, options }) =>
        algorithm.memoryBytes(interactions, options),
      )
      return each.reduce((sum, bytes) => sum + bytes, 0) + interactions.column.length * 40 + interactions.nCols * 64
    },

    async fit(interactions: Interactions, options: BlendOptions, context: FitContext) {
      blend.check(options)
      context.signal?.throwIfAborted()
      const resolved = resolveParts(options.parts, algorithms())
      const weights = resolved.every(({ weight }) => weight !== undefined)
        ? resolved.map(({ weight }) => weight as number)
        : await learnWeights(resolved, interactions, options, context)
      const kept = resolved
        .map((part, at) => ({ ...part, weight: weights[at] as number }))
        .filter(({ weight }) => weight !== 0)
      const fitted: { part: ResolvedPart; weight: number; model: Model }[] = []
      for (const part of kept)
        fitted.push({ part, weight: part.weight, model: await fitModel(part, interactions, context) })
      const { normalise, had } = options
      return new BlendModel(interactions.nCols, fitted, { normalise, had }, context.kernels)
    },

    load: (parts, kernels) => BlendModel.load(parts, kernels, algorithms()),
  }
  return blend
}
