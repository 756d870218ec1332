import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { CleanEvents } from '../clean-events.ts'
import { eventsByUser } from './events-by-user.ts'
import { pairsOf } from './pairs-of.ts'
import { history, out, type Parts, test, train } from './part.ts'

/** Of what a held-out person is asked for, this share is the test, the latest of it; the rest is their history. */
const testShareOfUser = 0.2

/**
 * Strong generalisation: of everybody with two products to ask for or more, a share is held out whole. Models learn from
 * the others; of a held-out person they are told the history up to the first product of the test.
 *
 * Products stand in the order of their first event, the last fifth of them (one at least) is the test: what somebody is
 * asked for is later than what is told of them. Liang et al. (WWW 2018), who named the protocol, draw that fifth at random.
 */
export function holdOutUsers(
  clean: CleanEvents,
  { isTarget, share, seed }: { isTarget: readonly boolean[]; share: number; seed: number },
): Parts {
  if (!(share > 0 && share < 1)) throw new RangeError(`holdOutUsers: want a share between 0 and 1, got ${share}`)
  const part = new Uint8Array(clean.user.length).fill(train)
  const { start, event } = eventsByUser(clean)
  const { n, pair, firstEvent, isAsked } = pairsOf(clean, isTarget)
  const askedOf = Array.from(clean.users, (_, u) => {
    const pairs: number[] = []
    for (let at = start[u]!; at < start[u + 1]!; at++) {
      const p = pair[event[at]!]!
      if (isAsked[p] && firstEvent[p] === event[at]) pairs.push(p)
    }
    return pairs
  })
  const able = askedOf.flatMap((pairs, u) => (pairs.length > 1 ? [u] : []))
  const order = shuffled(able.length, rng(seed))
  const isHeld = new Uint8Array(n)
  for (let k = 0; k < Math.ceil(able.length * share); k++) {
    const u = able[order[k]!] as number
    const pairs = askedOf[u] as number[]
    const held = pairs.slice(Math.min(pairs.length - 1, Math.floor(pairs.length * (1 - testShareOfUser))))
    for (const p of held) isHeld[p] = 1
    const cut = firstEvent[held[0] as number]!
    for (let at = start[u]!; at < start[u + 1]!; at++) {
      const e = event[at]!
      part[e] = isHeld[pair[e]!] ? test : e < cut ? history : out
    }
  }
  return part
}
