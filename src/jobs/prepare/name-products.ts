import { createHash } from 'node:crypto'
import { type FieldChanges, noChanges } from '../../prepare/fields/field-changes.ts'
import { counted } from '../../prepare/steps/step.ts'
import { type ChosenTitle, chooseTitles, tidied } from '../../prepare/titles.ts'
import type { LedgerEntry, Store } from '../../store/store.ts'

const samplesWanted = 5

const onlySpaces = 'spaces that are doubled or at the ends'
const isTidied = (before: string | undefined, title: string) => before !== undefined && tidied(before) === title

/**
 * The step `descriptions`, which is about the catalogue: files call one product by several names (misspelt, shortened, "damaged"),
 * and the store keeps the first. Here the name most lines gave takes its place; what stood before is remembered, and the step always
 * begins there, so it says the same however often it runs. A name that no file gave came through the API, where somebody meant it: it
 * stays.
 *
 * @param products  the products that are left; others are not looked at
 * @param kept      clean events, none of which this step touches
 */
export async function nameProducts(
  store: Store,
  products: readonly string[],
  kept: number,
): Promise<{ account: LedgerEntry; changes: FieldChanges }> {
  const now = await store.titles()
  const before = titlesBefore(products, now, await store.titlesBefore())
  const ofInterest = new Set(products)
  const counts = (await store.titleCounts()).filter(({ item }) => ofInterest.has(item))
  const chosen = chooseTitles(counts)
  const several = chosen.filter(({ others }) => others.length > 0)
  const after = new Map(before)
  const changes = noChanges()
  for (const { item, title } of renamed(chosen, counts, before)) {
    after.set(item, title)
    changes.step.push('descriptions')
    changes.side.push('items')
    changes.id.push(item)
    changes.field.push('title')
    changes.before.push(before.get(item) ?? null)
    changes.after.push(title)
    changes.why.push(isTidied(before.get(item), title) ? onlySpaces : 'what most lines of the files call it')
  }
  await call(store, after, now)
  const lines = several.reduce((sum, { others }) => sum + others.reduce((all, { count }) => all + count, 0), 0)
  const n = changes.id.length
  const nTidied = changes.why.filter((why) => why === onlySpaces).length
  const account: LedgerEntry = {
    step: 'descriptions',
    kept,
    dropped: 0,
    merged: 0,
    filled: n,
    quarantined: 0,
    note:
      (several.length === 0
        ? 'No product goes by two names.'
        : `${counted(several.length, 'product goes', 'products go')} by more than one name; ${counted(lines, 'line')} used a rarer one. Each is called what most lines call it (${counted(n - nTidied, 'title')} changed in the catalogue).`) +
      (nTidied === 0 ? '' : ` ${counted(nTidied, 'title')} lost doubled spaces or those at the ends.`),
    samples: samplesOf(several),
    hash: hashOf(after),
    hashBefore: hashOf(before),
  }
  return { account, changes }
}

/**
 * Takes that step back: every product is called what it was called before it, those that another hand has named since what that said.
 * @throws Error  what stood before does not stand again
 */
export async function giveNamesBack(store: Store): Promise<void> {
  const before = await store.titlesBefore()
  await call(store, before, await store.titles())
  const now = await store.titles()
  if ([...before].some(([item, title]) => now.get(item) !== title) || (await store.titlesBefore()).size > 0)
    throw new Error('descriptions: names that were given back do not stand again')
}

/** Names what these products are called now, as `hashBefore` of the step names what they were called before it. */
export async function hashOfNames(store: Store, products: readonly string[]): Promise<string> {
  const titles = await store.titles()
  return hashOf(new Map(products.flatMap((item) => (titles.has(item) ? [[item, titles.get(item) as string]] : []))))
}

/** What these products are called where this step has not run; those without a title are left out. */
function titlesBefore(
  products: readonly string[],
  now: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    products.flatMap((item) => {
      const title = before.get(item) ?? now.get(item)
      return title === undefined ? [] : [[item, title]]
    }),
  )
}

/** Gives products these titles, where they have another. */
async function call(
  store: Store,
  titles: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Promise<void> {
  const other = [...titles].filter(([item, title]) => now.get(item) !== title)
  await store.retitle(other.map(([item, title]) => ({ item, title })))
}

/** Those that are called otherwise than most lines call them, and by a file. */
function renamed(
  chosen: readonly ChosenTitle[],
  counts: readonly { item: string; title: string }[],
  before: ReadonlyMap<string, string>,
): ChosenTitle[] {
  const given = new Map<string, Set<string>>()
  for (const { item, title } of counts) {
    const known = given.get(item) ?? new Set()
    given.set(item, known.add(title).add(tidied(title)))
  }
  return chosen.filter(({ item, title }) => {
    const now = before.get(item)
    return now !== undefined && now !== title && given.get(item)?.has(now)
  })
}

const hashOf = (titles: ReadonlyMap<string, string>) =>
  createHash('sha256')
    .update(JSON.stringify([...titles]))
    .digest('hex')

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
