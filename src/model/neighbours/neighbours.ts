import { itemKnn } from './item-knn.ts'

/** Who is like whom: items by their buyers, buyers by their items. */
export const neighbours = { 'item-knn': itemKnn }
