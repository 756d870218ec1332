import type { Kernels } from '../../kernels/kernels.ts'
import type { Model } from '../../model/model.ts'
import { type Candidates, CodedCandidates, IndexedCandidates } from '../../recommend/candidates.ts'
import { indexLibrary, itemIndex } from './nearest-items.ts'

/** Ways to the best items of one person that do not score all of them, and the items from which on each pays. */
const shortcuts = { codes: { above: 100_000 }, hnsw: { above: 1_000_000 } } as const

export interface LookAmong {
  how: keyof typeof shortcuts
  /** smaller models score every item; what `shortcuts` says when missing */
  above?: number
}

/** Makes candidates of a model's; nothing for a model that is small or whose scores are no products. */
export type CandidatesOf = (model: Model, signal: AbortSignal) => Promise<Candidates | undefined>

/** @throws Fault  bad-request: the library for `hnsw` is not installed */
export async function openCandidates(kernels: Kernels, { how, above }: LookAmong): Promise<CandidatesOf> {
  const library = how === 'hnsw' ? await indexLibrary() : undefined
  return async (model, signal) => {
    const { products, nItems } = model
    if (!products || nItems <= (above ?? shortcuts[how].above)) return undefined
    if (!library) return new CodedCandidates(products, kernels)
    return new IndexedCandidates(products, await itemIndex(library, products.items, signal))
  }
}
