import type { CleanEvents } from '../clean-events.ts'
import { eventsByUser, visitsOf } from './events-by-user.ts'
import { out, type Parts, test, train } from './part.ts'

/**
 * The last visit in which somebody did what is asked for is the test, whole; earlier visits are learnt from, later ones are
 * in neither part. Whoever has no earlier visit is learnt from only.
 */
export function lastBasket(clean: CleanEvents, isTarget: readonly boolean[]): Parts {
  const part = new Uint8Array(clean.user.length).fill(train)
  const { start, event } = eventsByUser(clean)
  const { visit } = visitsOf(clean)
  for (let u = 0; u < clean.users.length; u++) {
    const [from, to] = [start[u]!, start[u + 1]!]
    let last = -1
    for (let at = from; at < to; at++) if (isTarget[clean.kind[event[at]!]!]) last = visit[event[at]!]!
    if (last < 0 || visit[event[from]!] === last) continue
    for (let at = from; at < to; at++) {
      const v = visit[event[at]!]!
      part[event[at]!] = v < last ? train : v === last ? test : out
    }
  }
  return part
}
