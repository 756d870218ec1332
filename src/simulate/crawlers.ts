import type { Rng } from '../numbers/rng.ts'
import type { Catalogue } from './catalogue.ts'
import { type RawLine, rawActions, rawTime } from './raw-line.ts'
import type { Span } from './sessions.ts'

/** By this the truth knows them; nothing in a real file does. */
const crawlerPrefix = 'crawler-'

const dayMs = 86_400_000

/** How machines go through a shop: which product next, and how long until the one after, milliseconds. */
const manners: readonly { views: (random: Rng) => number; pause: (random: Rng) => number; inOrder: boolean }[] = [
  // sweeps the whole catalogue as fast as the server lets it
  { views: (random) => 100 + Math.floor(300 * random()), pause: (random) => 1000 + 2000 * random(), inOrder: true },
  // polite: one page at a steady beat
  { views: (random) => 60 + Math.floor(240 * random()), pause: (random) => 30_000 + 2000 * random(), inOrder: true },
  // a price watcher: all around the clock, hundreds a day, never at one beat
  {
    views: (random) => 300 + Math.floor(500 * random()),
    pause: (random) => -150_000 * Math.log(1 - random()),
    inOrder: false,
  },
  // a patient one: a handful an hour, night and day
  {
    views: (random) => 200 + Math.floor(300 * random()),
    pause: (random) => -600_000 * Math.log(1 - random()),
    inOrder: false,
  },
]

/** The lines of machines that look at products and never put one into a cart, each on a browser of its own. */
export function crawlerLines(n: number, catalogue: Catalogue, span: Span, random: Rng): RawLine[] {
  const lines: RawLine[] = []
  for (let c = 0; c < n; c++) {
    const { views, pause, inOrder } = manners[c % manners.length]!
    const nViews = views(random)
    let timeMs = span.startMs + Math.floor(random() * Math.max(1, span.endMs - span.startMs - 3 * dayMs))
    let product = Math.floor(random() * catalogue.products.length)
    for (let k = 0; k < nViews && timeMs < span.endMs; k++) {
      const { item, price } = catalogue.products[product]!
      lines.push({
        timeMs,
        date_time: rawTime(timeMs),
        action: rawActions.view,
        customer_no: '',
        browser: `${crawlerPrefix}${c + 1}`,
        article: item.id,
        article_name: item.title ?? '',
        shelf: item.category ?? '',
        brand: item.brand ?? '',
        pieces: '',
        unit_price: price.toFixed(2),
        order_no: '',
        country: '',
      })
      timeMs += 1000 * Math.ceil(pause(random) / 1000)
      product = inOrder ? (product + 1) % catalogue.products.length : Math.floor(random() * catalogue.products.length)
    }
  }
  return lines
}
