import type { CleanEvents } from '../clean-events.ts'
import { basketGapMs } from '../sequences.ts'

/** Events of each user in their order: those of user u are event[start[u]] to event[start[u + 1] − 1]. */
export function eventsByUser({ users, user }: { users: { length: number }; user: Uint32Array }): {
  start: Uint32Array
  event: Uint32Array
} {
  const start = new Uint32Array(users.length + 1)
  for (let e = 0; e < user.length; e++) start[user[e]! + 1]!++
  for (let u = 0; u < users.length; u++) start[u + 1]! += start[u]!
  const next = start.slice(0, users.length)
  const event = new Uint32Array(user.length)
  for (let e = 0; e < user.length; e++) event[next[user[e]!]!++] = e
  return { start, event }
}

/**
 * The visit of each event, numbered in order of users and times: a new one after half an hour without an event of the
 * same person. A view and a purchase of one product within one visit are twins: one action, told twice.
 */
export function visitsOf(clean: CleanEvents): { visit: Uint32Array; nVisits: number } {
  const { start, event } = eventsByUser(clean)
  const visit = new Uint32Array(event.length)
  let nVisits = 0
  for (let u = 0; u < clean.users.length; u++)
    for (let at = start[u]!; at < start[u + 1]!; at++) {
      const isNew = at === start[u] || clean.timeMs[event[at]!]! - clean.timeMs[event[at - 1]!]! > basketGapMs
      if (isNew) nVisits++
      visit[event[at]!] = nVisits - 1
    }
  return { visit, nVisits }
}
