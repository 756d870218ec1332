import { graphFilter } from './graph-filter.ts'
import { pureSvd } from './pure-svd.ts'
import { p3alpha, rp3beta } from './random-walk.ts'

/** The interactions as a graph: walks and filters on it. */
export const graph = { p3alpha, rp3beta, 'pure-svd': pureSvd, 'graph-filter': graphFilter }
