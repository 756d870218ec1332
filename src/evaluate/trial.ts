import type { Interactions } from '../model/interactions.ts'
import type { Csr } from '../numbers/csr.ts'

/** Questions to a model with known answers: row by row a history and what came after it. */
export interface Trial {
  histories: Interactions
  /** the same shape; value 1 where the item was what came. Rows without any are not asked */
  targets: Csr
  /** items that a row's list must not hold, the same shape; missing: anything may come again */
  exclude?: Csr
}
