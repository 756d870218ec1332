import { readNumber } from '../../numbers/read-number.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** What may be mended in a row; the words of an import's report. */
export type Repair = 'number-form' | 'currency' | 'category-path'

/** Reads values and remembers what it mended. A sentence instead of a number says why there is none. */
export interface Repairer {
  /** a row begins; `currency` is what it says its prices are in, where it does */
  begin(currency: string | undefined): void
  /** what was mended since it began */
  done(): Repair[]
  number(text: string): number | string
  price(text: string): number | string
  category(text: string): string
}

/** Signs that part the levels of a path and nothing else. A stroke parts "Bed / Bath" too: it must be asked for. */
const always = ['»', '|', '>']

/**
 *     price in the shop's own currency = price · currencies[its currency]
 *
 * where the mapping gives rates; a price that names no currency is in the shop's own. Without rates prices stay as they are.
 */
export function repairer({
  decimal,
  currencies,
  categorySeparator,
}: Pick<Mapping, 'decimal' | 'currencies' | 'categorySeparator'>): Repairer {
  const separators = [...(categorySeparator === undefined ? [] : [categorySeparator]), ...always]
  let done: Repair[] = []
  let currency: string | undefined
  const read = (text: string) => {
    const { repaired, ...said } = readNumber(text, decimal)
    if (repaired) done.push('number-form')
    return said
  }
  return {
    begin(given) {
      done = []
      currency = given
    },
    done: () => done,
    number(text) {
      const said = read(text)
      return Number.isNaN(said.value) || said.currency !== undefined ? `got "${text}", want a number` : said.value
    },
    price(text) {
      const said = read(text)
      if (Number.isNaN(said.value)) return `got "${text}", want a number`
      const money = said.currency ?? currency?.toUpperCase()
      if (!currencies || money === undefined) return said.value
      const rate = Object.hasOwn(currencies, money) ? currencies[money] : undefined
      if (rate === undefined) return `got ${money}, want one of ${Object.keys(currencies).join(', ')} (currencies)`
      if (rate !== 1) done.push('currency')
      return said.value * rate
    },
    category(text) {
      const sign = separators.find((one) => text.includes(one))
      if (sign === undefined) return text
      const path = text
        .split(sign)
        .map((level) => level.trim())
        .filter((level) => level !== '')
        .join(' > ')
      if (path !== text) done.push('category-path')
      return path
    },
  }
}
