import type { Algorithms } from '../blends/blend-model.ts'
import { rerankOf } from './rerank.ts'

/** Learning to rank. Parts are looked up in the whole table, which is why it is handed in, and late. */
export const rankingOf = (algorithms: Algorithms) => ({ rerank: rerankOf(algorithms) })
