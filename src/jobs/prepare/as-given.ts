import type { Item } from '../../contract/item.ts'
import type { Store } from '../../store/store.ts'

/**
 * item -> what it was called before the step `descriptions` chose among its names. What an earlier step reads of titles it reads here:
 * a second preparation would otherwise see what the first one chose, and come out differently.
 */
export async function titlesAsGiven(store: Store): Promise<Map<string, string>> {
  return new Map([...(await store.titles()), ...(await store.titlesBefore())])
}

/** The catalogue under those titles. */
export async function itemsAsGiven(store: Store): Promise<Item[]> {
  const before = await store.titlesBefore()
  return (await store.allItems()).map((item) => {
    const title = before.get(item.id)
    return title === undefined ? item : { ...item, title }
  })
}
