import type { Rng } from '../numbers/rng.ts'
import type { Catalogue } from './catalogue.ts'
import { type RawLine, rawActions, rawTime } from './raw-line.ts'
import type { Span } from './sessions.ts'

/**
 * How many lines of each kind of dirt stand in the file. A line has at most one fault, so the numbers add up. All dirt
 * is added to the clean lines and never replaces one: whoever removes exactly the dirt is left with exactly the truth.
 */
export interface Planted {
  /** lines that repeat another, letter by letter */
  repeats: number
  /** lines of people who never said who they are */
  noCustomer: number
  /** sales of postage, discounts and manual corrections, by code */
  nonProducts: Record<(typeof nonProductCodes)[number]['code'], number>
  /** sales at a price of zero or below */
  nonPositivePrices: number
  /** sales of more pieces than the shop has ever owned */
  hugeQuantities: number
  /** sales of zero pieces */
  zeroQuantities: number
  /** returns whose sale is in the file */
  matchedReturns: number
  /** returns whose sale is not */
  strayReturns: number
  /** lines whose product has another title there than elsewhere; the lines themselves are good */
  retitledLines: number
  /** products with such a line */
  retitledProducts: number
  /** lines that cannot be an event */
  brokenDates: number
  missingArticles: number
  unknownActions: number
  brokenPieces: number
}

const nonProductCodes = [
  { code: 'POST', name: 'POSTAGE', perSale: 0.06, price: '4.90' },
  { code: 'D', name: 'Discount', perSale: 0.01, price: '5.00' },
  { code: 'M', name: 'Manual', perSale: 0.005, price: '12.50' },
] as const

/** How much dirt there is, as a share of all clean lines (of sales for what only sales have). */
const share = {
  repeats: 0.013,
  nonPositivePrices: 0.006,
  hugeQuantities: 0.001,
  zeroQuantities: 0.001,
  strayReturns: 0.004,
  retitled: 0.004,
  brokenDates: 0.001,
  missingArticles: 0.0008,
  unknownActions: 0.0005,
  brokenPieces: 0.0004,
}

/**
 * The clean lines with the dirt among them, in order of time, and the count of what was planted. `noCustomer` and
 * `matchedReturns` are counted by the caller, who made those lines.
 */
export function plantDirt(
  clean: readonly RawLine[],
  catalogue: Catalogue,
  span: Span,
  random: Rng,
): { lines: RawLine[]; planted: Omit<Planted, 'noCustomer' | 'matchedReturns'> } {
  const sales = clean.filter((line) => line.action === rawActions.purchase && line.customer_no !== '')
  const dirty: RawLine[] = []
  let made = 0
  /** A sale that never was: somebody's line at another moment, under an order number of its own. */
  const falseSale = (change: Partial<RawLine>): RawLine => {
    const model = sales[Math.floor(random() * sales.length)]!
    const timeMs = span.startMs + 1000 * Math.floor((random() * (span.endMs - span.startMs)) / 1000)
    return { ...model, timeMs, date_time: rawTime(timeMs), order_no: `X${++made}`, ...change }
  }
  const plant = (n: number, make: () => Partial<RawLine>): number => {
    for (let k = 0; k < n; k++) dirty.push(falseSale(make()))
    return n
  }
  const oneOf = (words: readonly string[]) => words[Math.floor(random() * words.length)]!
  const ofSales = (part: number) => Math.ceil(part * sales.length)
  const ofAll = (part: number) => Math.ceil(part * clean.length)

  const nonProducts = Object.fromEntries(
    nonProductCodes.map(({ code, name, perSale, price }) => [
      code,
      plant(ofSales(perSale), () => ({
        article: code,
        article_name: name,
        shelf: '',
        brand: '',
        pieces: '1',
        unit_price: price,
      })),
    ]),
  ) as Planted['nonProducts']
  const nonPositivePrices = plant(ofSales(share.nonPositivePrices), () => ({
    unit_price: oneOf(['0', '0.00', '-1.50']),
  }))
  const hugeQuantities = plant(ofSales(share.hugeQuantities), () => ({ pieces: oneOf(['2000000', '80995000']) }))
  const zeroQuantities = plant(ofSales(share.zeroQuantities), () => ({ pieces: '0' }))
  // Its customer never bought anything else than what stands in the file, so its order number matches no sale.
  const strayReturns = plant(ofSales(share.strayReturns), () => ({ action: rawActions.refund }))
  const brokenDates = plant(ofAll(share.brokenDates), () => ({
    date_time: oneOf(['2025-13-45 99:00:00', 'yesterday', '0000-00-00 00:00:00', '31.06.2025 ??']),
  }))
  const missingArticles = plant(ofAll(share.missingArticles), () => ({ article: '', article_name: '' }))
  const unknownActions = plant(ofAll(share.unknownActions), () => ({ action: oneOf(['hover', 'SALE?', '#REF!']) }))
  const brokenPieces = plant(ofAll(share.brokenPieces), () => ({ pieces: oneOf(['two', '1,5 pcs', '#NUM!']) }))

  const { lines: good, retitledLines, retitledProducts } = retitle(clean, catalogue, random)
  // Repeats are of good lines only: a repeated bad line would be counted in two places.
  for (let n = ofAll(share.repeats), k = 0; k < n; k++) dirty.push(good[Math.floor(random() * good.length)]!)
  const repeats = ofAll(share.repeats)

  const lines = [...good, ...dirty].sort((a, b) => a.timeMs - b.timeMs)
  return {
    lines,
    planted: {
      repeats,
      nonProducts,
      nonPositivePrices,
      hugeQuantities,
      zeroQuantities,
      strayReturns,
      retitledLines,
      retitledProducts,
      brokenDates,
      missingArticles,
      unknownActions,
      brokenPieces,
    },
  }
}

/** What tired hands make of a title. Each differs from the title by more than case and spaces would explain to a machine. */
const slips: readonly ((title: string) => string)[] = [
  (title) => title.toUpperCase(),
  (title) => title.replace(',', ' ,'),
  (title) => `${title} (OLD)`,
  (title) => title.slice(0, -1),
]

/** The first line of a product keeps its title, so that the first word, which wins, is the true one. */
function retitle(clean: readonly RawLine[], catalogue: Catalogue, random: Rng) {
  const met = new Set<string>()
  const retitled = new Set<string>()
  let retitledLines = 0
  const chosen = new Set<string>()
  for (const { item } of catalogue.products) if (random() < 0.05) chosen.add(item.id)
  const inTime = [...clean].sort((a, b) => a.timeMs - b.timeMs)
  const lines = inTime.map((line) => {
    const first = !met.has(line.article)
    met.add(line.article)
    if (first || !chosen.has(line.article) || random() >= share.retitled * 20) return line
    retitled.add(line.article)
    retitledLines++
    return { ...line, article_name: slips[Math.floor(random() * slips.length)]!(line.article_name) }
  })
  return { lines, retitledLines, retitledProducts: retitled.size }
}
