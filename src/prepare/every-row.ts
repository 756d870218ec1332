/** The rows 0, 1, …, n − 1. */
export function everyRow(n: number): Uint32Array {
  const rows = new Uint32Array(n)
  for (let row = 0; row < n; row++) rows[row] = row
  return rows
}
