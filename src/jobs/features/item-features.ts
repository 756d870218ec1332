import type { Item } from '../../contract/item.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { ItemFeatures } from '../../model/model.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { FieldsConfigured } from './field-reading.ts'

export interface FeatureRequest {
  /** what is done to the fields of products before they are features; learnt from `items` alone */
  config: FieldsConfigured
  /** a folder with a text model, by which titles and descriptions become `embeddings` (text-embedder.ts) */
  embeddings?: string | undefined
  signal?: AbortSignal | undefined
}

/** The catalogue as columns for the models that read it; nothing when none of them does, and nothing is loaded for it. */
export async function featuresFor(
  models: readonly Resolved[],
  items: Vocabulary,
  catalogue: () => Promise<readonly Item[]>,
  { config, embeddings, signal }: FeatureRequest,
): Promise<{ itemFeatures?: ItemFeatures }> {
  const needs = models.flatMap(({ algorithm, options }) => algorithm.needs?.(options) ?? [])
  const areEmbedded = embeddings !== undefined && needs.includes('embeddings')
  if (!areEmbedded && !needs.includes('itemFeatures')) return {}
  const [{ itemFeatures }, { readied }, { howNumbersStand, learnReading }] = await Promise.all([
    import('../../prepare/item-features.ts'),
    import('../../prepare/fields/ready.ts'),
    import('./field-reading.ts'),
  ])
  const known: (Item | undefined)[] = new Array(items.size).fill(undefined)
  for (const item of await catalogue()) {
    const row = items.row(item.id)
    if (row >= 0) known[row] = item
  }
  const reading = await learnReading(known, 'items', config)
  const { scales, marksUnknown } = howNumbersStand(reading)
  const read = readied(known, 'items', reading)
  const { fields, price } = itemFeatures(read, { scales, marksUnknownPrice: marksUnknown('price') })
  if (!areEmbedded) return { itemFeatures: { fields, price } }
  return { itemFeatures: { fields, price, embeddings: await embedded(read, embeddings, signal) } }
}

/** Title and description of every item through the model. */
async function embedded(known: readonly (Item | undefined)[], folder: string, signal: AbortSignal | undefined) {
  const { openTextEmbedder } = await import('./text-embedder.ts')
  const embedder = await openTextEmbedder(folder)
  try {
    const texts = known.map((item) => [item?.title, item?.description].filter(Boolean).join('. '))
    return await embedder.embed(texts, signal)
  } finally {
    await embedder.close()
  }
}
