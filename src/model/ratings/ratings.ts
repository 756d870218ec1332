import { baseline } from './baseline.ts'
import type { RatingAlgorithm } from './rating-model.ts'
import { svd, svdPlusPlus } from './svd.ts'

/** What somebody would give an item: every algorithm by name; contract.test.ts runs for each. */
export const ratings: Readonly<Record<string, RatingAlgorithm>> = { baseline, svd, 'svd++': svdPlusPlus }
