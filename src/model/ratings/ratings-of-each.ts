/** How many ratings each column has. */
export function ratingsOfEach(nCols: number, column: Uint32Array): Uint32Array {
  const n = new Uint32Array(nCols)
  for (let at = 0; at < column.length; at++) n[column[at]!]!++
  return n
}
