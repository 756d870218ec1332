/**
 * The rows of some people, or of some products, each one's together.
 *
 * @param rows    of the log
 * @param of      row of the log -> whose it is, below 0 nobody's
 * @param wanted  by whose it is: 1 for those that are asked for
 * @returns       whose -> rows, in the order they were given; whose rising. Without those who have none
 *
 * O(rows + wanted): two looks at each row, and not one where nobody is asked for.
 */
export function rowsOf(rows: Uint32Array, of: ArrayLike<number>, wanted: Uint8Array): Map<number, Uint32Array> {
  const found = new Map<number, Uint32Array>()
  if (!wanted.includes(1)) return found
  const end = new Uint32Array(wanted.length)
  let n = 0
  for (let k = 0; k < rows.length; k++) {
    const one = of[rows[k]!]!
    if (one < 0 || wanted[one] !== 1) continue
    end[one]!++
    n++
  }
  const together = new Uint32Array(n)
  for (let one = 0, start = 0; one < end.length; one++) {
    const size = end[one]!
    end[one] = start
    if (size > 0) found.set(one, together.subarray(start, start + size))
    start += size
  }
  for (let k = 0; k < rows.length; k++) {
    const one = of[rows[k]!]!
    if (one >= 0 && wanted[one] === 1) together[end[one]!++] = rows[k]!
  }
  return found
}
