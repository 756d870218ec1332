import type { Item } from '../contract/item.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { quantileOfSorted } from '../numbers/stats.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { type LearntScale, onKnots } from './fields/scale.ts'
import { shelvesOf } from './shelves.ts'
import { type Language, languageOf, wordReader } from './text-words.ts'

/** What is known of the items, as columns models can read; docs/methods/content.md. */
export interface ItemFeatures {
  /** nItems × features, for each of `text`, `category`, `brand`, `price` and `attributes` that any item says something of */
  fields: Record<string, Csr>
  /** what the columns of each field are called */
  names: Record<string, string[]>
  /** nItems, NaN where unknown */
  price: Float32Array
}

export interface ItemFeatureOptions {
  /** of titles and descriptions; guessed from them when not said */
  language?: Language
  /** a word of the title counts as often as so many of the description */
  titleWeight?: number
  /** equally filled bands of price */
  priceBands?: number
  /** `price` and numbers among the attributes that lie between knots instead of in bands (fields/scale.ts) */
  scales?: Readonly<Record<string, LearntScale>>
  /** that no price is known is a column too */
  marksUnknownPrice?: boolean
}

/** So many texts tell the language. */
const textsToGuessFrom = 500

/**
 * @param items  in the order of the rows wanted; undefined where nothing is known of an item: its row is empty
 *
 * text        stems of title and description (text-words.ts); value = how often, title words `titleWeight` times
 * category    every level of the path: "Home > Lamps" stands in "Home" and in "Home > Lamps"
 * brand       in small letters
 * price       the band between two quantiles of all prices, or its knots
 * attributes  "name=value" for texts and booleans, each word of a list; numbers in bands or on knots of their own, like prices
 *
 * O(characters). The same items give the same columns: names stand in order of first appearance.
 */
export function itemFeatures(
  items: readonly (Item | undefined)[],
  { language, titleWeight = 3, priceBands = 10, scales = {}, marksUnknownPrice = false }: ItemFeatureOptions = {},
): ItemFeatures {
  const columns = new Map<string, Columns>()
  const field = (name: string) => {
    const known = columns.get(name) ?? new Columns()
    columns.set(name, known)
    return known
  }
  const words = wordReader(language ?? languageOf(someTexts(items)))
  const placeOfPrice = placeOf(
    scales.price,
    bandsOf(
      items.flatMap((item) => item?.price ?? []),
      priceBands,
    ),
  )
  const bands = numberBands(items, priceBands)
  const places = new Map([...bands].map(([name, band]) => [name, placeOf(scaleOf(scales, name), band)]))
  items.forEach((item, row) => {
    if (!item) return
    for (const word of words(item.title ?? '')) field('text').add(row, word, titleWeight)
    for (const word of words(item.description ?? '')) field('text').add(row, word, 1)
    for (const shelf of shelvesOf(item.category ?? '')) field('category').add(row, shelf, 1)
    if (item.brand?.trim()) field('brand').add(row, item.brand.trim().toLowerCase(), 1)
    if (item.price !== undefined)
      for (const [place, weight] of placeOfPrice(item.price)) field('price').add(row, place, weight)
    else if (marksUnknownPrice) field('price').add(row, 'unknown', 1)
    for (const [name, value] of Object.entries(item.attributes ?? {}))
      for (const [word, weight] of attributeWords(value, places.get(name)))
        field('attributes').add(row, `${name}=${word}`, weight)
  })
  return {
    fields: Object.fromEntries([...columns].map(([name, of]) => [name, of.matrix(items.length)])),
    names: Object.fromEntries([...columns].map(([name, of]) => [name, of.names.ids])),
    price: Float32Array.from(items, (item) => item?.price ?? Number.NaN),
  }
}

/** Entries of one field as they come. */
class Columns {
  readonly names = new Vocabulary()
  readonly #row: number[] = []
  readonly #column: number[] = []
  readonly #value: number[] = []

  add(row: number, name: string, value: number): void {
    this.#row.push(row)
    this.#column.push(this.names.add(name))
    this.#value.push(value)
  }

  matrix(nRows: number): Csr {
    const [row, column] = [Uint32Array.from(this.#row), Uint32Array.from(this.#column)]
    return csrFrom(nRows, this.names.size, row, column, Float32Array.from(this.#value), 'sum')
  }
}

/** A number as columns, each with its weight. */
type PlaceOf = (value: number) => (readonly [string, number])[]

const scaleOf = (scales: Readonly<Record<string, LearntScale>>, name: string) =>
  Object.hasOwn(scales, name) ? scales[name] : undefined

const placeOf = (scale: LearntScale | undefined, band: (value: number) => string): PlaceOf =>
  scale
    ? (value) => onKnots(value, scale).map(([knot, weight]) => [`knot ${knot}`, weight])
    : (value) => [[band(value), 1]]

function attributeWords(value: unknown, place: PlaceOf | undefined): (readonly [string, number])[] {
  if (typeof value === 'number') return place ? place(value) : [[String(value), 1]]
  const words = Array.isArray(value) ? value : typeof value === 'string' || typeof value === 'boolean' ? [value] : []
  return words.map((word) => [String(word).trim().toLowerCase(), 1])
}

/** Which of `n` bands a number falls into, named by its place: equally many of `values` in each, equal numbers in one. */
function bandsOf(values: readonly number[], n: number): (value: number) => string {
  const sorted = Float64Array.from(values).sort()
  const cuts = [...new Set(Array.from({ length: n - 1 }, (_, k) => quantileOfSorted(sorted, (k + 1) / n)))]
  return (value) => `band ${cuts.filter((cut) => value > cut).length}`
}

/** Bands for each attribute that is a number. */
function numberBands(items: readonly (Item | undefined)[], n: number): Map<string, (value: number) => string> {
  const values = new Map<string, number[]>()
  for (const item of items)
    for (const [name, value] of Object.entries(item?.attributes ?? {})) {
      if (typeof value !== 'number') continue
      const known = values.get(name) ?? []
      values.set(name, known)
      known.push(value)
    }
  return new Map([...values].map(([name, of]) => [name, bandsOf(of, n)]))
}

function* someTexts(items: readonly (Item | undefined)[]): Generator<string> {
  const step = Math.max(1, Math.floor(items.length / textsToGuessFrom))
  for (let at = 0; at < items.length; at += step) yield `${items[at]?.title ?? ''} ${items[at]?.description ?? ''}`
}
