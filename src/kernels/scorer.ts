import type { Normalisation } from '../numbers/normalise.ts'
import { solveRowScratch } from './kernel-table.ts'
import type { HeldCsr } from './sparse-job.ts'

/** Rows of a sparse matrix in ordinary memory; shared where threads are to see them. */
export interface Rows {
  rowStart: Uint32Array
  column: Uint32Array
  value: Float32Array
}

/** One model of several: asked with histories of its own, a row for each row that the whole is asked with. */
export interface FusedPart {
  scorer: Scorer
  histories: Rows
  weight: number
}

/** Rows solved for and multiplied with all items; with `moments` a blend need not look at all of these to know how they spread. */
export interface FoldIn {
  kind: 'fold-in'
  y: number
  stride: number
  spectrum: number
  ridges: Float32Array
  /** Σ y and the diagonal of Σ y yᵀ over the items, where all else of that is 0 */
  moments?: { sum: Float32Array; squares: Float32Array }
}

/**
 * How a history h (weights of items) becomes a score of every item; data only, so that a thread can be told.
 *
 * dense   h · W                                             W: nItems × stride in the kernels' memory, row i = item i
 * sparse  h · S                                             S: nItems × nItems
 * low-rank  (h A) Bᵀ                                      A, B: nItems × stride
 * fold-in   x Yᵀ, (diag(spectrum) + ridge_r I + Σ w y yᵀ) x = Σ w y     Y: nItems × stride, sums over the entries of h
 * weighed  scores above 0 of the items of a row times the numbers there
 * given   what somebody else scored, a row each            one row for all of them where `same`
 * fused   Σ_m weight_m norm(score_m), each part with histories of its own: fuse-rows.ts
 * filter  ((h ∘ in) Σ_k c_k Fᵏ + (h ∘ in) V Mᵀ) ∘ out      F = RᵀR for R: users × items; V, M: nItems × stride
 */
export type Scorer =
  | { kind: 'dense'; weights: number; stride: number }
  | { kind: 'sparse'; similarity: Rows }
  | { kind: 'low-rank'; a: number; b: number; stride: number }
  | FoldIn
  | { kind: 'weighed'; scorer: Scorer; factors: Rows }
  | { kind: 'given'; scores: Float32Array; same: boolean }
  | {
      kind: 'fused'
      parts: readonly FusedPart[]
      normalise: Normalisation
      /** items of each row that come after all others */
      last?: { rowStart: Uint32Array; column: Uint32Array }
    }
  | {
      kind: 'filter'
      /** R and its transpose */
      byUser: HeldCsr
      byItem: HeldCsr
      /** c_0, c_1 … */
      coefficients: readonly number[]
      itemIn: Float32Array
      itemOut: Float32Array
      /** absent: no such term */
      lowPass?: { v: number; m: number; stride: number }
    }

/** Histories that pass through a filter side by side: eight vectors, as many as `combine` keeps in registers. */
export const filterWidth = 32
/** Numbers for each item in a wave of n histories: in between the full width is as fast. */
export const waveWidth = (n: number) => (n <= 8 ? wholeVectors(n) : filterWidth)

/** Places begin at whole vectors. */
export const wholeVectors = (n: number) => Math.ceil(n / 4) * 4

/** Scores held at a time by one thread. */
const blockScores = 1 << 20

export const rowsPerBlock = (scorer: Scorer, nItems: number): number =>
  wantsWaves(scorer) ? filterWidth : Math.max(1, Math.min(filterWidth, Math.floor(blockScores / Math.max(1, nItems))))

const wantsWaves = (scorer: Scorer): boolean =>
  scorer.kind === 'filter' ||
  (scorer.kind === 'weighed' && wantsWaves(scorer.scorer)) ||
  (scorer.kind === 'fused' && scorer.parts.some((part) => wantsWaves(part.scorer)))

/** Bytes beside the scores: what a block of `perBlock` of these histories needs on its way. */
export function scorerScratch(
  scorer: Scorer,
  nItems: number,
  { rowStart }: Pick<Rows, 'rowStart'>,
  perBlock: number,
): number {
  if (scorer.kind === 'weighed') return scorerScratch(scorer.scorer, nItems, { rowStart }, perBlock)
  if (scorer.kind === 'fused') {
    let most = 0
    for (const part of scorer.parts) most = Math.max(most, scorerScratch(part.scorer, nItems, part.histories, perBlock))
    return 4 * wholeVectors(perBlock * nItems) + most
  }
  if (scorer.kind === 'sparse' || scorer.kind === 'given') return 0
  let nEntries = 0
  for (let from = 0, n = rowStart.length - 1; from < n; from += perBlock)
    nEntries = Math.max(nEntries, rowStart[Math.min(n, from + perBlock)]! - rowStart[from]!)
  const entries = 8 * wholeVectors(nEntries) + 4 * wholeVectors(filterWidth + 1)
  if (scorer.kind === 'dense') return entries + filterWidth * scorer.stride * 4
  const products = (stride: number) => entries + (filterWidth * stride + perBlock * wholeVectors(nItems)) * 4
  if (scorer.kind === 'low-rank') return products(scorer.stride)
  if (scorer.kind === 'fold-in') return products(scorer.stride) + solveRowScratch(scorer.stride)
  const waves = (2 * nItems + scorer.byUser.nRows) * waveWidth(perBlock) * 4
  return waves + (scorer.lowPass ? products(scorer.lowPass.stride) : 0)
}
