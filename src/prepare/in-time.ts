/**
 * Positions in `rows` by time, equal times in log order. A log that is in order already, as most are, costs one look.
 *
 * @param rows  of the log, rising
 */
export function inTime(timeMs: Float64Array, rows: Uint32Array): Uint32Array {
  const positions = new Uint32Array(rows.length)
  let rising = true
  for (let k = 0; k < rows.length; k++) {
    positions[k] = k
    if (k > 0 && timeMs[rows[k - 1]!]! > timeMs[rows[k]!]!) rising = false
  }
  return rising ? positions : positions.sort((a, b) => timeMs[rows[a]!]! - timeMs[rows[b]!]! || a - b)
}
