import type { Item } from '../contract/item.ts'
import type { Resolved } from '../model/algorithms.ts'
import type { ItemFeatures } from '../model/model.ts'
import type { Vocabulary } from '../numbers/vocabulary.ts'

/** The catalogue as columns for the models that read it; nothing when none of them does, and nothing is loaded for it. */
export async function featuresFor(
  models: readonly Resolved[],
  items: Vocabulary,
  catalogue: () => Promise<readonly Item[]>,
): Promise<{ itemFeatures?: ItemFeatures }> {
  if (!models.some(({ algorithm, options }) => algorithm.needs?.(options).includes('itemFeatures'))) return {}
  const { itemFeatures } = await import('../prepare/item-features.ts')
  const known: (Item | undefined)[] = new Array(items.size).fill(undefined)
  for (const item of await catalogue()) {
    const row = items.row(item.id)
    if (row >= 0) known[row] = item
  }
  const { fields, price } = itemFeatures(known)
  return { itemFeatures: { fields, price } }
}
