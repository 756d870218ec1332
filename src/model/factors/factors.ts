import { bpr } from './bpr.ts'
import { ials } from './ials.ts'
import { nmf } from './nmf.ts'

/** People and items as short vectors. */
export const factors = { ials, bpr, nmf }
