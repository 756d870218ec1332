import type { Catalogue } from './catalogue.ts'
import { brands, colourFamilies, colours, styles } from './shop-words.ts'
import type { Visitor } from './visitors.ts'

/** How narrow the comfortable price band is: a product this far (in log price) off it loses a factor e^½. */
const bandWidth = 0.45
const colourRow = colours.map(({ family }) => colourFamilies.indexOf(family))
const styleRow = brands.map(({ style }) => styles.indexOf(style))

/**
 * How much a visitor wants each product, before season and history:
 *
 *     w(v, i) = exp( demand(i) + appeal(i) + shelf_v + style_v + brand_v + colour_v − (dearness(i) − band_v)² / 2·0.45² )
 *
 * The chance that a view is of product i is w(v, i)·season(i, month) / Σ_j w(v, j)·season(j, month), however the session
 * wandered there (sessions.ts).
 *
 * @returns  length of the catalogue, all > 0
 */
export function wanting(catalogue: Catalogue, visitor: Visitor): Float64Array {
  const want = new Float64Array(catalogue.products.length)
  catalogue.shelves.forEach((shelf, s) => {
    const here = Math.log(shelf.category.demand) + visitor.shelf[s]!
    for (let i = shelf.start; i < shelf.end; i++) {
      const { appeal, brand, colour, dearness } = catalogue.products[i]!
      const off = (dearness - visitor.band) / bandWidth
      want[i] = Math.exp(
        here +
          appeal +
          visitor.style[styleRow[brand]!]! +
          visitor.brand[brand]! +
          visitor.colour[colourRow[colour]!]! -
          (off * off) / 2,
      )
    }
  })
  return want
}

/**
 * The chance that somebody who looks at a product also puts it in the cart:
 *
 *     eagerness_v · min(1, (ceiling_v / 2) / price)     and 0 above the ceiling or when sold out
 */
export function cartChance(catalogue: Catalogue, visitor: Visitor, i: number): number {
  const { price, item } = catalogue.products[i]!
  if (price > visitor.ceiling || item.available === false) return 0
  return visitor.eagerness * Math.min(1, visitor.ceiling / 2 / price)
}

/** Demand for the product's shelf in a month (0 = January), 1 = usual. */
export function season(catalogue: Catalogue, shelf: number, month: number): number {
  return catalogue.shelves[shelf]!.words.season?.[month] ?? 1
}

/**
 * The truth a recommender is held against: the chance of each product to be the visitor's next purchase that is not a
 * repeat, if it is made in the given month:
 *
 *     π(v, i) ∝ w(v, i) · season(i, month) · cartChance(v, i)     for i not in `bought`, else 0;   Σ_i π = 1
 *
 * Follows from sessions.ts: views are drawn by w·season, a view goes to the cart by cartChance, a cart is bought whole or
 * not at all whatever is in it.
 *
 * @param bought  catalogue rows this visitor has bought
 * @returns       all zeros when nothing can be bought
 */
export function nextPurchase(
  catalogue: Catalogue,
  visitor: Visitor,
  bought: ReadonlySet<number>,
  month: number,
): Float64Array {
  const chance = wanting(catalogue, visitor)
  let sum = 0
  for (let i = 0; i < chance.length; i++) {
    chance[i] = bought.has(i)
      ? 0
      : chance[i]! * season(catalogue, catalogue.products[i]!.shelf, month) * cartChance(catalogue, visitor, i)
    sum += chance[i]!
  }
  if (sum > 0) for (let i = 0; i < chance.length; i++) chance[i]! /= sum
  return chance
}
