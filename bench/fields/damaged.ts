import type { Item } from '../../src/contract/item.ts'
import type { Rng } from '../../src/numbers/rng.ts'

/** The catalogue with half of its prices, brands, shelves and colours unsaid, each by itself. */
export function half(items: readonly Item[], random: Rng): Item[] {
  return items.map(({ price, brand, category, attributes = {}, ...rest }) => {
    const { colour, ...others } = attributes
    const said = () => random() < 0.5
    return {
      ...rest,
      ...(said() && price !== undefined && { price }),
      ...(said() && brand !== undefined && { brand }),
      ...(said() && category !== undefined && { category }),
      attributes: { ...others, ...(said() && colour !== undefined && { colour }) },
    }
  })
}

/** Ways in which a text is written otherwise and means the same. */
const ways: ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.replaceAll(' ', '&nbsp;').replaceAll('&nbsp;>&nbsp;', ' > '),
  (text) => text.replaceAll(/[a-z]/g, (letter) => `&#${letter.charCodeAt(0)};`),
  // full width, as from a Japanese spreadsheet
  (text) => text.replaceAll(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  (text) => `<b>${text}</b>`,
  (text) => text.replaceAll(/(?<=\w)(?=\w{4})/g, '\u00ad'),
]

/** The catalogue with half of its titles, brands, shelves and colours written in one of these ways. */
export function miswritten(items: readonly Item[], random: Rng): Item[] {
  const other = (text: string) =>
    random() < 0.5 ? text : (ways[Math.floor(random() * ways.length)] as (text: string) => string)(text)
  return items.map(({ title = '', brand = '', category = '', attributes = {}, ...rest }) => ({
    ...rest,
    title: other(title),
    brand: other(brand),
    category: other(category),
    attributes: { ...attributes, colour: other(String(attributes.colour)) },
  }))
}
