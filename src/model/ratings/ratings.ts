import { baseline } from './baseline.ts'
import { coClustering } from './co-clustering.ts'
import { knn } from './knn.ts'
import { nmf } from './nmf.ts'
import { ratingBlendOf } from './rating-blend.ts'
import type { RatingAlgorithm } from './rating-model.ts'
import { slopeOne } from './slope-one.ts'
import { svd, svdPlusPlus } from './svd.ts'

/** What somebody would give an item: every algorithm by name; contract.test.ts runs for each. */
export const ratings: Readonly<Record<string, RatingAlgorithm>> = {
  baseline,
  svd,
  'svd++': svdPlusPlus,
  knn,
  'slope-one': slopeOne,
  nmf,
  'co-clustering': coClustering,
  blend: ratingBlendOf(() => ratings),
}
