import { ease } from './ease.ts'
import { mrf } from './mrf.ts'
import { slim } from './slim.ts'

/** Item-to-item weights as the solution of a regression. */
export const linear = { ease, slim, mrf }
