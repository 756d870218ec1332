import type { Factors, Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import { LowRank } from '../graph/low-rank.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { Cells } from './cells.ts'
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

/**
 * Bayesian personalised ranking: what somebody has is to stand before what they have not. Pairs (u, i) are drawn from the
 * interactions and j from the items of other interactions (so popular ones oftener, as in implicit), skipped when u has j;
 * each moves
 *
 *     x = x_u · (y_i − y_j) + b_i − b_j      z = 1 / (1 + eˣ)
 *     x_u += η (z (y_i − y_j) − λ x_u)       y_i += η (z x_u − λ y_i)      y_j += η (−z x_u − λ y_j)      b likewise
 *
 * Weights say only what is drawn: a pair of weight 2 no oftener than one of 1. People are not kept: whoever asks becomes a
 * factor through person-map.ts, fitted on the people of training. i and j come from one cell of the matrix (cells.ts), so
 * that threads write different rows: the same bits for a seed, whatever their number. O(interactions · dim) an epoch.
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
    (2 * nRows + 4 * nCols) * (dim + 4) * 4 + column.length * 16 + dim * dim * 24,

  async fit(interactions: Interactions, options: BprOptions, context: FitContext) {
    bpr.check(options)
    context.signal?.throwIfAborted()
    return fitFrom(interactions, options, context)
  },

  /** A fifth of a fit's passes, from the items as they are and people as they are folded in; new items begin as a fit's do. */
  async update(model, interactions, options, context) {
    bpr.check(options)
    context.signal?.throwIfAborted()
    const { meta, arrays } = model.parts()
    const known = meta.nItems as number
    if (model.kind !== 'bpr' || meta.rank !== options.dim + 1 || known > interactions.nCols)
      throw new RangeError(
        `bpr: got a ${model.kind} of ${known} items and ${meta.rank} numbers, want one of at most ${interactions.nCols} items and ${options.dim + 1} numbers`,
      )
    const epochs = Math.ceil(options.epochs / 5)
    return fitFrom(interactions, { ...options, epochs }, context, arrays as unknown as Before)
  },

  load: (parts, kernels) => LowRank.load('bpr', parts, kernels),
}

/** A model's two sides: what a history sums up, and what that is multiplied by. */
interface Before {
  A: Float32Array
  B: Float32Array
}

async function fitFrom(interactions: Interactions, options: BprOptions, context: FitContext, before?: Before) {
  const { kernels } = context
  const { nCols } = interactions
  const { dim } = options
  const { people, items, bias } = await descended(interactions, options, context, before)
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
}

async function descended(
  interactions: Csr,
  { dim, epochs, learningRate: rate, lambda, init }: BprOptions,
  { kernels, seed, signal, onProgress }: FitContext,
  before?: Before,
) {
  const { nRows, nCols } = interactions
  const random = rng(seed)
  // the last number of a person is 1 and meets the bias of the item
  const [people, items] = [kernels.factors(nRows, dim + 1), kernels.factors(nCols, dim + 1)]
  const cells = new Cells(kernels, interactions)
  try {
    for (const { array, nRows: n, stride } of [people, items])
      for (let r = 0; r < n; r++)
        for (let f = 0; f < dim; f++) array[r * stride + f] = (normal(random) * init) / Math.sqrt(dim)
    if (before) await goOn(kernels, interactions, before, people, items)
    for (let r = 0, { array, stride } = people; r < nRows; r++) array[r * stride + dim] = 1
    const places = { people: people.place, items: items.place, stride: people.stride, one: dim, rate, lambda }
    for (let epoch = 0; epoch < epochs; epoch++) {
      const dealt = cells.deal(random)
      for (let round = 0; round < cells.groups; round++) {
        const seeds = Uint32Array.from(dealt.cellStart, () => random() * 2 ** 32)
        await kernels.learnPairs({ ...places, ...dealt, seeds, nBlocks: cells.groups, round }, signal)
      }
      onProgress?.(epoch + 1, epochs)
    }
    const bare = ({ array, nRows: n, stride }: typeof people) => {
      const rows = new Float32Array(n * dim)
      for (let r = 0; r < n; r++) rows.set(array.subarray(r * stride, r * stride + dim), r * dim)
      return rows
    }
    const { array, stride } = items
    const bias = Float32Array.from({ length: nCols }, (_, i) => array[i * stride + dim]!)
    return { people: bare(people), items: bare(items), bias }
  } finally {
    cells.release()
    kernels.release(people)
    kernels.release(items)
  }
}

/** Known items as they are, and everybody who has some of them as their history is folded in. */
async function goOn(kernels: Kernels, interactions: Csr, { A, B }: Before, people: Factors, items: Factors) {
  items.array.set(B)
  const summed = kernels.factors(items.nRows, items.dim)
  const folded = kernels.factors(people.nRows, people.dim)
  const held = kernels.hold({ ...interactions, value: new Float32Array(interactions.value.length).fill(1) })
  try {
    summed.array.set(A)
    await kernels.combine(held, summed, folded)
    const { array, nRows, stride, dim } = folded
    for (let r = 0; r < nRows; r++) {
      // the last number counts the known items of the history
      const n = array[r * stride + dim - 1]!
      if (n > 0) for (let f = 0; f < dim - 1; f++) people.array[r * stride + f] = array[r * stride + f]! / n
    }
  } finally {
    kernels.drop(held)
    for (const room of [summed, folded]) kernels.release(room)
  }
}
