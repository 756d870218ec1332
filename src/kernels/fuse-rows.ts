import { addNormalised } from '../numbers/normalise.ts'
import { type FusedPart, type Rows, type Scorer, wholeVectors } from './scorer.ts'

/**
 * scores = Σ_m weight_m norm(score_m) for the rows from … to − 1, the parts in turn through the same place, and what comes
 * last one below the least score of its row.
 *
 * @param held   what each row holds, rising: not looked at when scores are normalised
 * @param score  writes what a part says of these rows; `free` is the first byte that is nobody's
 * Nothing that grows with the items is allocated but the ranks of `rank`. The order of the sums is that of the parts, whoever works on which rows.
 */
export function fuseRows(
  { parts, normalise, last }: Extract<Scorer, { kind: 'fused' }>,
  held: Pick<Rows, 'rowStart' | 'column'>,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  buffer: ArrayBufferLike,
  scratch: number,
  score: (part: FusedPart, into: Float32Array, free: number) => void,
): void {
  const size = (to - from) * nItems
  const one = new Float32Array(buffer, scratch, size)
  scores.fill(0, 0, size)
  const rows = { nRows: to - from, nCols: nItems, rowStart: held.rowStart.subarray(from, to + 1), column: held.column }
  for (const part of parts) {
    score(part, one, scratch + 4 * wholeVectors(size))
    addNormalised(one, rows, part.weight, normalise, scores)
  }
  if (!last) return
  for (let r = from; r < to; r++) {
    const [first, end] = [last.rowStart[r]!, last.rowStart[r + 1]!]
    if (first === end) continue
    const row = scores.subarray((r - from) * nItems, (r - from + 1) * nItems)
    let least = 0
    for (let i = 0; i < nItems; i++) if (row[i]! < least) least = row[i]!
    for (let at = first; at < end; at++) row[last.column[at]!] = least - 1
  }
}
