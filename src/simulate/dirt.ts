import type { Rng } from '../numbers/rng.ts'
import type { Catalogue } from './catalogue.ts'
import type { DirtMark } from './dirt-marks.ts'
import { type RawLine, rawActions, rawTime } from './raw-line.ts'
import type { Span } from './sessions.ts'

/**
 * How many lines of each kind of dirt stand in the file. A line has at most one fault, so the numbers add up. All dirt
 * is added to the clean lines and never replaces one: whoever removes exactly the dirt is left with exactly the truth.
 */
export interface Planted {
  /** lines that repeat another, letter by letter */
  repeats: number
  /** good lines of people who are nobody's customer, but whose browser is known */
  guestLines: number
  /** lines that name neither customer nor browser: sold, but not to whom */
  nobody: number
  /** good lines of customers who had not signed in yet, on a browser on which they do */
  signedOut: number
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
  /** good lines whose title differs from the product's in case and spaces alone */
  respelledLines: number
  /** good lines whose product is called something else there than elsewhere */
  retitledLines: number
  /** products with such a line */
  retitledProducts: number
  /** lines that cannot be an event */
  brokenDates: number
  missingArticles: number
  brokenPieces: number
  /** lines that broke off half way */
  cutLines: number
  /** lines about something the shop's export does not explain */
  unknownActions: number
  /** looks of machines */
  crawlerLines: number
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
  /** of the lines of a careless product */
  carelessLines: 0.08,
  brokenDates: 0.001,
  missingArticles: 0.0008,
  unknownActions: 0.0005,
  brokenPieces: 0.0004,
  cutLines: 0.0003,
}

const carelessProducts = 0.1

/**
 * The clean lines with the dirt among them, in order of time, and the count of what was planted; what concerns people and
 * returns is counted by the caller, who made those lines.
 */
