import { basketGapMs } from './sequences.ts'

/**
 * How long each event lasted: seconds until the next moment at which the same person did something, within the same visit
 * (half an hour). Events of one moment last equally long.
 *
 * @param user    person of each event, below nUsers
 * @param timeMs  of each event
 * @param events  which of them count, oldest first
 * @returns       parallel to `events`, above 0; NaN for the last moment of a visit, whose end nobody saw
 *
 * O(events + people).
 */
export function dwellOf(
  { user, timeMs }: { user: ArrayLike<number>; timeMs: ArrayLike<number> },
  events: Uint32Array,
  nUsers: number,
): Float64Array {
  const dwell = new Float64Array(events.length)
  // of each person the moment looked at last, and the one after it
  const at = new Float64Array(nUsers).fill(Number.NaN)
  const next = new Float64Array(nUsers).fill(Number.NaN)
  for (let k = events.length - 1; k >= 0; k--) {
    const e = events[k]!
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
