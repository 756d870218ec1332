import type { Resolved } from './algorithms.ts'
import { checkInteractions, type Interactions } from './interactions.ts'
import type { FitContext, Model, Need } from './model.ts'

/** What a fit may take when nobody says otherwise. */
export const defaultMemoryLimitBytes = 8 * 2 ** 30

/**
 * The door to every algorithm: refuses, before anything is begun, what cannot go well, and then fits.
 *
 * @param before  a model of the same recipe whose items are the first columns: where the algorithm begins, if it can
 * @throws RangeError  a bad option, interactions no model may be given, something the algorithm cannot do without, or
 *   more memory needed than allowed (with what would help)
 */
export async function fitModel(
  { label, algorithm, options }: Resolved,
  interactions: Interactions,
  context: FitContext & { memoryLimitBytes?: number },
  before?: Model,
): Promise<Model> {
  const { memoryLimitBytes = defaultMemoryLimitBytes, ...rest } = context
  algorithm.check(options)
  checkInteractions(interactions)
  for (const need of algorithm.needs?.(options) ?? [])
    if (!isThere(need, interactions, context)) throw new RangeError(`${label}: ${lacks[need]}`)
  const tooMuch = memoryRefusal({ label, algorithm, options }, interactions, memoryLimitBytes)
  if (tooMuch !== undefined) throw new RangeError(tooMuch)
  context.signal?.throwIfAborted()
  if (before && algorithm.update) return algorithm.update(before, interactions, options, rest)
  return algorithm.fit(interactions, options, rest)
}

/** Why a fit is not begun: it would need more memory than allowed. Undefined when it would not. */
export function memoryRefusal(
  { label, algorithm, options }: Resolved,
  interactions: Interactions,
  memoryLimitBytes = defaultMemoryLimitBytes,
): string | undefined {
  const bytes = algorithm.memoryBytes(interactions, options)
  if (bytes <= memoryLimitBytes) return undefined
  return `${label}: ${count(interactions.nRows)} users × ${count(interactions.nCols)} items need ${mebibytes(bytes)} MiB, ${mebibytes(memoryLimitBytes)} are allowed; raise the limit, keep fewer items (minimum counts in prepare) or choose a model that needs less`
}

function isThere(need: Need, interactions: Interactions, { itemFeatures }: FitContext): boolean {
  if (need === 'itemFeatures') return itemFeatures !== undefined
  if (need === 'embeddings') return itemFeatures?.embeddings !== undefined
  return interactions[need] !== undefined
}

const lacks = {
  sequences: 'got interactions without their order, want events with times (sequences)',
  itemFeatures: 'got nothing about the items, want their text, categories or other attributes (itemFeatures)',
  embeddings: 'got items without embeddings of their texts, want a text model (--embeddings FOLDER)',
  userFeatures: 'got nothing about the people, want their features (userFeatures)',
} as const

const count = (n: number) => n.toLocaleString('en')
const mebibytes = (bytes: number) => count(Math.ceil(bytes / 2 ** 20))
