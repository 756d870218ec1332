import { createHash } from 'node:crypto'
import type { PrepareConfig } from '../../prepare/config.ts'
import { nearDuplicates } from '../../prepare/near-duplicates/near-duplicates.ts'
import type { Store } from '../../store/store.ts'
import { itemsAsGiven } from './as-given.ts'

/**
 * Which products are variants of which, and a hash of all that a preparation reads of the catalogue: equal hashes, equal preparations.
 * What is said of products is only read where twins are to be merged, or gifts found by it.
 */
export async function familiesOf(
  store: Store,
  config: PrepareConfig,
): Promise<{ parents: ReadonlyMap<string, string>; hash: string }> {
  const parents = await store.parents()
  const hash = createHash('sha256').update(JSON.stringify([...parents]))
  if (config.giftTimes > 0)
    for (const { id, category, brand, attributes } of await store.allItems())
      hash.update(JSON.stringify([id, category, brand, attributes]))
  if (config.productTwins === 'merge')
    for (const { id, title, brand, description, price, attributes } of await itemsAsGiven(store))
      hash.update(JSON.stringify([id, title, brand, description, price, attributes]))
  return { parents, hash: hash.digest('hex') }
}

/** Pairs of ids that are surely one thing. O(products × 600) at most. */
export async function twinsOf(
  store: Store,
  { twinLikeness }: PrepareConfig,
  signal?: AbortSignal,
): Promise<[string, string][]> {
  const items = await itemsAsGiven(store)
  const pairs = await nearDuplicates(items, { least: twinLikeness, ...(signal && { signal }) })
  return pairs.map(({ a, b }) => [items[a]?.id as string, items[b]?.id as string])
}
