import type { CleanEvents } from './clean-events.ts'
import { dwellOf } from './dwell.ts'
import { basketGapMs } from './sequences.ts'

/** Where each event stands in its person's visits. */
export interface VisitPlaces {
  /** of the person's visits, from 0: a new one after half an hour without an event of theirs */
  visit: Uint32Array
  /** of the visit's events, from 0 */
  place: Uint32Array
  /** seconds until the next moment of the visit, NaN for the last (dwell.ts) */
  dwellSeconds: Float64Array
}

/** O(events + people). @param clean  in order of time */
export function visitPlaces({ user, timeMs, users }: Pick<CleanEvents, 'user' | 'timeMs' | 'users'>): VisitPlaces {
  const visit = new Uint32Array(user.length)
  const place = new Uint32Array(user.length)
  const lastMs = new Float64Array(users.length).fill(Number.NaN)
  // of each person's latest event
  const atVisit = new Uint32Array(users.length)
  const atPlace = new Uint32Array(users.length)
  for (let e = 0; e < user.length; e++) {
    const u = user[e]!
    const apart = timeMs[e]! - lastMs[u]!
    if (apart > basketGapMs) {
      atVisit[u]!++
      atPlace[u] = 0
    } else if (apart >= 0) atPlace[u]!++
    lastMs[u] = timeMs[e]!
    visit[e] = atVisit[u]!
    place[e] = atPlace[u]!
  }
  return { visit, place, dwellSeconds: dwellOf({ user, timeMs }, users.length) }
}
