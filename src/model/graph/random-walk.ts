import type { Csr } from '../../numbers/csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { cutColumns } from '../neighbours/cut-columns.ts'
import { SparseWeights } from '../sparse-weights.ts'

export type RandomWalkOptions = {
  /** exponent of every step's probability: 1 = a random walk, less = also rare steps count */
  alpha: number
  /** how much what everybody has is held back: 0 = not at all, 1 = in proportion */
  beta: number
  /** steps kept from an item, the likeliest first */
  nNeighbours: number
  /** and of these, in how many items' steps an item may appear; 0 = no limit */
  nNeighbourhoods: number
}

/**
 * Three steps on the graph of people and items: from an item of the history to someone who has it, to another item of
 * theirs. With weights r_ui, p_iu = r_ui / Σ_v r_vi and p_ui = r_ui / Σ_j r_uj,
 *
 *     S_ij     = Σ_u p_iu^α p_ui→j^α / pop_j^β           p_u→j = r_uj / Σ_i r_ui,  pop_j = Σ_u r_uj
 *     score(j) = Σ_{i ∈ h} h_i Ŝ_ij                      Ŝ: the nNeighbours largest of each row of S, each row divided
 *                                                        by its sum, then the nNeighbourhoods largest of each column
 *
 * `p3alpha` is β = 0, `rp3beta` is with β. An item does not lead to itself. The cut by columns is not in the paper but in
 * the code of Dacrema et al. and of Elliot, and worth 2.4 % recall on Gowalla.
 * Fit: Σ_u n_u² multiply-adds on all threads.
 * Source: Cooper et al., WWW 2014 (P3α); Paudel et al., TiiS 2016 (RP3β).
 */
function randomWalk(name: 'p3alpha' | 'rp3beta', beta: number): Algorithm<RandomWalkOptions> {
  return {
    name,
    defaults: { alpha: 0.7, beta, nNeighbours: 500, nNeighbourhoods: 500 },
    space: {
      alpha: { low: 0.2, high: 2 },
      ...(name === 'rp3beta' && { beta: { low: 0, high: 1 } }),
      nNeighbours: { low: 20, high: 1000, scale: 'log', whole: true },
      nNeighbourhoods: { low: 20, high: 1000, scale: 'log', whole: true },
    },

    check(options) {
      wantNumber('alpha', options.alpha, 0, 100)
      wantNumber('beta', options.beta, 0, 100)
      wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
      wantInteger('nNeighbourhoods', options.nNeighbourhoods, 0, 1e9)
    },

    memoryBytes({ nCols, column }, { nNeighbours }) {
      return nCols * Math.min(nNeighbours, nCols) * 24 + column.length * 56 + nCols * 64
    },

    async fit(interactions: Interactions, options: RandomWalkOptions, context: FitContext) {
      const { kernels, signal } = context
      signal?.throwIfAborted()
      const walk = await strongestWalks(interactions, options, context)
      divideRows(walk)
      const kept = options.nNeighbourhoods > 0 ? cutColumns(walk, options.nNeighbourhoods) : walk
      return new SparseWeights(name, kept, kernels)
    },

    load: (parts, kernels) => SparseWeights.load(name, parts, kernels),
  }
}

export const p3alpha = randomWalk('p3alpha', 0)
export const rp3beta = randomWalk('rp3beta', 0.4)

/** By itself, so that the weights of the steps are gone when its rows are cut by columns. */
function strongestWalks(m: Csr, options: RandomWalkOptions, { kernels, signal, onProgress }: FitContext): Promise<Csr> {
  const { toPerson, toItem } = stepsOf(m, options)
  const keep = { nNeighbours: options.nNeighbours, shrinkage: 0, withSelf: false }
  return kernels.neighbours(m, toItem, keep, { left: toPerson, signal, onProgress })
}

/** For each entry (u, i): p_iu^α, and p_u→i^α / pop_i^β. */
function stepsOf(m: Csr, { alpha, beta }: RandomWalkOptions): { toPerson: Float64Array; toItem: Float64Array } {
  const ofUser = new Float64Array(m.nRows)
  const ofItem = new Float64Array(m.nCols)
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      ofUser[u]! += m.value[at]!
      ofItem[m.column[at]!]! += m.value[at]!
    }
  const toPerson = new Float64Array(m.value.length)
  const toItem = new Float64Array(m.value.length)
  for (let u = 0; u < m.nRows; u++)
    for (let at = m.rowStart[u]!; at < m.rowStart[u + 1]!; at++) {
      const i = m.column[at]!
      toPerson[at] = (m.value[at]! / ofItem[i]!) ** alpha
      toItem[at] = (m.value[at]! / ofUser[u]!) ** alpha / ofItem[i]! ** beta
    }
  return { toPerson, toItem }
}

/** Every row by its sum, in place: items with many ways out say no more than those with few. */
function divideRows({ nRows, rowStart, value }: Csr): void {
  for (let r = 0; r < nRows; r++) {
    let sum = 0
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) sum += value[at]!
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) value[at]! /= sum
  }
}
