import { hasMoments, spreadOf } from './fuse-rows.ts'
import type { KernelTable } from './kernel-table.ts'
import { LargestProducts, largestProductsScratch, type ProductPart } from './largest-products.ts'
import type { RankJob } from './rank-job.ts'
import { type FusedPart, filterWidth, type Rows, type Scorer } from './scorer.ts'
import { type SparsePart, TouchedRow, touchedScratch } from './touched-row.ts'

export type TouchedParts = readonly (SparsePart | ProductPart)[]

/** Rows of a block. */
export const touchedRowsPerBlock = filterWidth

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

function sparsePart({ scorer, histories, weight }: FusedPart): SparsePart | undefined {
  if (scorer.kind === 'sparse') return { similarity: scorer.similarity, histories, weight }
  if (scorer.kind !== 'weighed' || scorer.scorer.kind !== 'sparse') return undefined
  return { similarity: scorer.scorer.similarity, histories, weight, factors: scorer.factors }
}

const productPart = ({ scorer, histories, weight }: FusedPart): ProductPart | [] =>
  hasMoments(scorer) && weight > 0 ? { product: scorer, histories, weight } : []

const isProduct = (part: SparsePart | ProductPart): part is ProductPart => 'product' in part

/** Bytes for a block: a row of every part, and what products take beside them. */
export function touchedBlockScratch(job: RankJob, parts: TouchedParts): number {
  const part = parts.find(isProduct)
  return touchedScratch(parts.length, job.nItems) + (part ? largestProductsScratch(job, part) : 0)
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
      for (const [p, part] of parts.entries()) {
        if (!isProduct(part)) others = Math.fround(others + row.fuse(p, own, part.weight, fused.normalise))
        else if (products) {
          const scores = row.scores(p)
          products.score(r, row.items, scores)
          const spread = spreadOf(part.product, products.x, r - from, nItems, own.length, (at) => scores[own[at]!]!)
          isSure = spread !== undefined
          if (!spread) continue
          row.addLinear(p, spread, part.weight)
          others = Math.fround(others + part.weight * spread.scale * (products.least(r) - spread.shift))
        }
      }
      if (fused.last) row.setLast(row.places(fused.last, r), others)
    }
    if (exclude) for (const at of row.places(exclude, r)) row.sums[at] = Number.NEGATIVE_INFINITY
    const [items, scores] = [item.subarray(r * k, (r + 1) * k), score.subarray(r * k, (r + 1) * k)]
    if (products) isSure &&= row.isListSure(k, others)
    if (isSure) count[r] = row.best(k, others, items, scores)
    row.forget()
    if (!isSure) products?.inFull(job, r)
  }
}
