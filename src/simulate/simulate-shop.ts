import { rng } from '../numbers/rng.ts'
import { type Catalogue, makeCatalogue } from './catalogue.ts'
import { crawlerLines } from './crawlers.ts'
import { type Planted, plantDirt } from './dirt.ts'
import { plantMoreDirt } from './more-dirt.ts'
import { type RawLine, rawActions, rawTime } from './raw-line.ts'
import { type Deed, deedsOf, type Span } from './sessions.ts'
import { makeVisitors, type Visitor } from './visitors.ts'

export interface SimulateOptions {
  seed: number
  nProducts: number
  nCustomers: number
  /** people who look and buy without ever signing in; a third of them hides the browser too */
  nGuests: number
  /** machines that go through the shop; none when missing */
  nCrawlers?: number
  /** also what is not in every file: double clicks, orders sent twice, wrong clocks, shared browsers, traders, second codes, … (more-dirt.ts) */
  hasMoreDirt?: boolean
  span: Span
}

/** The shop of `osusume demo`: eight months up to the last day of November, so that the next month is a festive one. */
export const demoShop: Omit<SimulateOptions, 'seed'> = {
  nProducts: 1500,
  nCustomers: 4200,
  nGuests: 900,
  span: { startMs: Date.UTC(2025, 3, 1), endMs: Date.UTC(2025, 11, 1) },
}

/** Share of the looks of a customer, on a browser where they have signed in, that happen signed out. */
const signedOutShare = 0.03

/** A shop before anything went wrong in its file. */
export interface CleanShop {
  catalogue: Catalogue
  visitors: Visitor[]
  /** what each visitor did, without dirt; the truth that the file hides */
  deeds: Deed[][]
  /** a line for each deed and those of guests, in no order */
  lines: RawLine[]
  planted: Pick<Planted, 'guestLines' | 'nobody' | 'signedOut' | 'matchedReturns'>
  span: Span
}

export interface SimulatedShop extends CleanShop {
  /** the lines of the raw file, dirt among them, in order of time */
  lines: RawLine[]
  planted: Planted
}

/**
 * A shop, its visitors and the file its warehouse exports, all from the seed: the same options give the same bytes.
 * Every room of the simulator draws from a generator of its own, so that a change in one leaves the others as they were.
 */
export function simulateShop(options: SimulateOptions, progress: { onProgress?: OnProgress } = {}): SimulatedShop {
  const { seed, nCrawlers = 0, span } = options
  const shop = cleanShop(options, progress)
  const dirt = plantDirt(shop.lines, shop.catalogue, span, streamOf(seed, 5))
  const crawlers = crawlerLines(nCrawlers, shop.catalogue, span, streamOf(seed, 6))
  // sorting is stable: without machines the file is as it was
  let lines = crawlers.length > 0 ? [...dirt.lines, ...crawlers].sort((a, b) => a.timeMs - b.timeMs) : dirt.lines
  if (options.hasMoreDirt) lines = plantMoreDirt(lines, shop.catalogue, span, streamOf(seed, 7))
  return { ...shop, lines, planted: { ...shop.planted, ...dirt.planted, crawlerLines: crawlers.length } }
}

type OnProgress = (done: number, total: number) => void

const streamOf = (seed: number, part: number) => rng(Math.imul(seed, 0x9e3779b1) + part)

/** The same shop without any dirt: what remains to be found out is only who looks around signed out. */
export function cleanShop(options: SimulateOptions, { onProgress }: { onProgress?: OnProgress } = {}): CleanShop {
  const { seed, nProducts, nCustomers, nGuests, span } = options
  const stream = (part: number) => streamOf(seed, part)
  const catalogue = makeCatalogue(nProducts, stream(1))
  const visitors = makeVisitors(nCustomers, stream(2))
  const guests = makeVisitors(nGuests, stream(3))
  const random = stream(4)
  let orders = 0
  const nameOrder = () => `K${100_001 + orders++}`
  const lines: RawLine[] = []
  const planted = { guestLines: 0, nobody: 0, signedOut: 0, matchedReturns: 0 }

  const deeds = visitors.map((visitor, k) => {
    const done = deedsOf(catalogue, visitor, span, random, nameOrder)
    const browsersSignedIn = new Set<string>()
    for (const deed of done) {
      const line = lineOf(catalogue, visitor, deed)
      if (deed.kind === 'refund') planted.matchedReturns++
      // Looking around is often done signed out; buying and what follows never is.
      else if (deed.kind === 'view' && browsersSignedIn.has(deed.browser) && random() < signedOutShare) {
        planted.signedOut++
        line.customer_no = ''
      }
      browsersSignedIn.add(deed.browser)
      lines.push(line)
    }
    if (k % 100 === 0) onProgress?.(k, nCustomers)
    return done
  })
  const secondsTaken = new Set<number>()
  guests.forEach((guest, g) => {
    const hidden = g % 3 === 0
    const visitor = { ...guest, id: `guest-${g + 1}`, sessionsPerMonth: 0.3 }
    for (const deed of deedsOf(catalogue, visitor, span, random, nameOrder)) {
      if (!hidden) {
        planted.guestLines++
        // known by the browser, so their returns meet their sales as a customer's do
        if (deed.kind === 'refund') planted.matchedReturns++
        lines.push({ ...lineOf(catalogue, visitor, deed), customer_no: '' })
        continue
      }
      planted.nobody++
      // Two nobodies in one second could be one line twice: each gets a second of their own.
      let { timeMs } = deed
      while (secondsTaken.has(timeMs)) timeMs += 1000
      secondsTaken.add(timeMs)
      lines.push({ ...lineOf(catalogue, visitor, { ...deed, timeMs }), customer_no: '', browser: '' })
    }
  })
  onProgress?.(nCustomers, nCustomers)
  return { catalogue, visitors, deeds, lines, planted, span }
}

function lineOf(catalogue: Catalogue, visitor: Visitor, deed: Deed): RawLine {
  const { item, price } = catalogue.products[deed.product]!
  const sold = deed.kind !== 'view'
  return {
    timeMs: deed.timeMs,
    date_time: rawTime(deed.timeMs),
    action: rawActions[deed.kind as keyof typeof rawActions],
    customer_no: visitor.id,
    browser: deed.browser,
    article: item.id,
    article_name: item.title!,
    shelf: item.category!,
    brand: item.brand!,
    pieces: sold ? String(deed.quantity) : '',
    unit_price: price.toFixed(2),
    order_no: deed.order ?? '',
    country: visitor.country,
  }
}
