import { bestOfRow } from './best-of-row.ts'
import type { WithMoments } from './fuse-rows.ts'
import { type KernelTable, solveRowScratch, topScratch } from './kernel-table.ts'
import type { RankJob } from './rank-job.ts'
import { scoreRows } from './score-rows.ts'
import { filterWidth, type Rows, scorerScratch, wholeVectors } from './scorer.ts'
import { solveRows } from './solve-rows.ts'

/** Products of factors, x · y. */
export interface ProductPart {
  product: WithMoments
  histories: Rows
  weight: number
}

/** Items with the largest products that are looked at beside the touched ones, for lists of k. */
const deepest = (k: number, nItems: number) => Math.min(nItems, 2 * k + 44)

/** Bytes for a block of filterWidth rows: solutions, lists, what is kept off them, and one row in full. */
export function largestProductsScratch(
  { scorer, nItems, histories, exclude, k, nRows }: RankJob,
  { product: { stride }, histories: asked }: ProductPart,
): number {
  const entries = (lists: Pick<Rows, 'rowStart'>) => wholeVectors(mostEntries(lists.rowStart, nRows))
  const solved = 4 * (2 * entries(asked) + wholeVectors(filterWidth + 1) + filterWidth * stride)
  const lists = filterWidth * (2 * deepest(k, nItems) + 1) + wholeVectors(filterWidth + 1)
  const excluded = exclude ? entries(exclude) : 0
  const full = 4 * wholeVectors(nItems) + scorerScratch(scorer, nItems, histories, 1)
  return solved + solveRowScratch(stride) + 4 * (lists + excluded) + topScratch(filterWidth) + full
}

/** The most entries that a block has. */
function mostEntries(rowStart: Uint32Array, nRows: number): number {
  let most = 0
  for (let from = 0; from < nRows; from += filterWidth)
    most = Math.max(most, rowStart[Math.min(nRows, from + filterWidth)]! - rowStart[from]!)
  return most
}

/** The items with the largest products of every row of a block, and what is solved to know them. */
export class LargestProducts {
  /** solutions of the block, row after row */
  readonly x: Float32Array
  readonly #from: number
  readonly #depth: number
  readonly #count: Uint32Array
  readonly #item: Uint32Array
  readonly #score: Float32Array
  readonly #xPlace: number
  readonly #product: WithMoments
  readonly #table: KernelTable
  readonly #buffer: ArrayBufferLike
  readonly #free: number

  constructor(
    { nItems, k, exclude }: RankJob,
    { product, histories }: ProductPart,
    from: number,
    to: number,
    table: KernelTable,
    buffer: ArrayBufferLike,
    scratch: number,
  ) {
    const { y, stride } = product
    const n = to - from
    const depth = deepest(k, nItems)
    const x = solveRows(product, histories, from, to, table, buffer, scratch)
    let free = x + filterWidth * stride * 4
    const room = (length: number) => {
      free += 4 * wholeVectors(length)
      return free - 4 * wholeVectors(length)
    }
    const starts = room(n + 1)
    const ownStarts = new Uint32Array(buffer, starts, n + 1).fill(0)
    const base = exclude?.rowStart[from] ?? 0
    if (exclude) for (let r = 0; r <= n; r++) ownStarts[r] = exclude.rowStart[from + r]! - base
    const nExcluded = ownStarts[n]!
    const excluded = room(nExcluded)
    if (exclude) new Uint32Array(buffer, excluded, nExcluded).set(exclude.column.subarray(base, base + nExcluded))
    const [count, item, score] = [room(filterWidth), room(n * depth), room(n * depth)]
    table.top(x, n, y, nItems, stride, depth, starts, excluded, count, item, score, free)
    this.x = new Float32Array(buffer, x, n * stride)
    this.#from = from
    this.#depth = depth
    this.#count = new Uint32Array(buffer, count, n)
    this.#item = new Uint32Array(buffer, item, n * depth)
    this.#score = new Float32Array(buffer, score, n * depth)
    this.#xPlace = x
    this.#product = product
    this.#table = table
    this.#buffer = buffer
    this.#free = free
  }

  items(r: number): Uint32Array {
    const first = (r - this.#from) * this.#depth
    return this.#item.subarray(first, first + this.#count[r - this.#from]!)
  }

  /** No item outside the list has a larger product; −∞ when none is outside. */
  least(r: number): number {
    const n = this.#count[r - this.#from]!
    return n < this.#depth ? Number.NEGATIVE_INFINITY : this.#score[(r - this.#from) * this.#depth + n - 1]!
  }

  /** Products of row r with these items, as the scan makes them. */
  score(r: number, items: Uint32Array, out: Float32Array): void {
    const { y, stride } = this.#product
    const x = this.#xPlace + (r - this.#from) * stride * 4
    for (let t = 0; t < items.length; t++)
      this.#table.scores(x, 1, y + items[t]! * stride * 4, 1, stride, out.byteOffset + 4 * t, 1)
  }

  /** The list of row r by a look at every item. */
  inFull(job: RankJob, r: number): void {
    const scores = new Float32Array(this.#buffer, this.#free, job.nItems)
    const free = this.#free + 4 * wholeVectors(job.nItems)
    scoreRows(job.scorer, job.histories, r, r + 1, job.nItems, scores, this.#table, this.#buffer, free)
    bestOfRow(job, r, scores)
  }
}
