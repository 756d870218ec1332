import type { CleanEvents } from '../clean-events.ts'
import { eventsByUser } from './events-by-user.ts'

/** Pairs of a user and an item, numbered user by user in order of their first event. */
export interface Pairs {
  n: number
  /** of each event */
  pair: Uint32Array
  /** of each pair */
  firstEvent: Uint32Array
  /** has an event that a test may ask for */
  isAsked: Uint8Array
}

/** O(events + users + items), in typed arrays: a shop may have more pairs than a Map holds entries (2²⁴). */
export function pairsOf(clean: CleanEvents, isTarget: readonly boolean[]): Pairs {
  const { item, kind, users, items } = clean
  const { start, event } = eventsByUser(clean)
  const pair = new Uint32Array(event.length)
  const firstEvent = new Uint32Array(event.length)
  const isAsked = new Uint8Array(event.length)
  const metBy = new Uint32Array(items.length)
  const numberOf = new Uint32Array(items.length)
  let n = 0
  for (let u = 0; u < users.length; u++)
    for (let at = start[u]!; at < start[u + 1]!; at++) {
      const e = event[at]!
      const i = item[e]!
      if (metBy[i] !== u + 1) {
        metBy[i] = u + 1
        numberOf[i] = n
        firstEvent[n++] = e
      }
      pair[e] = numberOf[i]!
      if (isTarget[kind[e]!]) isAsked[numberOf[i]!] = 1
    }
  return { n, pair, firstEvent: firstEvent.slice(0, n), isAsked: isAsked.slice(0, n) }
}
