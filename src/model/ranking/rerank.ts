import { type Algorithms, BlendModel } from '../blends/blend-model.ts'
import type { HeldOut } from '../blends/hold-out.ts'
import { weightsOn } from '../blends/learn-weights.ts'
import { checkParts, type Part, type ResolvedPart, resolveParts } from '../blends/parts.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import { fitModel } from '../fit.ts'
import type { Algorithm, Model, Need } from '../model.ts'
import { featuresOf } from './candidates.ts'
import { itemFacts } from './item-facts.ts'
import { heldForTrees, learnTrees, rowsTogether } from './learn-trees.ts'
import { RerankModel } from './rerank-model.ts'

export type RerankOptions = {
  /** the models whose best items are looked at again; weights are learnt where they are missing */
  parts: readonly Part[]
  /** of each part so many of its best items */
  candidates: number
  /** histories that trees are learnt from and tried on, at most */
  questions: number
  /** how deep the lists are that are to be made good (NDCG) */
  depth: number
  /** at most so many trees; how many stay is decided on questions that they did not see */
  trees: number
  leaves: number
  minLeafRows: number
  learningRate: number
  /** ridge on what a leaf says */
  lambda: number
}

/**
 * A blend whose best items are looked at again by boosted trees (LambdaMART, lambda-mart.ts), which see of every candidate
 * what each part scores it and at which rank, and what is known of it and of its fit to the history (asker.ts): how
 * popular it is, of late and at all, how new, its price and category beside the history's, how often and how long ago it was had.
 *
 * The blend's weights and the trees are learnt on what is held out inside the interactions (blends/hold-out.ts), the parts
 * fitted once on the rest; then the parts are fitted on everything. Trees begin from the blend, and as many stay as make
 * NDCG@depth best on every fourth question, on which none was grown; none stay when that is not more than the standard error of what
 * they bring there, and with fewer than 20 questions.
 * Candidates stand above everything else. The order of a history is looked at only where a part needs it: elsewhere a shop does not keep
 * it, and trees must not learn from what will not be known. Whether something had may come back is decided by whether it ever did.
 * Fit: that of the parts twice, and O(trees · candidates · features). One row: the parts, and O(candidates · trees · log leaves).
 */
export function rerankOf(algorithms: Algorithms): Algorithm<RerankOptions> {
  const rerank: Algorithm<RerankOptions> = {
    name: 'rerank',
    defaults: {
      parts: [{ model: 'item-knn' }, { model: 'rp3beta' }, { model: 'ials' }],
      candidates: 100,
      questions: 10_000,
      depth: 20,
      trees: 300,
      leaves: 8,
      minLeafRows: 200,
      learningRate: 0.05,
      lambda: 1,
    },
    space: {
      leaves: { low: 4, high: 32, scale: 'log', whole: true },
      minLeafRows: { low: 10, high: 500, scale: 'log', whole: true },
      learningRate: { low: 0.03, high: 0.3, scale: 'log' },
    },

    needs({ parts }) {
      const all = resolveParts(parts, algorithms())
      return [...new Set<Need>(all.flatMap(({ algorithm, options }) => algorithm.needs?.(options) ?? []))]
    },

    check({ parts, candidates, questions, depth, trees, leaves, minLeafRows, learningRate, lambda }) {
      wantInteger('candidates', candidates, 1, 10_000)
      wantInteger('questions', questions, 0, 1e7)
      wantInteger('depth', depth, 1, 1000)
      wantInteger('trees', trees, 0, 10_000)
      wantInteger('leaves', leaves, 2, 1024)
      wantInteger('minLeafRows', minLeafRows, 1, 1e6)
      wantNumber('learningRate', learningRate, 1e-6, 1)
      wantNumber('lambda', lambda, 0, 1e6)
      checkParts(parts, algorithms())
    },

    memoryBytes(interactions, { parts, candidates, questions, leaves }) {
      const each = resolveParts(parts, algorithms()).map(({ algorithm, options }) =>
        algorithm.memoryBytes(interactions, options),
      )
      const { nRows, nCols, column } = interactions
      const asked = Math.min(nRows, questions) * Math.min(nCols, candidates * parts.length)
      const perCandidate = 5 * featuresOf(parts.length) + 64
      const trees = leaves * featuresOf(parts.length) * 64 * 24
      const scored = rowsTogether * nCols * 4 * (2 * parts.length + 1)
      const sum = each.reduce((sum, bytes) => sum + bytes, 0)
      return sum + column.length * 40 + nCols * 104 + asked * perCandidate + trees + scored
    },

    async fit(interactions, options, context) {
      rerank.check(options)
      context.signal?.throwIfAborted()
      const parts = resolveParts(options.parts, algorithms())
      const held = heldForTrees(interactions, context.seed, options.questions)
      const models: Model[] = []
      for (const part of parts) models.push(await fitModel(part, held.rest, context))
      const weights = parts.every(({ weight }) => weight !== undefined)
        ? parts.map(({ weight }) => weight as number)
        : await weightsOn(fewerOf(held), models, { normalise: 'z-score', had: 'keep', depth: options.depth }, context)
      const weighted = models.map((model, m) => ({ model, weight: weights[m] as number }))
      const ordered = rerank.needs?.(options).includes('sequences') ?? false
      const { forest, how, scale } = await learnTrees(held, weighted, { ...options, ordered }, context)
      const fitted: { part: ResolvedPart; weight: number; model: Model }[] = []
      for (const [m, part] of parts.entries())
        fitted.push({ part, weight: weights[m] as number, model: await fitModel(part, interactions, context) })
      const blend = new BlendModel(interactions.nCols, fitted, { normalise: 'z-score', had: 'keep' }, context.kernels)
      const facts = itemFacts(interactions, context.itemFeatures)
      return new RerankModel({ kernels: context.kernels, blend, forest, facts, how, scale })
    },

    load: (parts, kernels) => RerankModel.load(parts, kernels, algorithms()),
  }
  return rerank
}

/** A few weights are told by so many histories. */
const forWeights = 2000

/** Evenly taken. */
function fewerOf(held: HeldOut): HeldOut {
  const step = Math.max(1, held.rows.length / forWeights)
  const n = Math.min(forWeights, held.rows.length)
  return { ...held, rows: Array.from({ length: n }, (_, k) => held.rows[Math.floor(k * step)] as number) }
}
