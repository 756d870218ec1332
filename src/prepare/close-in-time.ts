import { inTime, isInTime } from './in-time.ts'

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
  // most logs are in order: then nothing as long as the log need be made
  const order = isInTime(timeMs, rows) ? undefined : inTime(timeMs, rows)
  const positionAt = (at: number) => (order ? order[at]! : at)
  const isCloseToNext = (at: number) =>
    at + 1 < rows.length && timeMs[rows[positionAt(at + 1)]!]! - timeMs[rows[positionAt(at)]!]! <= withinMs
  // how many there are is known when all were looked at, and in a log that tells time by the minute it is nearly all
  const write = (into?: Uint32Array) => {
    let n = 0
    let wasClose = false
    for (let at = 0; at < rows.length; at++) {
      const isClose = isCloseToNext(at)
      if (isClose || wasClose) {
        if (into) into[n] = positionAt(at)
        n++
      }
      wasClose = isClose
    }
    return n
  }
  const found = new Uint32Array(write())
  if (found.length > 0) write(found)
  return found
}
