import type { Item } from '../../contract/item.ts'
import { type RawLine, rawActions } from '../raw-line.ts'
import { type Dirt, type Ground, oneOf } from './soil.ts'

/** Customers who look around without signing in, on a browser on which they do at other times. */
export const signedOut: Dirt = {
  about: 'looks of customers who had not signed in, on a browser on which they do',
  share: 0.05,
  of: 'looks',
  plant({ lines }, share, random) {
    return {
      lines: lines.map((line) =>
        line.action === rawActions.view && line.browser !== '' && random() < share
          ? { ...line, customer_no: '' }
          : line,
      ),
    }
  },
}

/** What a title becomes when a product is typed in once more. */
const typedAgain: readonly ((title: string) => string)[] = [
  (title) => title,
  (title) => title.toUpperCase(),
  (title) => `${title} (NEW)`,
  (title) => title.slice(0, -1),
  (title) => title.split(' ').slice(1).join(' '),
  (title) => title.split(', ').reverse().join(' '),
]

/** A product that was entered into the catalogue a second time: half of its lines name the other id. */
export const twins: Dirt = {
  about:
    'products that stand in the catalogue twice under titles that differ a little, half of what happens under either id',
  share: 0.02,
  of: 'products',
  plant: (ground, share, random) =>
    renamed(
      ground,
      share,
      random,
      ['-B'],
      (item) => ({ ...item, title: oneOf(typedAgain, random)(item.title ?? '') }),
      0.5,
    ),
}

/** Sizes of one product, each with an id of its own and a parent in the catalogue. */
export const sizes: Dirt = {
  about: 'products that are sold in three sizes, each with an id of its own',
  share: 0.05,
  of: 'products',
  plant: (ground, share, random) =>
    renamed(ground, share, random, ['-S', '-M', '-L'], (item) => ({ ...item, parent: item.id }), 1),
}

/** Some products go by other ids, in so large a part of their lines. */
function renamed(
  { lines, catalogue }: Ground,
  share: number,
  random: () => number,
  endings: readonly string[],
  change: (item: Item) => Item,
  part: number,
) {
  const chosen = new Map(catalogue.products.flatMap(({ item }) => (random() < share ? [[item.id, item] as const] : [])))
  const names = [...chosen].flatMap(([id, item]) => endings.map((end) => ({ id, item, name: id + end })))
  const items = names.map(({ item, name }) => ({ ...change(item), id: name }))
  const rename = (line: RawLine) =>
    chosen.has(line.article) && random() < part ? { ...line, article: line.article + oneOf(endings, random) } : line
  return {
    lines: lines.map(rename),
    items,
    reallyIs: new Map(names.map(({ name, id }) => [name, id])),
    parents: new Map(items.flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const]))),
  }
}
