import type { Item } from '../contract/item.ts'
import type { Rng } from '../numbers/rng.ts'
import { categories } from './shelves/categories.ts'
import type { CategoryWords, ShelfWords } from './shelves/shelf-words.ts'
import { brands, colours } from './shop-words.ts'

/** A product as the simulator knows it: what the shop says (`item`), and what moves a visitor to it. */
export interface Product {
  item: Item
  price: number
  /** row of its shelf in `Catalogue.shelves` */
  shelf: number
  /** positions in `brands` and `colours` */
  brand: number
  colour: number
  /** natural logarithm of its appeal to nobody in particular */
  appeal: number
  /** log of its price over the middle price of its shelf: 0 = usual, above = dear */
  dearness: number
}

export interface Shelf {
  category: CategoryWords
  words: ShelfWords
  /** its products are the catalogue's rows from here to before `end` */
  start: number
  end: number
}

export interface Catalogue {
  products: Product[]
  shelves: Shelf[]
}

/** Rows of `brands` by category. */
const sellersOf = new Map(
  categories.map(({ name }) => [name, brands.flatMap(({ sells }, row) => (sells.includes(name) ? [row] : []))]),
)

/** How steep popularity falls within a shelf: the r-th best appeals as r^-0.8. */
const appealSlope = 0.8
const soldOutShare = 0.03

/**
 * About `nProducts` products on every shelf of the shop, grouped by shelf. No two share a title, as none do in a shop
 * that wants its parcels right.
 */
export function makeCatalogue(nProducts: number, random: Rng): Catalogue {
  const places = categories.flatMap((category) => category.shelves.map((words) => ({ category, words })))
  const products: Product[] = []
  const shelves = places.map(({ category, words }, shelf) => {
    const start = products.length
    // from 0.6 to 1.4 of the even share: no shop's shelves are equally long
    const size = Math.max(4, Math.round((nProducts / places.length) * (0.6 + 0.8 * random())))
    const titles = new Set<string>()
    const usualPrice: number[] = []
    while (products.length < start + size) {
      const product = makeProduct(category, words, shelf, random)
      if (titles.has(product.item.title!)) continue
      titles.add(product.item.title!)
      product.item.id = `${codeOf(category.name)}-${String(shelf * 100 + products.length - start + 1000)}`
      products.push(product)
      usualPrice.push(product.price)
    }
    usualPrice.sort((a, b) => a - b)
    const middle = usualPrice[usualPrice.length >> 1]!
    const ranks = shuffled(size, random)
    for (let k = 0; k < size; k++) {
      const product = products[start + k]!
      product.appeal = -appealSlope * Math.log(1 + ranks[k]!)
      product.dearness = Math.log(product.price / middle)
    }
    return { category, words, start, end: products.length }
  })
  return { products, shelves }
}

function makeProduct(category: CategoryWords, words: ShelfWords, shelf: number, random: Rng): Product {
  const sellers = sellersOf.get(category.name)!
  const brand = sellers[pick(sellers.length, random)]!
  const colour = pick(colours.length, random)
  const nouns = Object.entries(words.nouns)
  const [noun, factor] = nouns[pick(nouns.length, random)]!
  const material = words.materials[pick(words.materials.length, random)]!
  const sizeRow = pick(words.sizes.length, random)
  const size = words.sizes[sizeRow]!
  const { name: brandName, style, level } = brands[brand]!
  const { name: colourName, swatch } = colours[colour]!
  const inColour = words.colourless ? '' : ` in ${colourName}`
  const raw = words.price * factor * level * (0.75 + 0.35 * sizeRow) * (0.85 + 0.3 * random())
  const price = shopPrice(raw)
  return {
    price,
    shelf,
    brand,
    colour,
    appeal: 0,
    dearness: 0,
    item: {
      id: '',
      title: `${brandName} ${material} ${noun}${inColour}, ${size}`,
      description: `${words.use} ${feelings[style]} ${noun} by ${brandName}, ${material.replaceAll('-', ' ').toLowerCase()}${inColour.toLowerCase()}, ${size}.`,
      category: `${category.name} > ${words.name}`,
      brand: brandName,
      price,
      currency: 'EUR',
      available: random() >= soldOutShare,
      attributes: { colour: colourName, swatch, material, size, style },
    },
  }
}

const feelings = {
  nordic: 'Quiet lines and nothing to add:',
  rustic: 'Honest, heavy and made to be used:',
  playful: 'It makes the morning grin:',
  heritage: 'As the workshop has made it for a century:',
  technical: 'Measured, tested, light:',
  botanical: 'Drawn from the garden in June:',
} as const

/** Prices as shops write them: 4.90, 24.50, 129. */
function shopPrice(raw: number): number {
  if (raw >= 100) return Math.round(raw / 5) * 5 - 1
  if (raw >= 20) return Math.round(raw) - 0.5
  return Math.max(1.5, Math.round(raw * 2) / 2 - 0.1)
}

const codeOf = (name: string) =>
  name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase()

const pick = (n: number, random: Rng) => Math.floor(random() * n)

/** The numbers below n in a random order (Fisher–Yates). */
export function shuffled(n: number, random: Rng): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, k) => k)
  for (let k = n - 1; k > 0; k--) {
    const other = pick(k + 1, random)
    const swap = order[k]!
    order[k] = order[other]!
    order[other] = swap
  }
  return order
}
