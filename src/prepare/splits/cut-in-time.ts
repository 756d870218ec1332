import type { CleanEvents } from '../clean-events.ts'
import { visitsOf } from './events-by-user.ts'
import { out, type Parts, test, train } from './part.ts'

const dayMs = 86_400_000

/**
 * One cut through time, the same for everybody: what a model would have known at the cut, and what came after.
 * What was done after the cut to a product of the same visit before it is in neither part: a view at 11:58 and the purchase
 * at 12:02 are one action, and whoever knows the first knows the second.
 *
 * @throws RangeError  holdoutDays is not above 0
 */
export function cutInTime(clean: CleanEvents, holdoutDays: number): { part: Parts; cutMs: number } {
  if (!(holdoutDays > 0)) throw new RangeError(`cutInTime: holdoutDays must be above 0, got ${holdoutDays}`)
  const { timeMs, item, items } = clean
  const cutMs = (timeMs[timeMs.length - 1] ?? Number.NaN) - holdoutDays * dayMs
  const { visit, nVisits } = visitsOf(clean)
  const goesOn = new Uint8Array(nVisits)
  for (let e = 0; e < timeMs.length; e++) if (timeMs[e]! > cutMs) goesOn[visit[e]!] = 1
  const had = new Set<number>()
  const part = Uint8Array.from(timeMs, (at, e) => {
    const action = goesOn[visit[e]!] ? visit[e]! * items.length + item[e]! : -1
    if (at <= cutMs && action >= 0) had.add(action)
    return at <= cutMs ? train : had.has(action) ? out : test
  })
  return { part, cutMs }
}
