import { sessionKnn } from './session-knn.ts'

/** What comes next, from the last clicks: sessions and sequences. */
export const sessions = { 'session-knn': sessionKnn }
