import type { Algorithm } from '../model.ts'
import { embeddingKnn } from './embedding-knn.ts'
import { hybridOf } from './hybrid.ts'

/** What items are, by their words and attributes; alone and with what people did. Handed the whole table, and late. */
export const contentOf = (algorithms: () => Readonly<Record<string, Algorithm>>) => ({
  hybrid: hybridOf(algorithms),
  'embedding-knn': embeddingKnn,
})
