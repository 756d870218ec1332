import { type Csr, transpose } from '../../numbers/csr.ts'
import { wantBoolean, wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { cutColumns } from './cut-columns.ts'
import { columnLengths, type Weighting, weightItems, weightings } from './item-weighting.ts'

const sides = ['history', 'scored'] as const

export type ItemKnnOptions = {
  /** how an interaction counts when items are compared: item-weighting.ts */
  weighting: Weighting
  /** neighbours kept per item, itself included when `withSelf` */
  nNeighbours: number
  /** in how many neighbourhoods an item may appear, the closest first; 0 = no limit */
  nNeighbourhoods: number
  /** the likeness of two items with n users in common is multiplied by n / (n + shrinkage) */
  shrinkage: number
  /** added to the product of both items' lengths before dividing by it: 0 = the cosine, more holds back what has little */
  damping: number
  /** whose nNeighbours count: those of an item of the history, or those of the item that is scored */
  neighbourhoodOf: (typeof sides)[number]
  /** is an item its own neighbour; matters where a list may hold what the person already has */
  withSelf: boolean
  /** bm25: how fast a larger weight stops to count more */
  k1: number
  /** bm25: how much a popular item's interactions are discounted, 0 to 1 */
  b: number
}

/**
 * Item-to-item nearest neighbours. With w the re-weighted interactions (item-weighting.ts), N_k(i) the k items most
 * alike to i, and h a person's history with the weights as given:
 *
 *     s_ij     = Σ_u w_ui w_uj · n_ij / (n_ij + shrinkage)          n_ij = users who have both
 *     score(j) = Σ_{i ∈ h, j ∈ N_k(i)} h_i s_ij
 *
 * With damping > 0, s_ij is Σ_u w_ui w_uj / (‖w_i‖ ‖w_j‖ + damping) with w not divided by lengths (bm25's neither).
 * The neighbourhood belongs to the item of the history, k is a limit per row of S and scores are h·S; or, with
 * neighbourhoodOf `scored`, to the item that is scored, a limit per column. Options `tfidf`
 * and `bm25` as in the variants are implicit 0.7.3's TFIDFRecommender(K=50) and BM25Recommender(K=200, K1=1.2, B=.75),
 * where an item counts among its own k. Where peers differ: LensKit and Surprise cut the neighbourhood of the item
 * that is scored (columns of S) and divide by Σ|s|; Dacrema et al. put `shrink` into cosine's denominator, which is our `damping`; RecPack
 * zeroes the diagonal (`withSelf: false`). Ties at the k-th place go to the lower item; implicit's go by memory order.
 *
 * Fit: Σ_u n_u² multiply-adds. One row of scores: Σ_{i ∈ h} k. Content: 8 bytes × k × nItems.
 * Source: Deshpande & Karypis, TOIS 2004; Sarwar et al., WWW 2001; bm25 as in implicit.
 */
export const itemKnn: Algorithm<ItemKnnOptions> = {
  name: 'item-knn',
  defaults: {
    weighting: 'bm25',
    nNeighbours: 200,
    nNeighbourhoods: 0,
    shrinkage: 0,
    damping: 0,
    neighbourhoodOf: 'history',
    withSelf: true,
    k1: 1.2,
    b: 0.75,
  },
  variants: {
    cosine: { weighting: 'cosine', nNeighbours: 50 },
    tfidf: { weighting: 'tfidf', nNeighbours: 50 },
    bm25: { weighting: 'bm25', nNeighbours: 200 },
  },

  space: {
    weighting: { choices: weightings },
    nNeighbours: { low: 5, high: 1000, scale: 'log', whole: true },
    nNeighbourhoods: { choices: [0, 50, 200, 1000] },
    shrinkage: { low: 0.1, high: 1000, scale: 'log', also: [0] },
    damping: { low: 0.1, high: 1000, scale: 'log', also: [0] },
    neighbourhoodOf: { choices: sides },
    b: { low: 0, high: 1 },
  },

  check(options) {
    wantOneOf('weighting', options.weighting, weightings)
    wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
    wantInteger('nNeighbourhoods', options.nNeighbourhoods, 0, 1e9)
    wantNumber('shrinkage', options.shrinkage, 0, 1e9)
    wantNumber('damping', options.damping, 0, 1e12)
    wantOneOf('neighbourhoodOf', options.neighbourhoodOf, sides)
    wantBoolean('withSelf', options.withSelf)
    wantNumber('k1', options.k1, 0, 1e6)
    wantNumber('b', options.b, 0, 1)
  },

  /** twice the rows that are kept, twice the interactions */
  memoryBytes({ nCols, column }, { nNeighbours }) {
    return nCols * Math.min(nNeighbours, nCols) * 16 + column.length * 40
  },

  async fit(interactions: Csr, options: ItemKnnOptions, { kernels, signal, onProgress }: FitContext) {
    itemKnn.check(options)
    signal?.throwIfAborted()
    const isDamped = options.damping > 0
    const weight = weightItems(interactions, options.weighting, { ...options, asTheyAre: isDamped })
    const keep = { ...options, ...(isDamped && { lengths: columnLengths(interactions, weight) }) }
    const similarity = await kernels.neighbours(interactions, weight, keep, { signal, onProgress })
    // likeness is the same both ways: the k most alike of every column are those of the row, turned over
    const turned = options.neighbourhoodOf === 'scored' ? transpose(similarity) : similarity
    const kept = options.nNeighbourhoods > 0 ? cutColumns(turned, options.nNeighbourhoods) : turned
    return new SparseWeights('item-knn', kept, kernels)
  },

  load: (parts, kernels) => SparseWeights.load('item-knn', parts, kernels),
}
