import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { denseRidge, mostDenseItems } from './dense-ridge.ts'
import { QueryModel } from './query-model.ts'
import { type RegressionOptions, RegressionRows } from './regression-rows.ts'
import { checkLastItem, keptRepeats, lastItemChoices, repeatWeights } from './repeats.ts'
import { restartWalk, shares, type WalkOptions } from './restart-walk.ts'
import { checkRegression, ridgeBytes, type SlistOptions } from './slist.ts'
import { sparseRidge } from './sparse-ridge.ts'

export type SWalkOptions = Omit<SlistOptions, 'whole'> & {
  walkOn: number
  teleportShare: number
  nNeighbours: number
}

/**
 * A random walk with restart over two linear models of sessions: it walks by SLIT (what follows what, `slist` with whole 0)
 * and restarts by SLIS (what stands in sessions together, whole 1),
 *
 *     M     = (1 − p) Σ_k p^k T R^k      R = shares(SLIT⁺),  T = β shares(SLIS⁺) + (1 − β) I      p = walkOn, β = teleportShare
 *     score = q M                        q as in `slist`
 *
 * X⁺ = what is above 0; shares = rows divided by their sums, cut to the nNeighbours largest (theirs are whole). The walk
 * reaches items that never stood in one session with those clicked on. Two fits of `slist`; content 8 nNeighbours bytes an item.
 * Source: Choi, Kim, Lee, Shim & Lee, WSDM 2022.
 */
export const sWalk: Algorithm<SWalkOptions> = {
  name: 's-walk',
  defaults: {
    lambda: 10,
    trainScale: 0.5,
    ahead: 20,
    reach: 20,
    recencyDays: 0,
    mostDense: 0,
    nPredictors: 50,
    walkOn: 0.5,
    teleportShare: 0.8,
    nNeighbours: 50,
    nLast: 20,
    queryScale: 2,
    lastItem: 'learn',
  },
  space: {
    lambda: { low: 1, high: 300, scale: 'log' },
    trainScale: { low: 0.3, high: 5, scale: 'log' },
    recencyDays: { low: 1, high: 300, scale: 'log' },
    walkOn: { low: 0.1, high: 0.9 },
    teleportShare: { low: 0, high: 1 },
    queryScale: { low: 0.2, high: 20, scale: 'log' },
    lastItem: { choices: lastItemChoices },
  },
  needs: () => ['sequences'],

  check(options) {
    checkRegression(options)
    wantNumber('walkOn', options.walkOn, 0, 0.99)
    wantNumber('teleportShare', options.teleportShare, 0, 1)
    wantInteger('nNeighbours', options.nNeighbours, 1, 10_000)
    wantInteger('nLast', options.nLast, 1, 10_000)
    wantNumber('queryScale', options.queryScale, 0, 1e6)
    checkLastItem(options.lastItem)
  },

  memoryBytes: (interactions, options) =>
    ridgeBytes(interactions, options) + interactions.nCols * (options.nNeighbours * 24 + 100),

  async fit({ nCols, sequences }: Interactions, options: SWalkOptions, context: FitContext) {
    sWalk.check(options)
    context.signal?.throwIfAborted()
    const fitOn = async (rest: Sequences) =>
      new SparseWeights('s-walk', await walked(nCols, rest, options, context), context.kernels)
    const repeats = await repeatWeights(
      options.lastItem,
      nCols,
      sequences!,
      async (rest) => new QueryModel('s-walk', await fitOn(rest), options, keptRepeats, context.kernels),
      context.signal,
    )
    return new QueryModel('s-walk', await fitOn(sequences!), options, repeats, context.kernels)
  },

  load: (parts, kernels) => QueryModel.load('s-walk', SparseWeights.load('s-walk', parts, kernels), parts, kernels),
}

async function walked(n: number, sequences: Sequences, options: SWalkOptions, context: FitContext): Promise<Csr> {
  const walk = await positive(n, sequences, { ...options, whole: 0 }, context)
  const teleport = await positive(n, sequences, { ...options, whole: 1 }, context)
  return restartWalk(walk, teleport, options, context.signal)
}

async function positive(
  n: number,
  sequences: Sequences,
  options: SWalkOptions & RegressionOptions & WalkOptions,
  { kernels, seed, signal }: FitContext,
): Promise<Csr> {
  const rows = new RegressionRows(n, sequences, options)
  const context = { kernels, seed, ...(signal && { signal }) }
  if (n > Math.min(options.mostDense, mostDenseItems(kernels)))
    return shares(await sparseRidge(n, rows, options, context), options.nNeighbours)
  const dense = await denseRidge(n, rows, options.lambda, context)
  const sparse = new GrowingCsr(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const x = dense.array[i * dense.stride + j]!
      if (x > 0) sparse.add(j, x)
    }
    sparse.endRow()
  }
  kernels.release(dense)
  return shares(sparse.finish(n), options.nNeighbours)
}
