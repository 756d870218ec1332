import type { CleanEvents } from '../clean-events.ts'
import { eventsByUser, visitsOf } from './events-by-user.ts'
import { out, type Parts, test, train } from './part.ts'

const dayMs = 86_400_000

/**
 * Visits as the rows that are learnt from and asked: every beginning of a visit asks for the product that follows. A visit
 * that ended by the cut is learnt from, one that began after it is the test, one across it is in neither part from the cut on.
 * In a test visit each product counts once, at its first event: what comes next is always another product.
 *
 * @returns  the events with visits in the place of users ("ann 3": the third visit of ann), and their parts
 */
export function cutVisits(
  clean: CleanEvents,
  {
    weighs,
    holdoutDays,
  }: { /** of each kind of event: does it say anything */ weighs: readonly boolean[]; holdoutDays: number },
): { visits: CleanEvents; part: Parts; cutMs: number } {
  if (!(holdoutDays > 0)) throw new RangeError(`cutVisits: holdoutDays must be above 0, got ${holdoutDays}`)
  const { timeMs, user, kind } = clean
  const cutMs = (timeMs[timeMs.length - 1] ?? Number.NaN) - holdoutDays * dayMs
  const { visit, nVisits } = visitsOf(clean)
  const [beginMs, owner] = [new Float64Array(nVisits).fill(Number.NaN), new Uint32Array(nVisits)]
  const part = new Uint8Array(user.length)
  for (let e = 0; e < user.length; e++) {
    const v = visit[e]!
    if (Number.isNaN(beginMs[v]!)) beginMs[v] = timeMs[e]!
    owner[v] = user[e]!
    if (timeMs[e]! <= cutMs) part[e] = train
    else if (beginMs[v]! <= cutMs || !weighs[kind[e]!]) part[e] = out
    else part[e] = test
  }
  keepFirst(clean, visit, nVisits, part)
  const count = new Uint32Array(clean.users.length)
  const users = Array.from(owner, (u) => `${clean.users[u]} ${++count[u]!}`)
  return { visits: { ...clean, users, user: visit }, part, cutMs }
}

/** Of the test events of one visit and product the first stays. */
function keepFirst({ item, items }: CleanEvents, visit: Uint32Array, nVisits: number, part: Parts): void {
  const { start, event } = eventsByUser({ users: { length: nVisits }, user: visit })
  const hadBy = new Uint32Array(items.length)
  for (let v = 0; v < nVisits; v++)
    for (let at = start[v]!; at < start[v + 1]!; at++) {
      const e = event[at]!
      if (part[e] !== test) continue
      if (hadBy[item[e]!] === v + 1) part[e] = out
      hadBy[item[e]!] = v + 1
    }
}
