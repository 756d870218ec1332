import type { Factors, Kernels, Scorer } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes } from '../recommend-by-scoring.ts'
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
    return new GraphFilter(kernels, graph, filter)
  },

  load: loadFilter,
}

interface Filter {
  coefficients: number[]
  itemIn: Float32Array
  itemOut: Float32Array
  /** D^−b V, and β D^b V after the sharpening */
  lowPass: { v: Factors; m: Factors } | undefined
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

class GraphFilter implements Model {
  readonly kind = 'graph-filter'
  readonly #kernels: Kernels
  readonly #graph: Normalised
  readonly #filter: Filter

  constructor(kernels: Kernels, graph: Normalised, filter: Filter) {
    this.#kernels = kernels
    this.#graph = graph
    this.#filter = filter
  }

  get nItems(): number {
    return this.#graph.byUser.nCols
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    this.#kernels.score(this.#scorer, histories, out)
  }

  scoring(histories: Interactions): Scoring {
    return { scorer: this.#scorer, histories }
  }

  similarInto(item: number, out: Float32Array): void {
    this.scoreInto(oneItem(this.nItems, item), out)
    out[item] = Number.NEGATIVE_INFINITY
  }

  /**
   * A filter is linear, and powers of F are symmetric: one wave from the item to all others says what each of the history
   * gives it, and the low pass is a product of two rows.
   */
  because(history: Interactions, item: number, limit: number): number[] {
    const { itemIn, itemOut, lowPass } = this.#filter
    const wave = new Float32Array(this.nItems)
    const ones = new Float32Array(this.nItems).fill(1)
    const { lowPass: _, ...filter } = this.#scorer as Extract<Scorer, { kind: 'filter' }>
    this.#kernels.score({ ...filter, itemIn: ones, itemOut: ones }, oneItem(this.nItems, item), wave)
    return Array.from(history.column, (i, at) => {
      let low = 0
      if (lowPass) {
        const [v, m, stride] = [lowPass.v.array, lowPass.m.array, lowPass.v.stride]
        for (let k = 0; k < stride; k++) low += v[i * stride + k]! * m[item * stride + k]!
      }
      return { i, score: history.value[at]! * itemIn[i]! * (wave[i]! + low) * itemOut[item]! }
    })
      .filter(({ i, score }) => i !== item && score > 0)
      .sort((a, b) => b.score - a.score || a.i - b.i)
      .slice(0, limit)
      .map(({ i }) => i)
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    return this.#kernels.rank(this.#scorer, histories, k, exclude)
  }

  parts(): ModelParts {
    const { byUser, itemSum } = this.#graph
    const { coefficients, itemIn, itemOut, lowPass } = this.#filter
    const { rowStart, column, value } = this.#kernels.held(byUser)
    return {
      meta: { nItems: byUser.nCols, coefficients, rank: lowPass?.v.dim ?? 0 },
      arrays: {
        rowStart: rowStart.slice(),
        column: column.slice(),
        value: value.slice(),
        itemSum,
        itemIn,
        itemOut,
        ...(lowPass && { v: lowPass.v.array.slice(), m: lowPass.m.array.slice() }),
      },
    }
  }

  get #scorer(): Scorer {
    const { byUser, byItem } = this.#graph
    const { lowPass, ...rest } = this.#filter
    return {
      kind: 'filter',
      byUser,
      byItem,
      ...rest,
      ...(lowPass && { lowPass: { v: lowPass.v.place, m: lowPass.m.place, stride: lowPass.v.stride } }),
    }
  }
}

const oneItem = (nItems: number, item: number): Csr => ({
  nRows: 1,
  nCols: nItems,
  rowStart: Uint32Array.of(0, 1),
  column: Uint32Array.of(item),
  value: Float32Array.of(1),
})

function loadFilter({ meta, arrays }: ModelParts, kernels: Kernels): GraphFilter {
  const { nItems, coefficients, rank } = meta as { nItems: number; coefficients: number[]; rank: number }
  const { rowStart, column, value, itemSum, itemIn, itemOut, v, m } = arrays
  if (
    !(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array) ||
    !(itemSum instanceof Float64Array && itemIn instanceof Float32Array && itemOut instanceof Float32Array) ||
    !Array.isArray(coefficients)
  )
    throw new RangeError(
      'graph-filter: the parts lack one of the arrays rowStart, column, value, itemSum, itemIn, itemOut',
    )
  const R = { nRows: rowStart.length - 1, nCols: nItems, rowStart, column, value }
  const graph = normalised(kernels, R, 0, 0)
  const factors = (array: unknown) => {
    const held = kernels.factors(nItems, rank)
    held.array.set(array as Float32Array)
    return held
  }
  const lowPass = v && m ? { v: factors(v), m: factors(m) } : undefined
  return new GraphFilter(kernels, { ...graph, itemSum }, { coefficients, itemIn, itemOut, lowPass })
}
