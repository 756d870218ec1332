import { counted } from '../../prepare/steps/step.ts'
import { type ChosenTitle, chooseTitles, tidied } from '../../prepare/titles.ts'
import type { LedgerEntry, Store } from '../../store/store.ts'

const samplesWanted = 5

/**
 * The last step, which is about the catalogue: files call one product by several names (misspelt, shortened, "damaged"),
 * and the store keeps the first. Here the name most lines gave takes its place. A name that no file gave came through the
 * API, where somebody meant it: it stays.
 *
 * @param products  the products that are left; others are not looked at
 * @param kept      clean events, none of which this step touches
 */
export async function nameProducts(store: Store, products: readonly string[], kept: number): Promise<LedgerEntry> {
  const ofInterest = new Set(products)
  const counts = (await store.titleCounts()).filter(({ item }) => ofInterest.has(item))
  const chosen = chooseTitles(counts)
  const several = chosen.filter(({ others }) => others.length > 0)
  const renamed = await rename(store, chosen, counts)
  const lines = several.reduce((sum, { others }) => sum + others.reduce((all, { count }) => all + count, 0), 0)
  return {
    step: 'descriptions',
    kept,
    dropped: 0,
    merged: 0,
    filled: renamed,
    quarantined: 0,
    note:
      several.length === 0
        ? 'No product goes by two names.'
        : `${counted(several.length, 'product goes', 'products go')} by more than one name; ${counted(lines, 'line')} used a rarer one. Each is called what most lines call it (${counted(renamed, 'title')} changed in the catalogue).`,
    samples: samplesOf(several),
  }
}

async function rename(
  store: Store,
  chosen: readonly ChosenTitle[],
  counts: readonly { item: string; title: string }[],
): Promise<number> {
  const given = new Map<string, Set<string>>()
  for (const { item, title } of counts) {
    const known = given.get(item) ?? new Set()
    given.set(item, known.add(title).add(tidied(title)))
  }
  const items = await store.itemsById(chosen.map(({ item }) => item))
  const titles = chosen.filter(({ item, title }, at) => {
    const before = items[at]?.title
    return before !== undefined && before !== title && given.get(item)?.has(before)
  })
  await store.retitle(titles.map(({ item, title }) => ({ item, title })))
  return titles.length
}

/** Those with most disagreement first. */
function samplesOf(several: readonly ChosenTitle[]): string[] {
  return several
    .toSorted((a, b) => b.others.length - a.others.length || (a.item < b.item ? -1 : 1))
    .slice(0, samplesWanted)
    .map(({ item, title, others }) => {
      const rest = others.slice(0, 3).map(({ title, count }) => `"${title}" (${count})`)
      return `${item} is "${title}", not ${rest.join(', ')}${others.length > rest.length ? ', …' : ''}`
    })
}
