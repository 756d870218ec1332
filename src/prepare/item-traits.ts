import type { Item } from '../contract/item.ts'
import { shelvesOf } from './shelves.ts'
import type { ItemTraits } from './steps/step.ts'

/**
 * What steps may know of products: the levels of the category, the brand, and the attributes that are texts, a share each, so that many of
 * them do not outweigh the shelf. Products of which nothing is said are missing.
 */
export function itemTraits(items: readonly Item[]): Map<string, ItemTraits> {
  const found = new Map<string, ItemTraits>()
  for (const { id, category = '', brand = '', attributes = {} } of items) {
    const traits: { of: string; path: string[]; weight: number }[] = []
    const shelves = shelvesOf(category)
    if (shelves.length > 0) traits.push({ of: 'category', path: shelves, weight: 1 })
    if (brand.trim() !== '') traits.push({ of: 'brand', path: [brand.trim().toLowerCase()], weight: 1 })
    const texts = Object.entries(attributes).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim().toLowerCase()] as const] : [],
    )
    for (const [name, value] of texts) traits.push({ of: `"${name}"`, path: [value], weight: 1 / texts.length })
    if (traits.length > 0) found.set(id, traits)
  }
  return found
}
