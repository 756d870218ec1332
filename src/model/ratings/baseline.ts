import { wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import { FactorModel } from './factor-model.ts'
import { meanRating, type RatingAlgorithm, type Ratings } from './rating-model.ts'
import { ratingsOfEach } from './ratings-of-each.ts'

export const methods = ['als', 'sgd'] as const

export type BaselineOptions = {
  method: (typeof methods)[number]
  epochs: number
  /** als: ratings that a user's and an item's deviation are believed by half at */
  userShrinkage: number
  itemShrinkage: number
  /** sgd: the step, and how strongly deviations are held small */
  learningRate: number
  lambda: number
}

/**
 * What is usual for the person and for the item, μ + b_u + b_i. `als`: by alternating
 *
 *     b_i = Σ_u (r_ui − μ − b_u) / (itemShrinkage + n_i)        b_u = Σ_i (r_ui − μ − b_i) / (userShrinkage + n_u)
 *
 * from 0, items first; `sgd`: from 0, each rating in the order of the matrix moves both by learningRate (e − lambda b).
 * Surprise's BaselineOnly is the same (`baseline`: method als; `baseline:sgd`: method sgd).
 * O(ratings · epochs). Source: Koren, TKDD 2010, 2.1.
 */
export const baseline: RatingAlgorithm<BaselineOptions> = {
  name: 'baseline',
  defaults: { method: 'als', epochs: 10, userShrinkage: 15, itemShrinkage: 10, learningRate: 0.005, lambda: 0.02 },
  variants: { sgd: { method: 'sgd', epochs: 20 } },
  space: { userShrinkage: { low: 1, high: 50, scale: 'log' }, itemShrinkage: { low: 1, high: 50, scale: 'log' } },

  check({ method, epochs, userShrinkage, itemShrinkage, learningRate, lambda }) {
    wantOneOf('method', method, methods)
    wantInteger('epochs', epochs, 1, 10_000)
    wantNumber('userShrinkage', userShrinkage, 0, 1e9)
    wantNumber('itemShrinkage', itemShrinkage, 0, 1e9)
    wantNumber('learningRate', learningRate, 1e-9, 1)
    wantNumber('lambda', lambda, 0, 1e6)
  },

  memoryBytes: ({ nUsers, nItems }) => 8 * nUsers + 12 * nItems + 1024,

  async fit(ratings, options, { signal }) {
    baseline.check(options)
    signal?.throwIfAborted()
    const { userBias, itemBias, mean } =
      options.method === 'als' ? baselines(ratings, options) : moved(ratings, options)
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

interface Baselines {
  mean: number
  userBias: Float64Array
  itemBias: Float64Array
}

/** μ, b_u and b_i of the docstring above, by alternating. */
export function baselines(
  ratings: Ratings,
  { epochs, userShrinkage, itemShrinkage }: Omit<BaselineOptions, 'method' | 'learningRate' | 'lambda'>,
): Baselines {
  const { nRows, nCols, rowStart, column, value } = ratings
  const mean = meanRating(ratings)
  const userBias = new Float64Array(nRows)
  const itemBias = new Float64Array(nCols)
  const n = ratingsOfEach(nCols, column)
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

/** The same by stochastic gradients. */
function moved(ratings: Ratings, { epochs, learningRate, lambda }: BaselineOptions): Baselines {
  const { nRows, nCols, rowStart, column, value } = ratings
  const mean = meanRating(ratings)
  const userBias = new Float64Array(nRows)
  const itemBias = new Float64Array(nCols)
  for (let epoch = 0; epoch < epochs; epoch++)
    for (let u = 0; u < nRows; u++)
      for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
        const i = column[at]!
        const error = value[at]! - mean - userBias[u]! - itemBias[i]!
        userBias[u]! += learningRate * (error - lambda * userBias[u]!)
        itemBias[i]! += learningRate * (error - lambda * itemBias[i]!)
      }
  return { mean, userBias, itemBias }
}
