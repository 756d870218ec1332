import { counted, type Step } from './step.ts'
import { replaced } from './variants.ts'

/**
 * One thing under two ids, where the configuration says `productTwins: 'merge'`: its lines are those of the id that has more of them (of
 * equals, the smaller id), and so on through chains of twins. Which products are twins is found from the catalogue before
 * (near-duplicates/) and handed in; with 'report', the default, nobody looks and nothing changes.
 *
 * O(rows + products + twins log twins).
 */
export const productTwins: Step = {
  name: 'product-twins',
  about: 'One thing under two ids is one thing, where you say so: half of what is known of it stands under either.',
  after: ['products'],
  judge(lot, { productTwins: what }) {
    const { rows, known, items } = lot
    const count = new Float64Array(items.length)
    if (what === 'merge') for (const row of rows) if (lot.item[row]! >= 0) count[lot.item[row]!]!++
    const chosen = what === 'merge' ? stays(known.twins, items, count) : new Map<number, number>()
    const standsFor = Int32Array.from(items, (_, i) => chosen.get(i) ?? i)
    const moved = replaced(lot, standsFor)
    return {
      filled: moved.lines,
      note:
        moved.lines > 0
          ? `${counted(moved.lines, 'line')} of ${counted(moved.products, 'product')} ${moved.lines === 1 ? 'counts' : 'count'} for the same thing under its other id.`
          : what === 'merge'
            ? 'No product is sold under two ids.'
            : 'Products under two ids are left as they are (productTwins: "merge" joins them).',
      why: () => '',
      *changes() {
        if (moved.lines === 0) return
        for (const row of rows) {
          const item = lot.item[row]!
          if (item < 0 || standsFor[item] === item) continue
          const [before, after] = [items[item] as string, items[standsFor[item]!] as string]
          yield { row, field: 'item', before, after, why: 'the same thing under two ids' }
        }
      },
      ...(moved.lines > 0 && { found: { item: moved.item } }),
    }
  },
}

/** Of everything that is a twin of something: who stands for it. Of the products of one group the one with most lines stays. */
function stays(
  twins: readonly (readonly [string, string])[],
  items: readonly string[],
  count: Float64Array,
): Map<number, number> {
  const number = new Map(twins.flat().map((id) => [id, -1]))
  for (const [i, id] of items.entries()) if (number.has(id)) number.set(id, i)
  const group = new Map<string, string>()
  const find = (id: string): string => {
    let top = id
    for (let above = group.get(top); above !== undefined; above = group.get(top)) top = above
    return top
  }
  for (const [a, b] of twins) {
    const [one, other] = [find(a), find(b)]
    if (one !== other) group.set(other, one)
  }
  const best = new Map<string, number>()
  const better = (i: number, than: number) =>
    count[i]! > count[than]! || (count[i]! === count[than]! && (items[i] as string) < (items[than] as string))
  for (const [id, i] of number) {
    const top = find(id)
    const before = best.get(top)
    if (i >= 0 && (before === undefined || better(i, before))) best.set(top, i)
  }
  return new Map([...number].flatMap(([id, i]) => (i < 0 ? [] : [[i, best.get(find(id)) as number] as const])))
}
