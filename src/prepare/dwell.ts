import { basketGapMs } from './sequences.ts'

/**
 * How long each event lasted: seconds until the next moment at which the same person did something, within the same visit
 * (half an hour). Events of one moment last equally long.
 *
 * @param user    person of each event, below nUsers
 * @param timeMs  of each event
 * @param events  which of them count, oldest first; all of them where left out
 * @returns       parallel to `events`, above 0; NaN for the last moment of a visit, whose end nobody saw
 *
 * O(events + people).
 */
export function dwellOf(
  { user, timeMs }: { user: ArrayLike<number>; timeMs: ArrayLike<number> },
  nUsers: number,
  events?: Uint32Array,
): Float64Array {
  const dwell = new Float64Array(events ? events.length : user.length)
  // of each person the moment looked at last, and the one after it
  const at = new Float64Array(nUsers).fill(Number.NaN)
  const next = new Float64Array(nUsers).fill(Number.NaN)
  for (let k = dwell.length - 1; k >= 0; k--) {
    const e = events ? events[k]! : k
    const u = user[e]!
    if (at[u]! !== timeMs[e]!) {
      next[u] = at[u]!
      at[u] = timeMs[e]!
    }
    const lasted = next[u]! - timeMs[e]!
    dwell[k] = lasted <= basketGapMs ? lasted / 1000 : Number.NaN
  }
  return dwell
}
