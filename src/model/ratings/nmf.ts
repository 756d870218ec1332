import { setImmediate } from 'node:timers/promises'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import { baselines } from './baseline.ts'
import { FactorModel, markUnrated } from './factor-model.ts'
import type { RatingAlgorithm, RatingContext, Ratings } from './rating-model.ts'

export type NmfOptions = {
  dim: number
  epochs: number
  userLambda: number
  itemLambda: number
  /** first factors are uniform between these */
  initLow: number
  initHigh: number
}

/**
 * Non-negative matrix factorisation of the ratings there are, r̂_ui = p_u · q_i with p, q ≥ 0, which minimises
 *
 *     Σ_ui (r_ui − p_u · q_i)² + Σ_u userLambda n_u |p_u|² + Σ_i itemLambda n_i |q_i|²
 *
 * by coordinates: with G = Σ_i q_i q_iᵀ + userLambda n_u I and b = Σ_i r_ui q_i over what u rated,
 *
 *     p_uf ← max(0, p_uf + (b_f − (G p_u)_f) / G_ff)          for f = 1 … dim, twice; then the items with the people as they are
 *
 * Every step is the exact minimum along its coordinate, so the objective never rises. Surprise's NMF steps down the same
 * objective by multiplication (Luo et al., IEEE TII 2014), which takes some ten times as many epochs.
 * Scales that begin below 0 are moved up to 0. Strangers get what is usual (baseline.ts).
 * O(ratings · dim² / 2) an epoch. Source: Cichocki & Phan, IEICE 2009 (HALS).
 */
export const nmf: RatingAlgorithm<NmfOptions> = {
  name: 'nmf',
  defaults: { dim: 4, epochs: 5, userLambda: 0.1, itemLambda: 0.1, initLow: 0, initHigh: 1 },
  space: {
    dim: { low: 3, high: 50, scale: 'log', whole: true },
    epochs: { low: 2, high: 30, scale: 'log', whole: true },
    userLambda: { low: 0.01, high: 1, scale: 'log' },
    itemLambda: { low: 0.01, high: 1, scale: 'log' },
  },

  check(options) {
    wantInteger('dim', options.dim, 1, 4096)
    wantInteger('epochs', options.epochs, 1, 10_000)
    wantNumber('userLambda', options.userLambda, 0, 1e6)
    wantNumber('itemLambda', options.itemLambda, 0, 1e6)
    wantNumber('initLow', options.initLow, 0, 1e6)
    wantNumber('initHigh', options.initHigh, 1e-9, 1e6)
  },

  memoryBytes: ({ nUsers, nItems, nRatings }, { dim }) =>
    8 * nRatings + 8 * (nUsers + nItems) * (dim + 2) + 8 * dim * (dim + 1) + 1024,

  async fit(ratings, options, context) {
    nmf.check(options)
    context.signal?.throwIfAborted()
    return new FactorModel('nmf', await descended(ratings, options, context))
  },

  load: (parts) => FactorModel.load('nmf', parts),
}

async function descended(ratings: Ratings, options: NmfOptions, { seed, signal, onProgress }: RatingContext) {
  const { dim, epochs, userLambda, itemLambda, initLow, initHigh } = options
  const random = rng(seed)
  const uniform = (n: number) => {
    const factors = new Float64Array(n * dim)
    for (let k = 0; k < factors.length; k++) factors[k] = initLow + (initHigh - initLow) * random()
    return factors
  }
  const turned = transpose(ratings)
  const [P, Q] = [uniform(ratings.nRows), uniform(ratings.nCols)]
  const base = Math.min(0, ratings.scale.low)
  for (let epoch = 0; epoch < epochs; epoch++) {
    sweep(ratings, base, Q, P, dim, userLambda)
    sweep(turned, base, P, Q, dim, itemLambda)
    onProgress?.(epoch + 1, epochs)
    await setImmediate()
    signal?.throwIfAborted()
  }
  markUnrated(P, dim, (u) => ratings.rowStart[u + 1]! > ratings.rowStart[u]!)
  markUnrated(Q, dim, (i) => turned.rowStart[i + 1]! > turned.rowStart[i]!)
  const usual = baselines(ratings, { epochs: 10, userShrinkage: 15, itemShrinkage: 10 })
  return { ...usual, scale: ratings.scale, dim, base, userFactors: P, itemFactors: Q }
}

/** Passes over the coordinates of one row before the next: a third gains nothing. */
const passes = 2

/** Moves the factors of every row of m towards the best for the factors of the columns. */
function sweep(m: Csr, base: number, fixed: Float64Array, moving: Float64Array, dim: number, lambda: number): void {
  const gram = new Float64Array(dim * dim)
  const wanted = new Float64Array(dim)
  for (let r = 0; r < m.nRows; r++) {
    const [from, to] = [m.rowStart[r]!, m.rowStart[r + 1]!]
    if (from === to) continue
    gram.fill(0)
    wanted.fill(0)
    for (let at = from; at < to; at++) {
      const q = m.column[at]! * dim
      const rating = m.value[at]! - base
      for (let f = 0; f < dim; f++) {
        const own = fixed[q + f]!
        wanted[f]! += rating * own
        for (let g = f, row = f * dim; g < dim; g++) gram[row + g]! += own * fixed[q + g]!
      }
    }
    const ridge = lambda * (to - from)
    for (let f = 0; f < dim; f++) {
      gram[f * dim + f]! += ridge
      for (let g = 0; g < f; g++) gram[f * dim + g] = gram[g * dim + f]!
    }
    const p = r * dim
    for (let pass = 0; pass < passes; pass++)
      for (let f = 0; f < dim; f++) {
        const curve = gram[f * dim + f]!
        if (!(curve > 0)) continue
        let slope = wanted[f]!
        for (let g = 0; g < dim; g++) slope -= gram[f * dim + g]! * moving[p + g]!
        moving[p + f] = Math.max(0, moving[p + f]! + slope / curve)
      }
  }
}
