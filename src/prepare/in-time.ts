/**
 * Positions in `rows` by time, equal times in log order. A log that is in order already, as most are, costs one look; one that is several
 * such logs, one after the other, a merge of them.
 *
 * @param rows  of the log, rising
 *
 * O(rows × log runs), a run being rows in order: a merge sort that begins with what is in order already.
 */
export function inTime(timeMs: Float64Array, rows: Uint32Array): Uint32Array {
  let from = new Uint32Array(rows.length)
  let starts = [0]
  for (let k = 0; k < rows.length; k++) {
    from[k] = k
    if (k > 0 && timeMs[rows[k - 1]!]! > timeMs[rows[k]!]!) starts.push(k)
  }
  let to = starts.length > 1 ? new Uint32Array(rows.length) : from
  while (starts.length > 1) {
    const merged: number[] = []
    for (let run = 0; run < starts.length; run += 2) {
      const start = starts[run] as number
      const middle = starts[run + 1] ?? rows.length
      merge(timeMs, rows, from, to, start, middle, starts[run + 2] ?? rows.length)
      merged.push(start)
    }
    starts = merged
    ;[from, to] = [to, from]
  }
  return from
}

/** Whether rows stand in order of time already. */
export function isInTime(timeMs: Float64Array, rows: Uint32Array): boolean {
  for (let k = 1; k < rows.length; k++) if (timeMs[rows[k - 1]!]! > timeMs[rows[k]!]!) return false
  return true
}

/** Merges two runs that lie one behind the other; of equal times the one before comes first. */
function merge(
  timeMs: Float64Array,
  rows: Uint32Array,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start
  let right = middle
  for (let at = start; at < end; at++) {
    const takeLeft = right === end || (left < middle && timeMs[rows[from[left]!]!]! <= timeMs[rows[from[right]!]!]!)
    to[at] = takeLeft ? from[left++]! : from[right++]!
  }
}
