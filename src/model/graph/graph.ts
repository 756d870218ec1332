import { p3alpha, rp3beta } from './random-walk.ts'

/** The interactions as a graph: walks and filters on it. */
export const graph = { p3alpha, rp3beta }