export function plantDirt(
  clean: readonly RawLine[],
  catalogue: Catalogue,
  span: Span,
  random: Rng,
): {
  lines: RawLine[]
  planted: Omit<Planted, 'guestLines' | 'nobody' | 'signedOut' | 'matchedReturns' | 'crawlerLines'>
} {
  const sales = clean.filter((line) => line.action === rawActions.purchase && line.customer_no !== '')
  const dirty: RawLine[] = []
  let made = 0
  const moment = () => {
    const timeMs = span.startMs + 1000 * Math.floor((random() * (span.endMs - span.startMs)) / 1000)
    return { timeMs, date_time: rawTime(timeMs) }
  }
  /** A sale that never was: somebody's line at another moment, under an order number of its own. */
  const falseSale = (change: Partial<RawLine>): RawLine => {
    const model = sales[Math.floor(random() * sales.length)]!
    return { ...model, ...moment(), ...change, order_no: `X${++made}` }
  }
  const bought = new Set(sales.map((line) => `${line.customer_no} ${line.article}`))
  /** Somebody and something they have not bought: a return of it can meet no sale. */
  const neverBought = (): Partial<RawLine> => {
    for (;;) {
      const [who, what] = [sales[Math.floor(random() * sales.length)]!, sales[Math.floor(random() * sales.length)]!]
      const { customer_no, browser, country } = who
      if (!bought.has(`${customer_no} ${what.article}`)) return { ...what, ...moment(), customer_no, browser, country }
    }
  }
  const plant = (n: number, dirt: DirtMark, make: () => Partial<RawLine>): number => {
    for (let k = 0; k < n; k++) dirty.push(falseSale({ ...make(), dirt }))
    return n
  }
  const oneOf = (words: readonly string[]) => words[Math.floor(random() * words.length)]!
  const ofSales = (part: number) => Math.ceil(part * sales.length)
  const ofAll = (part: number) => Math.ceil(part * clean.length)

  const nonProducts = Object.fromEntries(
    nonProductCodes.map(({ code, name, perSale, price }) => [
      code,
      plant(ofSales(perSale), 'no-product', () => ({
        article: code,
        article_name: name,
        shelf: '',
        brand: '',
        pieces: '1',
        unit_price: price,
      })),
    ]),
  ) as Planted['nonProducts']
  const nonPositivePrices = plant(ofSales(share.nonPositivePrices), 'free-price', () => ({
    unit_price: oneOf(['0', '0.00', '-1.50']),
  }))
  const hugeQuantities = plant(ofSales(share.hugeQuantities), 'huge-quantity', () => ({
    pieces: oneOf(['2000000', '80995000']),
  }))
  const zeroQuantities = plant(ofSales(share.zeroQuantities), 'zero-quantity', () => ({ pieces: '0' }))
  const strayReturns = plant(ofSales(share.strayReturns), 'stray-return', () => ({
    ...neverBought(),
    action: rawActions.refund,
  }))
  const brokenDates = plant(ofAll(share.brokenDates), 'broken-date', () => ({
    date_time: oneOf(['2025-13-45 99:00:00', 'yesterday', '0000-00-00 00:00:00', '31.06.2025 ??']),
  }))
  const missingArticles = plant(ofAll(share.missingArticles), 'missing-article', () => ({
    article: '',
    article_name: '',
  }))
  const unknownActions = plant(ofAll(share.unknownActions), 'unknown-action', () => ({
    action: oneOf(['hover', 'SALE?', '#REF!']),
  }))
  const brokenPieces = plant(ofAll(share.brokenPieces), 'broken-pieces', () => ({
    pieces: oneOf(['two', '1,5 pcs', '#NUM!']),
  }))

  const cutLines = plant(ofAll(share.cutLines), 'cut-line', () => ({ cut: 3 + Math.floor(6 * random()) }))

  const { lines: good, kept, ...titles } = retitle(clean, catalogue, random)
  // Repeats are of untouched lines only: a repeat of any other would be counted in two places.
  const untouched = clean.filter((line) => kept.has(line))
  for (let n = ofAll(share.repeats), k = 0; k < n; k++)
    dirty.push({ ...untouched[Math.floor(random() * untouched.length)]!, dirt: 'repeat' })
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
      ...titles,
      brokenDates,
      missingArticles,
      brokenPieces,
      cutLines,
      unknownActions,
    },
  }
}

/** What tired hands make of a title: the first two leave its letters alone. */
const slips: readonly ((title: string) => string)[] = [
  (title) => title.toUpperCase(),
  (title) => title.replace(' ', '  '),
  (title) => `${title} (OLD)`,
  (title) => title.slice(0, -1),
]
const nRespellings = 2

/** How often a product is called by its name before somebody slips: what most lines call it stays the truth. */
const callsBefore = 10

function retitle(clean: readonly RawLine[], catalogue: Catalogue, random: Rng) {
  const calls = new Map<string, number>()
  const kept = new Set<RawLine>()
  const renamed = new Set<string>()
  const count = { respelledLines: 0, retitledLines: 0 }
  const careless = new Set(catalogue.products.filter(() => random() < carelessProducts).map(({ item }) => item.id))
  const lines = clean
    .toSorted((a, b) => a.timeMs - b.timeMs)
    .map((line) => {
      const before = calls.get(line.article) ?? 0
      calls.set(line.article, before + 1)
      const mayBe = before >= callsBefore && line.customer_no !== '' && careless.has(line.article)
      if (!mayBe || random() >= share.carelessLines) {
        kept.add(line)
        return line
      }
      const slip = Math.floor(random() * slips.length)
      if (slip < nRespellings) count.respelledLines++
      else {
        count.retitledLines++
        renamed.add(line.article)
      }
      return {
        ...line,
        article_name: slips[slip]!(line.article_name),
        ...(slip >= nRespellings && { dirt: 'retitled' as const }),
      }
    })
  return { lines, kept, ...count, retitledProducts: renamed.size }
}
