import type { CleanEvents } from '../clean-events.ts'
import { visitsOf } from './events-by-user.ts'
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
  const { timeMs, user, item, items, kind } = clean
  const cutMs = (timeMs[timeMs.length - 1] ?? Number.NaN) - holdoutDays * dayMs
  const { visit, nVisits } = visitsOf(clean)
  const [beginMs, owner] = [new Float64Array(nVisits).fill(Number.NaN), new Uint32Array(nVisits)]
  const part = new Uint8Array(user.length)
  const had = new Set<number>()
  for (let e = 0; e < user.length; e++) {
    const v = visit[e]!
    if (Number.isNaN(beginMs[v]!)) beginMs[v] = timeMs[e]!
    owner[v] = user[e]!
    if (timeMs[e]! <= cutMs) part[e] = train
    else if (beginMs[v]! <= cutMs || !weighs[kind[e]!]) part[e] = out
    else {
      const key = v * items.length + item[e]!
      part[e] = had.has(key) ? out : test
      had.add(key)
    }
  }
  const count = new Uint32Array(clean.users.length)
  const users = Array.from(owner, (u) => `${clean.users[u]} ${++count[u]!}`)
  return { visits: { ...clean, users, user: visit }, part, cutMs }
}
