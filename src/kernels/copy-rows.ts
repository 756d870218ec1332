import { filterWidth, type Rows, wholeVectors } from './scorer.ts'

/** Rows from … to − 1 at `place`, their values times `scale`; `end` is the first byte after them. */
export function copyRows(
  { rowStart, column, value }: Rows,
  scale: Float32Array | undefined,
  from: number,
  to: number,
  buffer: ArrayBufferLike,
  place: number,
): { starts: number; columns: number; values: number; end: number } {
  const base = rowStart[from]!
  const n = rowStart[to]! - base
  const starts = place
  const columns = starts + 4 * wholeVectors(filterWidth + 1)
  const values = columns + 4 * wholeVectors(n)
  const ownStarts = new Uint32Array(buffer, starts, to - from + 1)
  for (let r = from; r <= to; r++) ownStarts[r - from] = rowStart[r]! - base
  new Uint32Array(buffer, columns, n).set(column.subarray(base, base + n))
  const own = new Float32Array(buffer, values, n)
  own.set(value.subarray(base, base + n))
  if (scale) for (let k = 0; k < n; k++) own[k]! *= scale[column[base + k]!]!
  return { starts, columns, values, end: values + 4 * wholeVectors(n) }
}
