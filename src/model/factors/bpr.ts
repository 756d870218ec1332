import { setImmediate } from 'node:timers/promises'
import type { Csr } from '../../numbers/csr.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import { LowRank } from '../graph/low-rank.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { personMap } from './person-map.ts'

export type BprOptions = {
  dim: number
  /** passes; each draws as many pairs as there are interactions */
  epochs: number
  learningRate: number
  lambda: number
  /** standard deviation of the first factors, times √dim */
  init: number
}

/** Draws between two looks at the abort signal. */
const drawsPerTurn = 200_000

/**
 * Bayesian personalised ranking: what somebody has is to stand before what they have not. Pairs (u, i) are drawn from the
 * interactions and j from the items of other interactions (so popular ones oftener, as in implicit), skipped when u has j;
 * each moves
 *
 *     x = x_u · (y_i − y_j) + b_i − b_j      z = 1 / (1 + eˣ)
 *     x_u += η (z (y_i − y_j) − λ x_u)       y_i += η (z x_u − λ y_i)      y_j += η (−z x_u − λ y_j)      b likewise
 *
 * Weights say only what is drawn: a pair of weight 2 no oftener than one of 1. People are not kept: whoever asks becomes a
 * factor through person-map.ts, fitted on the people of training. One thread, one order: the same bits for a seed.
 * O(interactions · dim) an epoch.
 * Source: Rendle, Freudenthaler, Gantner & Schmidt-Thieme, UAI 2009; sampling as in implicit 0.7.3.
 */
export const bpr: Algorithm<BprOptions> = {
  name: 'bpr',
  defaults: { dim: 64, epochs: 40, learningRate: 0.05, lambda: 0.001, init: 0.1 },
  space: {
    dim: { low: 16, high: 256, scale: 'log', whole: true },
    epochs: { low: 10, high: 200, scale: 'log', whole: true },
    learningRate: { low: 0.01, high: 0.2, scale: 'log' },
    lambda: { low: 1e-4, high: 0.1, scale: 'log' },
  },

  check({ dim, epochs, learningRate, lambda, init }) {
    wantInteger('dim', dim, 1, 4096)
    wantInteger('epochs', epochs, 1, 100_000)
    wantNumber('learningRate', learningRate, 1e-9, 10)
    wantNumber('lambda', lambda, 0, 1)
    wantNumber('init', init, 1e-9, 100)
  },

  memoryBytes: ({ nRows, nCols, column }, { dim }) =>
    (nRows + 3 * nCols) * (dim + 4) * 4 + column.length * 4 + dim * dim * 24,

  async fit(interactions: Interactions, options: BprOptions, context: FitContext) {
    bpr.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    const { nCols } = interactions
    const { dim } = options
    const { people, items, bias } = await descended(interactions, options, context)
    const map = personMap(interactions, people, items, dim)
    // (mean of the history's y, mapped, and 1) · (y_j and b_j), summed over the history
    const [A, B] = [kernels.factors(nCols, dim + 1), kernels.factors(nCols, dim + 1)]
    for (let i = 0; i < nCols; i++) {
      const [y, a] = [i * dim, i * A.stride]
      for (let f = 0; f < dim; f++) {
        B.array[a + f] = items[y + f]!
        let mapped = 0
        for (let g = 0; g < dim; g++) mapped += map[f * dim + g]! * items[y + g]!
        A.array[a + f] = mapped
      }
      A.array[a + dim] = 1
      B.array[a + dim] = bias[i]!
    }
    return new LowRank('bpr', A, B, kernels)
  },

  load: (parts, kernels) => LowRank.load('bpr', parts, kernels),
}

async function descended(
  { nRows, nCols, rowStart, column }: Csr,
  { dim, epochs, learningRate: rate, lambda, init }: BprOptions,
  { seed, signal, onProgress }: FitContext,
) {
  const random = rng(seed)
  const noise = (n: number) => Float32Array.from({ length: n * dim }, () => (normal(random) * init) / Math.sqrt(dim))
  const [people, items] = [noise(nRows), noise(nCols)]
  const bias = new Float32Array(nCols)
  const n = column.length
  const person = new Uint32Array(n)
  for (let u = 0; u < nRows; u++) person.fill(u, rowStart[u], rowStart[u + 1])
  let toTurn = drawsPerTurn
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let draw = 0; draw < n; draw++) {
      if (--toTurn === 0) {
        toTurn = drawsPerTurn
        await setImmediate()
        signal?.throwIfAborted()
      }
      const at = Math.floor(random() * n)
      const u = person[at]!
      const i = column[at]!
      const j = column[Math.floor(random() * n)]!
      if (has(column, rowStart[u]!, rowStart[u + 1]!, j)) continue
      const [x, yi, yj] = [u * dim, i * dim, j * dim]
      let before = bias[i]! - bias[j]!
      for (let f = 0; f < dim; f++) before += people[x + f]! * (items[yi + f]! - items[yj + f]!)
      const z = 1 / (1 + Math.exp(before))
      for (let f = 0; f < dim; f++) {
        const [p, a, b] = [people[x + f]!, items[yi + f]!, items[yj + f]!]
        people[x + f] = p + rate * (z * (a - b) - lambda * p)
        items[yi + f] = a + rate * (z * p - lambda * a)
        items[yj + f] = b + rate * (-z * p - lambda * b)
      }
      bias[i] = bias[i]! + rate * (z - lambda * bias[i]!)
      bias[j] = bias[j]! + rate * (-z - lambda * bias[j]!)
    }
    onProgress?.(epoch + 1, epochs)
  }
  return { people, items, bias }
}

/** Is j among the rising columns from … to − 1? */
function has(column: Uint32Array, from: number, to: number, j: number): boolean {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle]! < j) low = middle + 1
    else high = middle
  }
  return low < to && column[low] === j
}
