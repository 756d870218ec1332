import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import { DenseWeights } from '../linear/dense-weights.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { denseRidge, denseRidgeBytes, mostDenseItems } from './dense-ridge.ts'
import { QueryModel } from './query-model.ts'
import { type RegressionOptions, RegressionRows } from './regression-rows.ts'
import { checkLastItem, keptRepeats, type LastItem, lastItemChoices, repeatWeights } from './repeats.ts'
import { sparseRidge } from './sparse-ridge.ts'

export type SlistOptions = RegressionOptions & {
  /** shops of more items predict an item from few others only; never more than the kernels' memory has room for */
  mostDense: number
  /** from so many */
  nPredictors: number
  nLast: number
  queryScale: number
  lastItem: LastItem
}

/**
 * Session-aware linear item models in closed form. Rows of two kinds are stacked: whole sessions x (of 0 and 1), which
 * are to give themselves, and for every place t of a session its beginning s_t, which is to give what follows, f_t,
 *
 *     s_t = Σ_{a = 0..reach−1} e^(−a / trainScale) 1_{x_{t−a}}      f_t = Σ_{a = 0..ahead−1} e^(−a / trainScale) 1_{x_{t+1+a}}
 *     B   = (λI + Σ w (ω x xᵀ + (1 − ω) Σ_t s_t s_tᵀ))⁻¹ (Σ w (ω x xᵀ + (1 − ω) Σ_t s_t f_tᵀ))        ω = `whole`
 *     score = q B     q: the last clicks, e^(−places before the last / queryScale)
 *
 * w is the session's age weight. ω = 1 is SLIS, 0 SLIT. Up to `mostDense` items by one inverse as in `ease` (content
 * 4 nItems² bytes), beyond by `sparseRidge` from `nPredictors` items each (content 8 bytes a weight).
 * Source: Choi et al., WWW 2021 (SLIST).
 */
export const slist: Algorithm<SlistOptions> = {
  name: 'slist',
  defaults: {
    lambda: 10,
    whole: 0.2,
    trainScale: 1,
    ahead: 20,
    reach: 20,
    recencyDays: 0,
    mostDense: 6000,
    nPredictors: 50,
    nLast: 20,
    queryScale: 1,
    lastItem: 'learn',
  },
  space: {
    lambda: { low: 1, high: 300, scale: 'log' },
    whole: { low: 0, high: 1 },
    trainScale: { low: 0.3, high: 10, scale: 'log' },
    recencyDays: { low: 1, high: 300, scale: 'log', also: [0] },
    queryScale: { low: 0.2, high: 20, scale: 'log' },
    lastItem: { choices: lastItemChoices },
  },
  needs: () => ['sequences'],

  check(options) {
    checkRegression(options)
    wantNumber('whole', options.whole, 0, 1)
    wantInteger('nLast', options.nLast, 1, 10_000)
    wantNumber('queryScale', options.queryScale, 0, 1e6)
    checkLastItem(options.lastItem)
  },

  memoryBytes: ridgeBytes,

  async fit({ nCols, sequences }: Interactions, options: SlistOptions, context: FitContext) {
    slist.check(options)
    context.signal?.throwIfAborted()
    const { onProgress, ...quiet } = context
    const fitOn = async (rest: Sequences) =>
      new QueryModel('slist', await ridge(nCols, rest, options, quiet), options, keptRepeats, context.kernels)
    const repeats = await repeatWeights(options.lastItem, nCols, sequences!, fitOn, context.signal)
    return new QueryModel('slist', await ridge(nCols, sequences!, options, context), options, repeats, context.kernels)
  },

  load(parts, kernels) {
    const weights =
      'weights' in parts.arrays
        ? DenseWeights.load('slist', parts, kernels)
        : SparseWeights.load('slist', parts, kernels)
    return QueryModel.load('slist', weights, parts, kernels)
  },
}

export function checkRegression(
  options: Omit<RegressionOptions, 'whole'> & Pick<SlistOptions, 'mostDense' | 'nPredictors'>,
) {
  wantNumber('lambda', options.lambda, 1e-6, 1e9)
  wantNumber('trainScale', options.trainScale, 0.01, 1e6)
  wantInteger('ahead', options.ahead, 1, 1000)
  wantInteger('reach', options.reach, 1, 1000)
  wantNumber('recencyDays', options.recencyDays, 0, 1e6)
  wantInteger('mostDense', options.mostDense, 0, 1e6)
  wantInteger('nPredictors', options.nPredictors, 1, 10_000)
}

export function ridgeBytes(
  { nCols: n, sequences }: Interactions,
  { mostDense, nPredictors, reach, ahead }: Pick<SlistOptions, 'mostDense' | 'nPredictors' | 'reach' | 'ahead'>,
): number {
  const nEvents = sequences?.item.length ?? 0
  const pairs = Math.min(n * n, nEvents * (reach + ahead) * 2)
  const held = n <= mostDense ? denseRidgeBytes(n) + pairs * 8 : (pairs * 2 + n * nPredictors) * 12
  return held + nEvents * 24 + n * 64 + 1024
}

async function ridge(n: number, sequences: Sequences, options: SlistOptions, context: FitContext) {
  const rows = new RegressionRows(n, sequences, options)
  const { kernels } = context
  return n <= Math.min(options.mostDense, mostDenseItems(kernels))
    ? new DenseWeights('slist', await denseRidge(n, rows, options.lambda, context), kernels)
    : new SparseWeights('slist', await sparseRidge(n, rows, options, context), kernels)
}
