import { popular } from './popular.ts'

/** What sells, the same for everyone: the baselines every other model has to beat. */
export const popularity = { popular }
