import type { Factors } from '../../kernels/kernels.ts'
import { type Csr, transpose } from '../../numbers/csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { alternate, beginAtMean, gramInto } from './non-negative-factors.ts'
import { NonNegativeModel, type Pull } from './non-negative-model.ts'

export type NmfOptions = {
  dim: number
  /** sweeps over both sides at most */
  epochs: number
  /** how strongly both sides are drawn to 0, per row and column */
  lambda: number
  /** how much of that is L1, which empties parts, and not L2, which shrinks them */
  l1Ratio: number
  /** a sweep so much closer to rest than the first is the last */
  tolerance: number
}

/**
 * Non-negative matrix factorisation: every person a mixture of parts, every part a set of items, nothing subtracted,
 *
 *     ½ ‖X − W Hᵀ‖² + λ l1Ratio (nItems ‖W‖₁ + nUsers ‖H‖₁) + ½ λ (1 − l1Ratio) (nItems ‖W‖² + nUsers ‖H‖²)      W, H ≥ 0
 *
 * descended by coordinates (non-negative-factors.ts) from seeded numbers whose products have the mean of X, by the steps of
 * scikit-learn's NMF(solver="cd"), whose alpha_W and l1_ratio are our λ (`lambda`) and l1Ratio. Missing entries count as zeros and all cells weigh
 * the same, which is why `ials` ranks better; what this one gives is parts that can be read. People are not kept:
 * whoever asks is folded in (non-negative-model.ts). 4·entries·dim + 4·(users + items)·dim² flops a sweep.
 * Source: Lee & Seung, Nature 1999; Cichocki & Phan, IEICE 2009; scikit-learn 1.9.
 */
export const nmf: Algorithm<NmfOptions> = {
  name: 'nmf',
  defaults: { dim: 64, epochs: 60, lambda: 0, l1Ratio: 0, tolerance: 1e-4 },
  space: {
    dim: { low: 8, high: 256, scale: 'log', whole: true },
    lambda: { low: 1e-7, high: 1e-2, scale: 'log', also: [0] },
    l1Ratio: { choices: [0, 0.5, 1] },
  },

  check({ dim, epochs, lambda, l1Ratio, tolerance }) {
    wantInteger('dim', dim, 1, 4096)
    wantInteger('epochs', epochs, 1, 100_000)
    wantNumber('lambda', lambda, 0, 1e9)
    wantNumber('l1Ratio', l1Ratio, 0, 1)
    wantNumber('tolerance', tolerance, 0, 1)
  },

  /** both sides, what they are drawn to, partial Gram matrices, and the matrix by rows and by columns */
  memoryBytes: ({ nRows, nCols, column }, { dim }) =>
    2 * (nRows + nCols) * (dim + 3) * 4 + column.length * 24 + 66 * (dim + 3) ** 2 * 4,

  async fit(interactions: Csr, options: NmfOptions, context: FitContext) {
    nmf.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    const { nRows, nCols } = interactions
    const [W, H] = [kernels.factors(nRows, options.dim), kernels.factors(nCols, options.dim)]
    beginAtMean(W, H, interactions, context.seed)
    return fitFrom(W, H, interactions, options, context)
  },

  /** The items go on from where they were, new ones begin as a fit's do; people are descended to anew. A fifth of a fit's sweeps. */
  async update(model, interactions, options, context) {
    nmf.check(options)
    const { kernels, signal } = context
    signal?.throwIfAborted()
    const { meta, arrays } = model.parts()
    const known = meta.nItems as number
    const { nRows, nCols } = interactions
    if (model.kind !== 'nmf' || meta.dim !== options.dim || known > nCols)
      throw new RangeError(
        `nmf: got a ${model.kind} of ${known} items and dim ${meta.dim}, want one of at most ${nCols} items and dim ${options.dim}`,
      )
    const [W, H] = [kernels.factors(nRows, options.dim), kernels.factors(nCols, options.dim)]
    beginAtMean(W, H, interactions, context.seed)
    H.array.set(arrays.itemFactors as Float32Array)
    return fitFrom(W, H, interactions, { ...options, epochs: Math.ceil(options.epochs / 5) }, context)
  },

  load: (parts, kernels) => NonNegativeModel.load(parts, kernels),
}

async function fitFrom(W: Factors, H: Factors, X: Csr, options: NmfOptions, context: FitContext) {
  const { kernels, signal, onProgress } = context
  const { lambda, l1Ratio, epochs: sweeps, tolerance } = options
  const pull: Pull = { l1: lambda * l1Ratio, l2: lambda * (1 - l1Ratio) }
  const [byUser, byItem] = [kernels.hold(X), kernels.hold(transpose(X))]
  try {
    await alternate(kernels, { byUser, byItem, W, H, ...pull, sweeps, tolerance, signal, onProgress })
    const g = kernels.factors(H.dim, H.dim)
    await gramInto(kernels, H, pull.l2 * H.nRows, g)
    return new NonNegativeModel(kernels, H, g, pull)
  } finally {
    kernels.release(W)
    for (const held of [byUser, byItem]) kernels.drop(held)
  }
}
