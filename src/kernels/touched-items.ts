import { bestOfRow } from './best-of-row.ts'
import { hasMoments, spreadOf, type WithMoments } from './fuse-rows.ts'
import { type KernelTable, solveRowScratch, topScratch } from './kernel-table.ts'
import type { RankJob } from './rank-job.ts'
import { scoreRows } from './score-rows.ts'
import { type FusedPart, filterWidth, type Rows, type Scorer, scorerScratch, wholeVectors } from './scorer.ts'
import { solveRows } from './solve-rows.ts'
import { type SparsePart, TouchedRow, touchedScratch } from './touched-row.ts'

/** Products of factors, x · y. */
interface ProductPart {
  product: WithMoments
  histories: Rows
}

export type TouchedParts = readonly (SparsePart | ProductPart)[]

/** Rows of a block. */
export const touchedRowsPerBlock = filterWidth

/** Items with the largest products that are looked at beside the touched ones, for lists of k. */
const deepest = (k: number, nItems: number) => Math.min(nItems, 2 * k + 44)

/**
 * The parts of a scorer by which lists can be made without a look at every item: sparse matrices, alone or fused, and one sum
 * of products beside them where z-scores are added. Undefined: every item has to be looked at.
 */
export function touchedParts(scorer: Scorer, histories: Rows): TouchedParts | undefined {
  const all = scorer.kind === 'fused' ? scorer.parts : [{ scorer, histories, weight: 1 }]
  const mayMultiply = scorer.kind === 'fused' && scorer.normalise === 'z-score' && !scorer.last
  const parts = all.flatMap((part) => sparsePart(part) ?? (mayMultiply ? productPart(part) : []))
  const nProducts = parts.filter(isProduct).length
  return parts.length === all.length && nProducts <= Math.min(1, all.length - 1) ? parts : undefined
}

function sparsePart({ scorer, histories }: FusedPart): SparsePart | undefined {
  if (scorer.kind === 'sparse') return { similarity: scorer.similarity, histories }
  if (scorer.kind !== 'weighed' || scorer.scorer.kind !== 'sparse') return undefined
  return { similarity: scorer.scorer.similarity, histories, factors: scorer.factors }
}

const productPart = ({ scorer, histories, weight }: FusedPart): ProductPart | [] =>
  hasMoments(scorer) && weight > 0 ? { product: scorer, histories } : []

const isProduct = (part: SparsePart | ProductPart): part is ProductPart => 'product' in part

/** Bytes for a block: a row of every part, and where there are products, the solved rows, their lists and one row in full. */
export function touchedBlockScratch({ scorer, nItems, histories, exclude, k, nRows }: RankJob, parts: TouchedParts) {
  const rows = touchedScratch(parts.length, nItems)
  const part = parts.find(isProduct)
  if (!part) return rows
  const { stride } = part.product
  const entries = (lists: Pick<Rows, 'rowStart'>) => wholeVectors(mostEntries(lists.rowStart, nRows))
  const solved = 4 * (2 * entries(part.histories) + wholeVectors(filterWidth + 1) + filterWidth * stride)
  const lists = filterWidth * (2 * deepest(k, nItems) + 1) + wholeVectors(filterWidth + 1)
  const excluded = exclude ? entries(exclude) : 0
  const full = 4 * wholeVectors(nItems) + scorerScratch(scorer, nItems, histories, 1)
  return rows + solved + solveRowScratch(stride) + 4 * (lists + excluded) + topScratch(filterWidth) + full
}

function mostEntries(rowStart: Uint32Array, nRows: number): number {
  let most = 0
  for (let from = 0; from < nRows; from += touchedRowsPerBlock)
    most = Math.max(most, rowStart[Math.min(nRows, from + touchedRowsPerBlock)]! - rowStart[from]!)
  return most
}

/**
 * The lists of the rows from … to − 1. Only the items that any history's item names, that the history holds, that are kept off
 * the list or that have the largest products are looked at, in rising order by a bit for each. All others share one score
 * of the sparse parts, and no product of theirs is above the last of the largest: where the worst of a list could be one of
 * them all the same, the row is looked at in full. So the lists are those of the dense scores to the bit, as zeros add nothing to any sum.
 *
 * A row costs O(entries of the rows of its items + parts · items touched + nItems / 32) and not O(parts · nItems); with products also a
 * scan of all factors.
 */
export function rankTouched(
  job: RankJob,
  parts: TouchedParts,
  from: number,
  to: number,
  table: KernelTable,
  buffer: ArrayBufferLike,
  scratch: number,
): void {
  const { scorer, nItems, k, histories, exclude, count, item, score } = job
  const row = new TouchedRow(nItems, parts.length, buffer, scratch)
  const part = parts.find(isProduct)
  const free = scratch + touchedScratch(parts.length, nItems)
  const products = part && new LargestProducts(job, part, from, to, table, buffer, free)
  const fused = scorer.kind === 'fused' ? scorer : undefined
  for (let r = from; r < to; r++) {
    for (const [p, part] of parts.entries()) if (!isProduct(part)) row.add(p, part, r)
    row.mark(histories, r)
    if (exclude) row.mark(exclude, r)
    if (fused?.last) row.mark(fused.last, r)
    if (products) row.markAll(products.items(r))
    row.gather()
    let [others, isSure] = [0, true]
    if (!fused) row.keep()
    else {
      const own = row.places(histories, r)
      for (const [p, { weight }] of fused.parts.entries()) {
        const part = parts[p]!
        if (!isProduct(part)) {
          others = Math.fround(others + row.fuse(p, own, weight, fused.normalise))
          continue
        }
        const scores = row.scores(p)
        products!.score(r, row.items, scores)
        const spread = spreadOf(part.product, products!.x, r - from, nItems, own.length, (at) => scores[own[at]!]!)
        if (spread) row.addLinear(p, spread, weight)
        isSure = spread !== undefined
        if (spread) others = Math.fround(others + weight * spread.scale * (products!.least(r) - spread.shift))
      }
      if (fused.last) row.setLast(row.places(fused.last, r), others)
    }
    if (exclude) for (const at of row.places(exclude, r)) row.sums[at] = Number.NEGATIVE_INFINITY
    const [items, scores] = [item.subarray(r * k, (r + 1) * k), score.subarray(r * k, (r + 1) * k)]
    if (products) isSure &&= row.isListSure(k, others)
    if (isSure) count[r] = row.best(k, others, items, scores)
    row.forget()
    if (!isSure) products!.inFull(job, r)
  }
}

/** The items with the largest products of every row of a block, and what is solved to know them. */
class LargestProducts {
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
