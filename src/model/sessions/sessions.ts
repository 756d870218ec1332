import { sWalk } from './s-walk.ts'
import { sessionKnn } from './session-knn.ts'
import { slist } from './slist.ts'
import { transitions } from './transitions.ts'

/** What comes next, from the last clicks: sessions and sequences. */
export const sessions = { 'session-knn': sessionKnn, transitions, slist, 's-walk': sWalk }
