import type { Item } from '../../contract/item.ts'
import type { Rng } from '../../numbers/rng.ts'
import type { Catalogue } from '../catalogue.ts'
import { type RawLine, rawActions, rawTime } from '../raw-line.ts'
import type { Span } from '../sessions.ts'

/** A shop's lines to be soiled with one kind of dirt. */
export interface Ground {
  /** clean, in any order */
  lines: readonly RawLine[]
  catalogue: Catalogue
  /** dirt falls in here; lines after it are not looked at, so that none of it knows the future */
  span: Span
}

/** The lines with the dirt in them, and the truth about ids that are not in the catalogue. */
export interface Soiled {
  /** in order of time */
  lines: RawLine[]
  /** an id that dirt brought up -> the product it really is */
  reallyIs: ReadonlyMap<string, string>
  /** what the shop's catalogue would say of them: variant -> parent */
  parents: ReadonlyMap<string, string>
  /** entries of the shop's catalogue that dirt brought up */
  items: readonly Item[]
}

/** One kind of dirt. */
export interface Dirt {
  /** what it is, in a sentence */
  about: string
  /** how much of it a well-kept shop has, in parts of `of`: a dose of 1 */
  share: number
  of: 'lines' | 'looks' | 'sales' | 'orders' | 'products'
  /** so much of it, in parts of `of`; the same generator gives the same dirt */
  plant(ground: Ground, share: number, random: Rng): Partial<Soiled> & { lines: RawLine[] }
}

/** The ground with so many doses of a kind of dirt; none of it at 0. */
export function soiled({ share, plant }: Dirt, ground: Ground, dose: number, random: Rng): Soiled {
  const { startMs, endMs } = ground.span
  const lines = ground.lines.filter(({ timeMs }) => timeMs >= startMs && timeMs < endMs)
  const found = dose > 0 ? plant({ ...ground, lines }, Math.min(1, share * dose), random) : { lines }
  return {
    reallyIs: new Map(),
    parents: new Map(),
    items: [],
    ...found,
    lines: found.lines.toSorted((a, b) => a.timeMs - b.timeMs),
  }
}

export const oneOf = <T>(all: readonly T[], random: Rng): T => all[Math.floor(random() * all.length)] as T

/** Sales of customers who are known. */
export const salesOf = (lines: readonly RawLine[]) =>
  lines.filter((line) => line.action === rawActions.purchase && line.customer_no !== '')

/** Orders of customers who are known, each with its lines. */
export const ordersOf = (lines: readonly RawLine[]): RawLine[][] => [
  ...Map.groupBy(salesOf(lines), ({ order_no }) => order_no).values(),
]

/** The line at another moment. */
export const at = (line: RawLine, timeMs: number): RawLine => ({ ...line, timeMs, date_time: rawTime(timeMs) })

/** Any whole second of the span. */
export const moment = ({ startMs, endMs }: Span, random: Rng) =>
  startMs + 1000 * Math.floor((random() * (endMs - startMs)) / 1000)

/** The line about another product of the catalogue. */
export function about(line: RawLine, { products }: Catalogue, product: number): RawLine {
  const { item, price } = products[product]!
  const { id, title = '', category = '', brand = '' } = item
  return { ...line, article: id, article_name: title, shelf: category, brand, unit_price: price.toFixed(2) }
}
