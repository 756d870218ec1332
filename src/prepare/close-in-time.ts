import { inTime } from './in-time.ts'

/**
 * Positions in `rows` by time, equal times in log order, of those that have another row within so many milliseconds before or after
 * them: only they can repeat each other.
 *
 * @param rows      of the log, rising
 * @param withinMs  from 0: the same moment only
 *
 * O(rows × log runs), as `inTime`.
 */
export function closeInTime(timeMs: Float64Array, rows: Uint32Array, withinMs: number): Uint32Array {
  const order = inTime(timeMs, rows)
  let n = 0
  let wasClose = false
  for (let at = 0; at < order.length; at++) {
    const isClose = at + 1 < order.length && timeMs[rows[order[at + 1]!]!]! - timeMs[rows[order[at]!]!]! <= withinMs
    // those that stay are moved to the front: what is read lies further on
    if (isClose || wasClose) order[n++] = order[at]!
    wasClose = isClose
  }
  return order.subarray(0, n)
}
