import { blendOf } from './blend.ts'
import type { Algorithms } from './blend-model.ts'

/** Several models as one. They look their parts up in the whole table, which is why it is handed in, and late. */
export const blendsOf = (algorithms: Algorithms) => ({ blend: blendOf(algorithms) })
