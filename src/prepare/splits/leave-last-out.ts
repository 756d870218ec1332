import type { CleanEvents } from '../clean-events.ts'
import { eventsByUser, visitsOf } from './events-by-user.ts'
import { pairsOf } from './pairs-of.ts'
import { out, type Parts, test, train } from './part.ts'

/**
 * The last product of everybody is the test, what they did before it is learnt from, what came after it is in neither
 * part. Whoever would have nothing left before it is learnt from only.
 *
 * seen exclude   the last product that was new to them: the pair whose first event is latest, all events of the pair
 * seen include   the last time that a product was asked for, with what was done to the same product in the same visit
 */
export function leaveLastOut(
  clean: CleanEvents,
  { isTarget, seen }: { isTarget: readonly boolean[]; seen: 'exclude' | 'include' },
): Parts {
  const part = new Uint8Array(clean.user.length).fill(train)
  const { start, event } = eventsByUser(clean)
  const { pair, firstEvent, isAsked } = pairsOf(clean, isTarget)
  const { visit } = visitsOf(clean)
  for (let u = 0; u < clean.users.length; u++) {
    const [from, to] = [start[u]!, start[u + 1]!]
    const isHeld = seen === 'exclude' ? lastNewPair(from, to) : lastAction(from, to)
    let first = from
    while (first < to && !isHeld(event[first]!)) first++
    if (first === from) continue
    for (let at = first; at < to; at++) part[event[at]!] = isHeld(event[at]!) ? test : out
  }
  return part

  function lastNewPair(from: number, to: number): (e: number) => boolean {
    let last = -1
    for (let at = from; at < to; at++) {
      const e = event[at]!
      if (isAsked[pair[e]!] && firstEvent[pair[e]!] === e) last = pair[e]!
    }
    return (e) => pair[e] === last
  }

  function lastAction(from: number, to: number): (e: number) => boolean {
    let last = -1
    for (let at = from; at < to; at++) if (isTarget[clean.kind[event[at]!]!]) last = event[at]!
    return (e) => last >= 0 && pair[e] === pair[last] && visit[e] === visit[last]
  }
}
