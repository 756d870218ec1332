import { wantInteger, wantNumber } from '../check-options.ts'
import { FactorModel } from './factor-model.ts'
import { meanRating, type RatingAlgorithm, type Ratings } from './rating-model.ts'

export type BaselineOptions = {
  epochs: number
  /** ratings that a user's and an item's deviation are believed by half at */
  userShrinkage: number
  itemShrinkage: number
}

/**
 * What is usual for the person and for the item: μ + b_u + b_i, by alternating
 *
 *     b_i = Σ_u (r_ui − μ − b_u) / (itemShrinkage + n_i)        b_u = Σ_i (r_ui − μ − b_i) / (userShrinkage + n_u)
 *
 * starting from 0, items first. Surprise's BaselineOnly (`als`, 10 epochs, reg_i 10, reg_u 15) is the same.
 * O(ratings · epochs). Source: Koren, TKDD 2010, 2.1.
 */
export const baseline: RatingAlgorithm<BaselineOptions> = {
  name: 'baseline',
  defaults: { epochs: 10, userShrinkage: 15, itemShrinkage: 10 },
  space: { userShrinkage: { low: 1, high: 50, scale: 'log' }, itemShrinkage: { low: 1, high: 50, scale: 'log' } },

  check({ epochs, userShrinkage, itemShrinkage }) {
    wantInteger('epochs', epochs, 1, 10_000)
    wantNumber('userShrinkage', userShrinkage, 0, 1e9)
    wantNumber('itemShrinkage', itemShrinkage, 0, 1e9)
  },

  async fit(ratings, options, { signal }) {
    baseline.check(options)
    signal?.throwIfAborted()
    const { userBias, itemBias, mean } = baselines(ratings, options)
    const none = new Float64Array(0)
    const { scale } = ratings
    return new FactorModel('baseline', {
      mean,
      scale,
      dim: 0,
      userBias,
      itemBias,
      userFactors: none,
      itemFactors: none,
    })
  },

  load: (parts) => FactorModel.load('baseline', parts),
}

/** μ, b_u and b_i of the docstring above. */
export function baselines(
  ratings: Ratings,
  { epochs, userShrinkage, itemShrinkage }: BaselineOptions,
): { mean: number; userBias: Float64Array; itemBias: Float64Array } {
  const { nRows, nCols, rowStart, column, value } = ratings
  const mean = meanRating(ratings)
  const userBias = new Float64Array(nRows)
  const itemBias = new Float64Array(nCols)
  const n = new Uint32Array(nCols)
  for (let at = 0; at < column.length; at++) n[column[at]!]!++
  for (let epoch = 0; epoch < epochs; epoch++) {
    itemBias.fill(0)
    for (let u = 0; u < nRows; u++)
      for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++)
        itemBias[column[at]!]! += value[at]! - mean - userBias[u]!
    for (let i = 0; i < nCols; i++) itemBias[i] = n[i]! > 0 ? itemBias[i]! / (itemShrinkage + n[i]!) : 0
    for (let u = 0; u < nRows; u++) {
      let sum = 0
      for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) sum += value[at]! - mean - itemBias[column[at]!]!
      const count = rowStart[u + 1]! - rowStart[u]!
      userBias[u] = count > 0 ? sum / (userShrinkage + count) : 0
    }
  }
  return { mean, userBias, itemBias }
}
