import { setImmediate } from 'node:timers/promises'
import { rng } from '../../numbers/rng.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import { FactorModel } from './factor-model.ts'
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
 * Non-negative matrix factorisation, r̂_ui = p_u · q_i with p, q ≥ 0, by multiplicative steps over all ratings at once:
 *
 *     p_uf ← p_uf · Σ_i r_ui q_if / (Σ_i r̂_ui q_if + n_u λ_u p_uf)          and likewise q, with what is in p by then
 *
 * They never leave 0 and never cross it. Ratings have to be at or above 0. Surprise's NMF is the same but takes both
 * sums from the factors before the step. O(ratings · dim) an epoch.
 * Source: Luo, Zhou, Xia & Zhu, IEEE TII 2014.
 */
export const nmf: RatingAlgorithm<NmfOptions> = {
  name: 'nmf',
  defaults: { dim: 15, epochs: 50, userLambda: 0.06, itemLambda: 0.06, initLow: 0, initHigh: 1 },
  space: {
    dim: { low: 5, high: 50, scale: 'log', whole: true },
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

  async fit(ratings, options, context) {
    nmf.check(options)
    context.signal?.throwIfAborted()
    if (ratings.scale.low < 0)
      throw new RangeError(`nmf: got a scale from ${ratings.scale.low}, want ratings from 0 on`)
    return new FactorModel('nmf', await stepped(ratings, options, context))
  },

  load: (parts) => FactorModel.load('nmf', parts),
}

async function stepped(
  ratings: Ratings,
  { dim, epochs, userLambda, itemLambda, initLow, initHigh }: NmfOptions,
  { seed, signal, onProgress }: RatingContext,
) {
  const { nRows, nCols, rowStart, column, value, scale } = ratings
  const random = rng(seed)
  const uniform = (n: number) => Float64Array.from({ length: n * dim }, () => initLow + (initHigh - initLow) * random())
  const [P, Q] = [uniform(nRows), uniform(nCols)]
  const userSums = { up: new Float64Array(nRows * dim), down: new Float64Array(nRows * dim) }
  const itemSums = { up: new Float64Array(nCols * dim), down: new Float64Array(nCols * dim) }
  const nOfItem = new Uint32Array(nCols)
  for (let at = 0; at < column.length; at++) nOfItem[column[at]!]!++
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { up, down } of [userSums, itemSums]) {
      up.fill(0)
      down.fill(0)
    }
    for (let u = 0; u < nRows; u++) {
      const p = u * dim
      for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
        const q = column[at]! * dim
        let predicted = 0
        for (let f = 0; f < dim; f++) predicted += P[p + f]! * Q[q + f]!
        const r = value[at]!
        for (let f = 0; f < dim; f++) {
          userSums.up[p + f]! += Q[q + f]! * r
          userSums.down[p + f]! += Q[q + f]! * predicted
          itemSums.up[q + f]! += P[p + f]! * r
          itemSums.down[q + f]! += P[p + f]! * predicted
        }
      }
    }
    move(P, userSums, dim, (u) => userLambda * (rowStart[u + 1]! - rowStart[u]!))
    move(Q, itemSums, dim, (i) => itemLambda * nOfItem[i]!)
    onProgress?.(epoch + 1, epochs)
    await setImmediate()
    signal?.throwIfAborted()
  }
  const [userBias, itemBias] = [new Float64Array(nRows), new Float64Array(nCols)]
  // strangers and unknown items: no product, so the mean is what is left
  return { mean: 0, scale, dim, userBias, itemBias, userFactors: P, itemFactors: Q }
}

function move(
  factors: Float64Array,
  { up, down }: { up: Float64Array; down: Float64Array },
  dim: number,
  ridge: (row: number) => number,
): void {
  for (let k = 0; k < factors.length; k++) {
    const below = down[k]! + ridge(Math.floor(k / dim)) * factors[k]!
    if (below > 0) factors[k]! *= up[k]! / below
  }
}
