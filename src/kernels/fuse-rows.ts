import { addLinear, addNormalised, byDeviation, byMoments, type Linear } from '../numbers/normalise.ts'
import { type FoldIn, type FusedPart, type Rows, type Scorer, wholeVectors } from './scorer.ts'

/**
 * scores = Σ_m weight_m norm(score_m) for the rows from … to − 1, the parts in turn through the same place, and what comes
 * last one below the least score of its row.
 *
 * @param held   what each row holds, rising: not looked at when scores are normalised
 * @param score  writes what a part says of these rows; `free` is the first byte that is nobody's. Returns the solved rows of a part that
 *               folds in
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
  score: (part: FusedPart, into: Float32Array, free: number) => Float32Array | undefined,
): void {
  const size = (to - from) * nItems
  const one = new Float32Array(buffer, scratch, size)
  scores.fill(0, 0, size)
  const rows = { nRows: to - from, nCols: nItems, rowStart: held.rowStart.subarray(from, to + 1), column: held.column }
  for (const part of parts) {
    const x = score(part, one, scratch + 4 * wholeVectors(size))
    if (!x || normalise !== 'z-score' || !hasMoments(part.scorer)) {
      addNormalised(one, rows, part.weight, normalise, scores)
      continue
    }
    for (let r = 0; r < rows.nRows; r++) {
      const row = one.subarray(r * nItems, (r + 1) * nItems)
      const own = rows.column.subarray(rows.rowStart[r], rows.rowStart[r + 1])
      const linear = spreadOf(part.scorer, x, r, nItems, own.length, (at) => row[own[at]!]!) ?? byDeviation(row, own)
      addLinear(row, linear, part.weight, scores.subarray(r * nItems, (r + 1) * nItems))
    }
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

export type WithMoments = FoldIn & Required<Pick<FoldIn, 'moments'>>
export const hasMoments = (scorer: Scorer): scorer is WithMoments =>
  scorer.kind === 'fold-in' && scorer.moments !== undefined

/** How the scores of row r of x spread over the items that are not its own, of which `own` are given; byMoments says when it is not known. */
export function spreadOf(
  { stride, moments: { sum, squares } }: WithMoments,
  x: Float32Array,
  r: number,
  nItems: number,
  nOwn: number,
  own: (at: number) => number,
): Linear | undefined {
  let [total, ofSquares] = [0, 0]
  for (let k = 0; k < stride; k++) {
    const z = x[r * stride + k]!
    total += z * sum[k]!
    ofSquares += z ** 2 * squares[k]!
  }
  return byMoments(
    total,
    ofSquares,
    nItems,
    Float32Array.from({ length: nOwn }, (_, at) => own(at)),
  )
}
