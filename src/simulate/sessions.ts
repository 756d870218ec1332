import type { EventKind } from '../contract/event.ts'
import { normal, type Rng } from '../numbers/rng.ts'
import type { Catalogue } from './catalogue.ts'
import { cartChance, season, wanting } from './taste.ts'
import type { Visitor } from './visitors.ts'

/** One thing somebody did; `order` and `quantity` stand on carts, purchases and refunds. */
export interface Deed {
  timeMs: number
  kind: EventKind
  /** row of the catalogue */
  product: number
  quantity: number
  order?: string
  /** the browser it came from */
  browser: string
}

export interface Span {
  startMs: number
  endMs: number
}

/** Chance that the next view stays on the shelf of the last one. */
const stayChance = 0.62
/** Chance that a cart is paid for, whatever lies in it: taste.ts relies on it being the same for every product. */
const checkoutChance = 0.6
const returnChance = 0.05
/** What is left of the wish for a durable thing one already has. */
const ownedFactor = 0.02
const dayMs = 86_400_000

/** How busy each month is, January first. */
const busy = [0.9, 0.85, 0.95, 1, 1, 0.9, 0.8, 0.8, 1, 1.1, 1.4, 1.5]
/** How busy each hour of the day is, in parts. */
const hours = [1, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 5, 6, 8, 10, 12, 11, 7, 3]

/**
 * Everything a visitor does in the span, in order of time, no two deeds of a session but the lines of one order in one
 * second. A session draws a product by w·season (taste.ts); each further view stays on the shelf with chance 0.62,
 * drawing by w within it, or draws afresh. Both roads lead to product i with the same chance, as the shelf was itself
 * drawn by the sum of w·season over its products.
 */
export function deedsOf(
  catalogue: Catalogue,
  visitor: Visitor,
  { startMs, endMs }: Span,
  random: Rng,
  nameOrder: () => string,
): Deed[] {
  const deeds: Deed[] = []
  const refunds: Deed[] = []
  const want = wanting(catalogue, visitor)
  const owned = new Set<number>()
  const until = new Float64Array(want.length)
  const browsers = [`${visitor.id.toLowerCase()}-web`, ...(random() < 0.35 ? [`${visitor.id.toLowerCase()}-app`] : [])]
  // the last seconds stay empty, so that what follows a view still lies in the span
  const lastMs = endMs - 30_000
  let freeMs = 0
  for (const startedMs of sessionStarts(visitor, { startMs, endMs }, random)) {
    let atMs = Math.max(startedMs, freeMs)
    if (atMs >= lastMs) break
    accumulate(catalogue, want, new Date(atMs).getUTCMonth(), until)
    const browser = browsers[Math.floor(random() * browsers.length)]!
    const cart = new Map<number, number>()
    let shelf = -1
    for (let views = 1 + geometric(visitor.viewsPerSession, random); views > 0 && atMs < lastMs; views--) {
      const product =
        shelf >= 0 && random() < stayChance
          ? draw(until, catalogue.shelves[shelf]!.start, catalogue.shelves[shelf]!.end, random)
          : draw(until, 0, until.length, random)
      shelf = catalogue.products[product]!.shelf
      deeds.push({ timeMs: atMs, kind: 'view', product, quantity: 1, browser })
      if (!cart.has(product) && random() < cartChance(catalogue, visitor, product)) {
        const quantity = pieces(catalogue, product, random)
        cart.set(product, quantity)
        deeds.push({ timeMs: atMs + 8000, kind: 'add_to_cart', product, quantity, browser })
      }
      atMs += 10_000 + 1000 * Math.floor(140 * random() * random())
    }
    if (cart.size > 0 && random() < checkoutChance && atMs < lastMs) {
      const order = nameOrder()
      for (const [product, quantity] of cart) {
        deeds.push({ timeMs: atMs, kind: 'purchase', product, quantity, order, browser })
        // a habit grows once, not with every parcel
        if (!owned.has(product)) {
          owned.add(product)
          const consumable = catalogue.shelves[catalogue.products[product]!.shelf]!.words.consumable === true
          want[product]! *= consumable ? visitor.loyalty : ownedFactor
        }
        const backMs = atMs + 1000 * Math.floor((2 + 26 * random()) * (dayMs / 1000))
        if (random() < returnChance && backMs < endMs)
          refunds.push({ timeMs: backMs, kind: 'refund', product, quantity, order, browser })
      }
      atMs += 20_000
    }
    freeMs = atMs
  }
  return [...deeds, ...refunds].sort((a, b) => a.timeMs - b.timeMs)
}

/** A Poisson process, thinned by the month's busyness, moved to the hours at which people shop; whole seconds, rising. */
function sessionStarts(visitor: Visitor, { startMs, endMs }: Span, random: Rng): number[] {
  const starts: number[] = []
  const most = Math.max(...busy)
  // half of the customers are there from the first day, the others find the shop later
  let atMs = random() < 0.5 ? startMs : startMs + 0.85 * (endMs - startMs) * random()
  for (;;) {
    atMs -= (Math.log(1 - random()) * 30.4 * dayMs) / (visitor.sessionsPerMonth * most)
    if (atMs >= endMs) break
    if (random() * most > busy[new Date(atMs).getUTCMonth()]!) continue
    const hour = drawHour(random)
    const start = Math.floor(atMs / dayMs) * dayMs + hour * 3_600_000 + Math.floor(random() * 3600) * 1000
    if (start >= startMs && start < endMs) starts.push(start)
  }
  return starts.sort((a, b) => a - b)
}

const hoursUntil = hours.map((_, h) => hours.slice(0, h + 1).reduce((sum, part) => sum + part, 0))
function drawHour(random: Rng): number {
  const at = random() * hoursUntil.at(-1)!
  return hoursUntil.findIndex((until) => at < until)
}

/** Running sums of w·season: until[i] = Σ_{j≤i}. */
function accumulate(catalogue: Catalogue, want: Float64Array, month: number, until: Float64Array): void {
  let sum = 0
  catalogue.shelves.forEach(({ start, end }, s) => {
    const factor = season(catalogue, s, month)
    for (let i = start; i < end; i++) {
      sum += want[i]! * factor
      until[i] = sum
    }
  })
}

/** A row in [start, end), each with a chance proportional to its step in `until`. */
function draw(until: Float64Array, start: number, end: number, random: Rng): number {
  const floor = start === 0 ? 0 : until[start - 1]!
  const at = floor + random() * (until[end - 1]! - floor)
  let low = start
  let high = end - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (until[middle]! > at) high = middle
    else low = middle + 1
  }
  return low
}

/** How many failures before a success, with the given mean. */
const geometric = (mean: number, random: Rng) => Math.floor(Math.log(1 - random()) / Math.log(mean / (1 + mean)))

function pieces(catalogue: Catalogue, product: number, random: Rng): number {
  const { consumable } = catalogue.shelves[catalogue.products[product]!.shelf]!.words
  const many = Math.abs(normal(random))
  return 1 + Math.floor(consumable ? 1.2 * many : 0.45 * many)
}
