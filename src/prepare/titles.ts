/** A description that files gave to a product, and on how many lines. */
export interface TitleVariant {
  item: string
  title: string
  count: number
}

export interface ChosenTitle {
  item: string
  /** the description most lines gave, tidied */
  title: string
  /** the others, tidied, most frequent first; empty when all agree */
  others: { title: string; count: number }[]
}

/**
 * One description a product: the one that most lines gave. Descriptions that differ only in spaces or capitals are one,
 * written as most lines wrote it. Of two given equally often the longer, then the earlier in the alphabet, so that the
 * answer depends on no order.
 */
export function chooseTitles(variants: Iterable<TitleVariant>): ChosenTitle[] {
  const byItem = new Map<string, Map<string, TitleVariant[]>>()
  for (const { item, title, count } of variants) {
    const tidy = tidied(title)
    if (tidy === '') continue
    const spellings = byItem.get(item) ?? new Map<string, TitleVariant[]>()
    byItem.set(item, spellings)
    const key = tidy.toLowerCase()
    const group = spellings.get(key) ?? []
    spellings.set(key, group)
    const known = group.find((spelling) => spelling.title === tidy)
    if (known) known.count += count
    else group.push({ item, title: tidy, count })
  }
  return [...byItem].map(([item, spellings]) => {
    const groups = [...spellings.values()].map((group) => ({
      title: (group.sort(moreLikely)[0] as TitleVariant).title,
      count: group.reduce((sum, { count }) => sum + count, 0),
    }))
    const [first, ...others] = groups.sort(moreLikely) as [{ title: string }, ...typeof groups]
    return { item, title: first.title, others }
  })
}

/** Without spaces at the ends, and with single ones inside. */
export const tidied = (title: string) => title.trim().replaceAll(/\s+/g, ' ')

type Counted = Pick<TitleVariant, 'title' | 'count'>
const moreLikely = (a: Counted, b: Counted) =>
  b.count - a.count || b.title.length - a.title.length || (a.title < b.title ? -1 : 1)
