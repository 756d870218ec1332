import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { type Filter, GraphFilterModel } from './graph-filter-model.ts'
import { type Normalised, normalised, normalisedBytes, powers } from './normalised.ts'
import { truncatedSvd } from './truncated-svd.ts'

export type GraphFilterOptions = {
  /** how much a long history is held back in R */
  userExponent: number
  /** and how much a popular item is */
  itemExponent: number
  /** length of the sharpening step T: 0 = none */
  time: number
  /** terms of the sharpening's series */
  order: number
  /** singular vectors of the low-pass term; 0 = no such term */
  rank: number
  /** its weight β */
  lowPass: number
  /** how softly it ends: singular vectors count (σ_k / σ₁)^softness; 0 = all alike */
  softness: number
  /** items of a history count popularity^−inExponent */
  inExponent: number
  /** scores are divided by popularity^outExponent */
  outExponent: number
  /** passes of the singular value decomposition */
  nIterations: number
}

/**
 * Filters on the graph of people and items. With D the sums of weights, R = D_u^−a X D_i^−b, F = RᵀR, V the first `rank`
 * right singular vectors of R, and a history h whose items count h_i D_i^−in, the score is
 *
 *     y     = h F + β h D_i^−b V Σ^s Vᵀ D_i^b                 blurred, and what an ideal low-pass filter lets through
 *     score = (Σ_{k=0..order} (−T)ᵏ / k! · y Fᵏ) D_i^−out     sharpened: the series of exp(−T F)
 *
 * F is scaled to a largest eigenvalue of 1. `gf-cf` is T = 0 (Shen et al.), `bspm` the closed form of BSPM-EM, whose one
 * Runge–Kutta step of dy/dt = −y F of length T is the series to order 4 (Choi et al.). Neither is trained: the graph is
 * the model, and F is never made: histories go through R and back, thirty-two at a time.
 *
 * Fit: one truncated SVD. One history: 4 (order + 1) · entries flops, and 2 · rank · nItems for the low pass.
 * Content: the matrix twice and 2 · nItems · rank numbers.
 * Source: Shen et al., CIKM 2021 (GF-CF); Choi et al., SIGIR 2023 (BSPM).
 */
export const graphFilter: Algorithm<GraphFilterOptions> = {
  name: 'graph-filter',
  defaults: {
    userExponent: 0.5,
    itemExponent: 0.5,
    time: 2,
    order: 4,
    rank: 256,
    lowPass: 0.2,
    softness: 0,
    inExponent: 0,
    outExponent: 0,
    nIterations: 8,
  },
  variants: {
    'gf-cf': { time: 0, order: 0, rank: 256, lowPass: 0.3 },
    bspm: { time: 2.5, order: 4, rank: 448, lowPass: 0.2 },
  },
  space: {
    userExponent: { low: 0, high: 1 },
    itemExponent: { low: 0.2, high: 0.8 },
    time: { low: 0, high: 3 },
    rank: { low: 16, high: 512, scale: 'log', whole: true },
    lowPass: { low: 0, high: 1 },
    softness: { low: 0, high: 2 },
    inExponent: { low: -0.3, high: 0.5 },
    outExponent: { low: -0.3, high: 0.5 },
  },

  check(options) {
    wantNumber('userExponent', options.userExponent, 0, 2)
    wantNumber('itemExponent', options.itemExponent, 0, 2)
    wantNumber('time', options.time, 0, 20)
    wantInteger('order', options.order, 0, 30)
    wantInteger('rank', options.rank, 0, 4096)
    wantNumber('lowPass', options.lowPass, 0, 100)
    wantNumber('softness', options.softness, 0, 10)
    wantNumber('inExponent', options.inExponent, -0.9, 2)
    wantNumber('outExponent', options.outExponent, -0.9, 2)
    wantInteger('nIterations', options.nIterations, 1, 1000)
  },

  memoryBytes(interactions, { rank }) {
    const { nRows, nCols } = interactions
    return normalisedBytes(interactions) * 2 + (nRows + 4 * nCols) * (rank + 32) * 4 + (nRows + 2 * nCols) * 128
  },

  async fit(interactions: Interactions, options: GraphFilterOptions, context: FitContext) {
    graphFilter.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    const graph = normalised(kernels, interactions, options.userExponent, options.itemExponent)
    const filter = await filterOf(graph, options, context)
    return new GraphFilterModel(kernels, graph, filter)
  },

  load: (parts, kernels) => GraphFilterModel.load(parts, kernels),
}

async function filterOf(
  graph: Normalised,
  { itemExponent, time, order, rank, lowPass, softness, inExponent, outExponent, nIterations }: GraphFilterOptions,
  { kernels, seed, signal, onProgress }: FitContext,
): Promise<Filter> {
  const wanted = Math.max(1, rank)
  const { sigma, V } = await truncatedSvd(kernels, graph.byUser, graph.byItem, {
    rank: wanted,
    nIterations,
    seed,
    signal,
    onProgress,
  })
  // powers of F / σ₁²: exponents other than ½ do not bound it by 1
  const largest = sigma[0]! > 0 ? sigma[0]! ** 2 : 1
  const series = [1]
  for (let k = 1; k <= order; k++) series.push(-(series[k - 1]! * time) / (k * largest) || 0)
  const filter: Filter = {
    coefficients: [0, ...series.map((c) => c / largest)],
    itemIn: powers(graph.itemSum, inExponent),
    itemOut: powers(graph.itemSum, outExponent),
    lowPass: undefined,
  }
  if (rank === 0 || lowPass === 0) {
    kernels.release(V)
    return filter
  }
  const M = await sharpened(kernels, graph, V, itemExponent, series, lowPass, signal)
  const inward = powers(graph.itemSum, itemExponent)
  const soft = Float64Array.from(sigma, (s) => (s > 0 ? (s / sigma[0]!) ** softness : 0))
  const { array, nRows, stride } = V
  for (let i = 0; i < nRows; i++) for (let k = 0; k < rank; k++) array[i * stride + k]! *= inward[i]! * soft[k]!
  return { ...filter, lowPass: { v: V, m: M } }
}

/** β Σ_k c_k Fᵏ D^b V: the low-pass term's way out, sharpened once for everybody. */
async function sharpened(
  kernels: Kernels,
  { byUser, byItem, itemSum }: Normalised,
  V: Factors,
  itemExponent: number,
  series: readonly number[],
  lowPass: number,
  signal: AbortSignal | undefined,
): Promise<Factors> {
  const { nRows, dim, stride } = V
  const sum = kernels.factors(nRows, dim)
  const wave = kernels.factors(nRows, dim)
  const onUsers = kernels.factors(byUser.nRows, dim)
  try {
    for (let i = 0; i < nRows; i++) {
      const out = itemSum[i]! > 0 ? itemSum[i]! ** itemExponent : 0
      for (let k = 0; k < stride; k++) wave.array[i * stride + k] = V.array[i * stride + k]! * out
    }
    for (const [power, c] of series.entries()) {
      if (power > 0) {
        await kernels.combine(byUser, wave, onUsers, signal)
        await kernels.combine(byItem, onUsers, wave, signal)
      }
      const [to, from] = [sum.array, wave.array]
      for (let k = 0; k < to.length; k++) to[k]! += lowPass * c * from[k]!
    }
    return sum
  } finally {
    kernels.release(wave)
    kernels.release(onUsers)
  }
}
