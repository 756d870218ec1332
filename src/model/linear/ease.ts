import { type Kernels, symmetricBytes } from '../../kernels/kernels.ts'
import { wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { DenseWeights } from './dense-weights.ts'
import { gramRows } from './gram.ts'

export type EaseOptions = {
  /** ridge: how strongly weights are held small, in people who have an item */
  lambda: number
  /** share of every history that is hidden while learning, 0 ≤ p < 1 (EDLAE): holds back what everybody has */
  dropout: number
  /** how far an item may explain itself, 0 ≤ ξ < 1: 0 = not at all (EASE), more relaxes it (RLAE, RDLAE) */
  selfWeight: number
  /** a person with n items counts n^−userExponent times while learning */
  userExponent: number
  /** scores are divided by popularity^popularityExponent: 0 = as they are */
  popularityExponent: number
}

/**
 * Embarrassingly shallow autoencoders: every item as a weighted sum of the others, in closed form. With G = Xᵀ D X
 * (D = diag(n_u^−userExponent)), γ_j = G_jj p / (1 − p) + λ and P = (G + diag γ)⁻¹,
 *
 *     W_ij = −P_ij (γ_j + μ_j)  off the diagonal, 0 on it        μ_j = max(0, (1 − ξ) / P_jj − γ_j)
 *     score(j) = Σ_{i ∈ h} h_i W_ij / G_jj^popularityExponent
 *
 * For p = ξ = 0 that is −P_ij / P_jj: EASE. p > 0 is EDLAE, ξ > 0 RLAE, both RDLAE. One inverse of an n × n matrix in
 * float32, n³ flops on all threads (kernels/symmetric-matrix.ts); n is limited by the kernels' memory of 4 GiB, to about
 * 26,000 items. Beyond that: `mrf`, its sparse form, or `rp3beta`, or minimum counts. W's diagonal is 0 also for
 * ξ > 0, where the paper keeps it: what a person has does not argue for itself.
 * One history costs |h| · n multiply-adds. Content: 4 n² bytes.
 * Source: Steck, WWW 2019 (EASE); Steck, NeurIPS 2020 (EDLAE); Moon et al., SIGIR 2023 (RLAE, RDLAE).
 */
export const ease: Algorithm<EaseOptions> = {
  name: 'ease',
  defaults: { lambda: 100, dropout: 0, selfWeight: 0, userExponent: 0, popularityExponent: 0 },
  variants: {
    rlae: { selfWeight: 0.2 },
    edlae: { dropout: 0.5, lambda: 50 },
    rdlae: { dropout: 0.5, lambda: 50, selfWeight: 0.2 },
  },
  space: {
    lambda: { low: 1, high: 3000, scale: 'log' },
    dropout: { low: 0, high: 0.9 },
    selfWeight: { low: 0, high: 0.7 },
    userExponent: { low: 0, high: 1 },
    popularityExponent: { low: 0, high: 0.5 },
  },

  check(options) {
    wantNumber('lambda', options.lambda, 1e-6, 1e9)
    wantNumber('dropout', options.dropout, 0, 0.999)
    wantNumber('selfWeight', options.selfWeight, 0, 0.999)
    wantNumber('userExponent', options.userExponent, 0, 10)
    wantNumber('popularityExponent', options.popularityExponent, 0, 10)
  },

  /** the second n × n is the copy that is written to disk */
  memoryBytes: ({ nCols, column }) => kernelBytes(nCols) + 4 * nCols * nCols + column.length * 8 + nCols * 32,

  async fit(interactions: Interactions, options: EaseOptions, context: FitContext) {
    ease.check(options)
    context.signal?.throwIfAborted()
    return new DenseWeights('ease', await easeWeights(interactions, options, context), context.kernels)
  },

  load: (parts, kernels) => DenseWeights.load('ease', parts, kernels),
}

/** Half a matrix that is inverted and the whole one that comes of it. */
const kernelBytes = (n: number) => symmetricBytes(n) + n * Math.ceil(n / 4) * 16

/** W in the kernels' memory. */
async function easeWeights(
  interactions: Interactions,
  { lambda, dropout, selfWeight, userExponent, popularityExponent }: EaseOptions,
  { kernels, signal, onProgress }: FitContext,
) {
  const n = interactions.nCols
  refuseTooMany(n, kernels)
  const P = kernels.symmetric(n)
  try {
    const diagonal = new Float64Array(n)
    const ridge = new Float64Array(n)
    const single = new Float32Array(n)
    const watch = { ...(signal && { signal }) }
    await gramRows(
      interactions,
      { userExponent },
      (i, row) => {
        diagonal[i] = row[i]!
        ridge[i] = (row[i]! * dropout) / (1 - dropout) + lambda
        row[i]! += ridge[i]!
        single.set(row.subarray(0, i + 1))
        P.setRow(i, single)
      },
      watch,
    )
    await P.invertNegated({ signal, onProgress })
    // P holds −(G + diag γ)⁻¹ from here on
    const scale = Float64Array.from({ length: n }, (_, j) => {
      const allowed = (1 - selfWeight) / -P.get(j, j)
      return Math.max(ridge[j]!, allowed) / (diagonal[j]! > 0 ? diagonal[j]! ** popularityExponent : 1)
    })
    const W = kernels.factors(n, n)
    const { stride } = W
    for (let i = 0; i < n; i++) {
      P.rowInto(i, single)
      for (let j = 0; j < n; j++) single[j]! *= scale[j]!
      single[i] = 0
      W.array.set(single, i * stride)
    }
    return W
  } finally {
    P.release()
  }
}

function refuseTooMany(n: number, kernels: Kernels): void {
  const free = kernels.mostBytes - kernels.takenBytes - 2 ** 26
  if (kernelBytes(n) <= free) return
  const most = Math.floor(Math.sqrt(free / 6))
  const count = (many: number) => many.toLocaleString('en')
  throw new RangeError(
    `ease: ${count(n)} items do not fit the kernels' memory, want at most ${count(most)}: choose mrf, which is sparse, or keep fewer items (minimum counts in prepare)`,
  )
}
