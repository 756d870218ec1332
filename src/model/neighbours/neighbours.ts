import { associationRules } from './association-rules.ts'
import { itemKnn } from './item-knn.ts'
import { userKnn } from './user-knn.ts'

/** Who is like whom: items by their buyers, buyers by their items. */
export const neighbours = { 'item-knn': itemKnn, 'user-knn': userKnn, 'association-rules': associationRules }
