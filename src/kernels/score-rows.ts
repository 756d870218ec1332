import { copyRows } from './copy-rows.ts'
import { fuseRows } from './fuse-rows.ts'
import type { KernelTable } from './kernel-table.ts'
import { type FoldIn, filterWidth, type Rows, type Scorer, waveWidth, wholeVectors } from './scorer.ts'
import { solveRows } from './solve-rows.ts'

/** Items whose numbers stay in the first cache for all rows. */
const itemsTogether = 64

/** Scores of the histories from … to − 1, row after row. `scratch`: scorerScratch bytes. */
export function scoreRows(
  scorer: Scorer,
  histories: Rows,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  if (scorer.kind === 'sparse') addNeighbours(scorer.similarity, histories, from, to, nItems, scores)
  else if (scorer.kind === 'dense') {
    const { starts, columns, values, end } = copyRows(histories, undefined, from, to, buffer, scratch)
    table.combine(scorer.weights, starts, columns, values, to - from, scorer.stride, end)
    copyOut(new Float32Array(buffer, end, (to - from) * scorer.stride), scorer.stride, nItems, scores)
  } else if (scorer.kind === 'low-rank') {
    const { a, b, stride } = scorer
    const { low, width } = project(histories, undefined, from, to, nItems, a, b, stride, table, buffer, scratch)
    copyOut(low, width, nItems, scores)
  } else if (scorer.kind === 'fold-in') {
    foldIn(scorer, histories, from, to, nItems, scores, table, buffer, scratch)
  } else if (scorer.kind === 'weighed') {
    scoreRows(scorer.scorer, histories, from, to, nItems, scores, table, buffer, scratch)
    for (let r = from; r < to; r++)
      weigh(scorer.factors, r, scores.subarray((r - from) * nItems, (r - from + 1) * nItems))
  } else if (scorer.kind === 'given') {
    if (!scorer.same) scores.set(scorer.scores.subarray(from * nItems, to * nItems))
    else for (let r = 0; r < to - from; r++) scores.set(scorer.scores, r * nItems)
  } else if (scorer.kind === 'fused') {
    fuseRows(scorer, histories, from, to, nItems, scores, buffer, scratch, (part, into, free) => {
      if (part.scorer.kind === 'fold-in')
        return foldIn(part.scorer, part.histories, from, to, nItems, into, table, buffer, free)
      scoreRows(part.scorer, part.histories, from, to, nItems, into, table, buffer, free)
      return undefined
    })
  } else pass(scorer, histories, from, to, nItems, scores, table, buffer, scratch)
}

function addNeighbours(s: Rows, histories: Rows, from: number, to: number, nItems: number, scores: Float32Array): void {
  scores.fill(0, 0, (to - from) * nItems)
  for (let r = from; r < to; r++) {
    const base = (r - from) * nItems
    for (let h = histories.rowStart[r]!; h < histories.rowStart[r + 1]!; h++) {
      const i = histories.column[h]!
      const weight = histories.value[h]!
      for (let at = s.rowStart[i]!, end = s.rowStart[i + 1]!; at < end; at++)
        scores[base + s.column[at]!]! += weight * s.value[at]!
    }
  }
}

/** Scores above 0 of the items of row r times the numbers there; what counts against an item stays. */
export function weigh({ rowStart, column, value }: Rows, r: number, score: Float32Array): void {
  for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++)
    if (score[column[at]!]! > 0) score[column[at]!]! *= value[at]!
}

/**
 * Histories as columns of a wave over the items that goes to the users and back, once for each power of F; one history
 * alone makes a narrow one.
 */
function pass(
  filter: Extract<Scorer, { kind: 'filter' }>,
  histories: Rows,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { byUser, byItem, coefficients, itemIn, itemOut, lowPass } = filter
  const n = to - from
  const across = waveWidth(n)
  const size = nItems * across
  const [onItems, sum] = [scratch, scratch + size * 4]
  const onUsers = sum + size * 4
  const wave = new Float32Array(buffer, onItems, size).fill(0)
  const total = new Float32Array(buffer, sum, size).fill(0)
  for (let r = from; r < to; r++)
    for (let h = histories.rowStart[r]!; h < histories.rowStart[r + 1]!; h++) {
      const i = histories.column[h]!
      wave[i * across + r - from] = histories.value[h]! * itemIn[i]!
    }
  coefficients.forEach((c, power) => {
    if (power > 0) {
      table.combine(onItems, byUser.starts, byUser.columns, byUser.values, byUser.nRows, across, onUsers)
      table.combine(onUsers, byItem.starts, byItem.columns, byItem.values, nItems, across, onItems)
    }
    if (c !== 0) table.addScaled(onItems, c, size, sum)
  })
  const low = lowPass && projectLow(lowPass)
  // a few items at a time: what was read for one row is still near for the next
  for (let first = 0; first < nItems; first += itemsTogether) {
    const last = Math.min(nItems, first + itemsTogether)
    for (let r = 0; r < n; r++)
      for (let i = first; i < last; i++) {
        const passed = low ? low.low[r * low.width + i]! : 0
        scores[r * nItems + i] = (total[i * across + r]! + passed) * itemOut[i]!
      }
  }

  function projectLow({ v, m, stride }: NonNullable<typeof lowPass>) {
    const copies = onUsers + byUser.nRows * across * 4
    return project(histories, itemIn, from, to, nItems, v, m, stride, table, buffer, copies)
  }
}

/** (h ∘ scale) A Bᵀ for the histories from … to − 1, in rows of `width` numbers. */
function project(
  histories: Rows,
  scale: Float32Array | undefined,
  from: number,
  to: number,
  nItems: number,
  a: number,
  b: number,
  stride: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): { low: Float32Array; width: number } {
  const n = to - from
  const { starts, columns, values, end } = copyRows(histories, scale, from, to, buffer, scratch)
  table.combine(a, starts, columns, values, n, stride, end)
  return products(end, n, b, nItems, stride, table, buffer)
}

/** Solutions of the rows from … to − 1 times the items; returns the solutions. */
function foldIn(
  scorer: FoldIn,
  histories: Rows,
  from: number,
  to: number,
  nItems: number,
  scores: Float32Array,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): Float32Array {
  const { y, stride } = scorer
  const x = solveRows(scorer, histories, from, to, table, buffer, scratch)
  const { low, width } = products(x, to - from, y, nItems, stride, table, buffer)
  copyOut(low, width, nItems, scores)
  return new Float32Array(buffer, x, (to - from) * stride)
}

/** n rows at x times all items at y, in rows of `width` numbers behind the filterWidth rows of x. */
function products(
  x: number,
  n: number,
  y: number,
  nItems: number,
  stride: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
): { low: Float32Array; width: number } {
  const width = wholeVectors(nItems)
  const out = x + filterWidth * stride * 4
  // items in panels whose factors stay in the second cache for all rows
  for (let i = 0; i < nItems; i += 256)
    table.scores(x, n, y + i * stride * 4, Math.min(256, nItems - i), stride, out + i * 4, width)
  return { low: new Float32Array(buffer, out, n * width), width }
}

function copyOut(from: Float32Array, stride: number, nItems: number, to: Float32Array): void {
  if (stride === nItems) to.set(from)
  else for (let r = 0; r * stride < from.length; r++) to.set(from.subarray(r * stride, r * stride + nItems), r * nItems)
}
