import { bpr } from './bpr.ts'
import { ials } from './ials.ts'

/** People and items as short vectors. */
export const factors = { ials, bpr }
