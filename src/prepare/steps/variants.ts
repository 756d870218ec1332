import { Vocabulary } from '../../numbers/vocabulary.ts'
import { counted, type Lot, type Step } from './step.ts'

/** No family is deeper than this: a longer way up goes round in a circle. */
const deepest = 32

/**
 * A variant (a size, a colour: a product with a `parent` in the catalogue) stands for its parent, and that for its own: what is learnt of
 * the red cup and of the blue one is learnt of the cup. Each line it changes is counted as filled. Products whose parents go round in a
 * circle stand for themselves, and are named.
 *
 * O(rows + products).
 */
export const variants: Step = {
  name: 'variants',
  about: 'Sizes and colours are one product: taste is learnt of it whole, and no list shows it twice.',
  after: ['products'],
  judge(lot) {
    const { rows, known } = lot
    const circles: string[] = []
    const items = new Vocabulary(lot.items)
    const standsFor = Int32Array.from(lot.items, (id) => {
      const top = topOf(id, known.parents)
      if (top === undefined) circles.push(id)
      return items.add(top ?? id)
    })
    const moved = replaced(lot, standsFor)
    const notes = [
      moved.lines === 0
        ? 'No line names a variant of a product.'
        : `${counted(moved.lines, 'line')} about ${counted(moved.products, 'variant')} ${moved.lines === 1 ? 'counts' : 'count'} for the product it is a variant of.`,
    ]
    if (circles.length > 0)
      notes.push(
        `The parents of ${counted(circles.length, 'product')} go round in a circle ("${circles[0]}"): ${circles.length === 1 ? 'it stands for itself' : 'they stand for themselves'}.`,
      )
    return {
      filled: moved.lines,
      note: notes.join(' '),
      why: () => '',
      *changes() {
        if (moved.lines === 0) return
        for (const row of rows) {
          const item = lot.item[row]!
          if (item < 0 || standsFor[item] === item) continue
          const [before, after] = [lot.items[item] as string, items.ids[standsFor[item]!] as string]
          yield { row, field: 'item', before, after, why: `a variant of ${after}` }
        }
      },
      ...(moved.lines > 0 && { found: { item: moved.item, items: items.ids } }),
    }
  },
}

/** The product at the top of a family: itself where there is no parent, undefined where parents go round in a circle. */
function topOf(id: string, parents: ReadonlyMap<string, string>): string | undefined {
  let top = id
  for (let height = 0; height < deepest; height++) {
    const above = parents.get(top)
    if (above === undefined || above === top) return top
    top = above
  }
  return undefined
}

/** The products of the lot's lines, each with the one that stands for it; how many lines and products that concerns. */
export function replaced(lot: Lot, standsFor: Int32Array): { item: Int32Array; lines: number; products: number } {
  const products = new Set<number>()
  let lines = 0
  if (standsFor.every((other, i) => other === i)) return { item: lot.item, lines, products: 0 }
  const item = lot.item.slice()
  for (const row of lot.rows) {
    const before = item[row]!
    if (before < 0 || standsFor[before] === before) continue
    item[row] = standsFor[before]!
    products.add(before)
    lines++
  }
  return { item, lines, products: products.size }
}
