import { labelsOf, type ResolvedIn, resolveLabel } from '../resolve-label.ts'
import { baseline } from './baseline.ts'
import { coClustering } from './co-clustering.ts'
import { knn } from './knn.ts'
import { nmf } from './nmf.ts'
import { random } from './random.ts'
import { ratingBlendOf } from './rating-blend.ts'
import type { RatingAlgorithm } from './rating-model.ts'
import { slopeOne } from './slope-one.ts'
import { svd, svdPlusPlus } from './svd.ts'

/** What somebody would give an item: every algorithm by name; contract.test.ts runs for each. */
export const ratings: Readonly<Record<string, RatingAlgorithm>> = {
  random,
  baseline,
  svd,
  'svd++': svdPlusPlus,
  knn,
  'slope-one': slopeOne,
  nmf,
  'co-clustering': coClustering,
  blend: ratingBlendOf(() => ratings),
}

/** What can be asked for: every rating algorithm and every variant. */
export const ratingLabels = (): string[] => labelsOf(ratings)

/** `name` or `name:variant` of the table, with options on top (resolve-label.ts). */
export const resolveRating = (
  label: string,
  overrides?: Readonly<Record<string, unknown>>,
): ResolvedIn<RatingAlgorithm> => resolveLabel(ratings, label, overrides)
