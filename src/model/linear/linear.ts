import { ease } from './ease.ts'

/** Item-to-item weights as the solution of a regression. */
export const linear = { ease }
