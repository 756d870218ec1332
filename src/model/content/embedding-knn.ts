import type { Factors, Kernels } from '../../kernels/kernels.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { wantInteger } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { SparseWeights } from '../sparse-weights.ts'

export type EmbeddingKnnOptions = {
  /** neighbours kept per item */
  nNeighbours: number
}

/** Items whose neighbours are sought between two looks at the abort signal. */
const itemsTogether = 2048

/**
 * Items alike by what a text model made of their words: with e_i the embedding of item i and N_k(i) the nNeighbours items of
 * the largest cosine above 0,
 *
 *     score(j) = Σ_{i ∈ h, j ∈ N_k(i)} h_i cos(e_i, e_j)
 *
 * What anybody did is not looked at: an item is reached on its first day. Items without an embedding have no neighbours.
 * Exact: nItems² · dim multiply-adds on all threads' kernels. Content: 8 bytes × nItems × nNeighbours.
 */
export const embeddingKnn: Algorithm<EmbeddingKnnOptions> = {
  name: 'embedding-knn',
  defaults: { nNeighbours: 100 },
  space: { nNeighbours: { low: 10, high: 500, scale: 'log', whole: true } },
  needs: () => ['embeddings'],

  check({ nNeighbours }) {
    wantInteger('nNeighbours', nNeighbours, 1, 1e6)
  },

  /** the lists twice and 1,024 numbers of each embedding, more than models of sentences have */
  memoryBytes: ({ nCols }, { nNeighbours }) => nCols * (Math.min(nNeighbours, nCols) * 16 + 4096) + 2 ** 20,

  async fit({ nCols }: Interactions, options, { kernels, itemFeatures, signal, onProgress }: FitContext) {
    embeddingKnn.check(options)
    signal?.throwIfAborted()
    const embeddings = itemFeatures?.embeddings
    if (!embeddings) throw new RangeError('embedding-knn: got items without embeddings')
    if (embeddings.array.length !== nCols * embeddings.dim)
      throw new RangeError(
        `embedding-knn: got ${embeddings.array.length} numbers, want ${embeddings.dim} for each of ${nCols} items`,
      )
    const held = atLengthOne(kernels, nCols, embeddings)
    const place = { a: held.place, b: held.place, stride: held.stride }
    const out = new GrowingCsr(nCols)
    try {
      for (let first = 0; first < nCols; first += itemsTogether) {
        onProgress?.(first, nCols)
        const n = Math.min(itemsTogether, nCols - first)
        // every item asks as somebody who has it alone
        const alone = {
          nRows: n,
          nCols,
          rowStart: Uint32Array.from({ length: n + 1 }, (_, r) => r),
          column: Uint32Array.from({ length: n }, (_, r) => first + r),
          value: new Float32Array(n).fill(1),
        }
        const best = await kernels.rank({ kind: 'low-rank', ...place }, alone, options.nNeighbours, alone, signal)
        for (let r = 0; r < n; r++) {
          const kept = Array.from({ length: best.count[r]! }, (_, at) => r * best.k + at)
            .filter((at) => best.score[at]! > 0)
            .sort((x, y) => best.item[x]! - best.item[y]!)
          for (const at of kept) out.add(best.item[at]!, best.score[at]!)
          out.endRow()
        }
      }
      onProgress?.(nCols, nCols)
    } finally {
      kernels.release(held)
    }
    return new SparseWeights('embedding-knn', out.finish(nCols), kernels)
  },

  load: (parts, kernels) => SparseWeights.load('embedding-knn', parts, kernels),
}

/** Embeddings of length 1 in the kernels' memory; those of zeros, or of numbers that are none, stay zeros. */
function atLengthOne(kernels: Kernels, nItems: number, { dim, array }: { dim: number; array: Float32Array }): Factors {
  const held = kernels.factors(nItems, dim)
  for (let i = 0; i < nItems; i++) {
    const own = array.subarray(i * dim, (i + 1) * dim)
    let square = 0
    for (let c = 0; c < dim; c++) square += own[c]! ** 2
    if (square > 0 && Number.isFinite(square))
      for (let c = 0; c < dim; c++) held.array[i * held.stride + c] = own[c]! / Math.sqrt(square)
  }
  return held
}
