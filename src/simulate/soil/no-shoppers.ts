import { crawlerLines } from '../crawlers.ts'
import { type RawLine, rawActions } from '../raw-line.ts'
import { about, at, type Dirt, moment, oneOf, salesOf } from './soil.ts'

const hourMs = 3_600_000

/** Machines that go through the whole shop. */
export const crawlers: Dirt = {
  about: 'looks of machines that go through the whole shop',
  share: 0.05,
  of: 'lines',
  plant({ lines, catalogue, span }, share, random) {
    const wanted = share * lines.length
    const found: RawLine[] = []
    for (let k = 0; found.length < wanted; k++)
      for (const line of crawlerLines(4, catalogue, span, random))
        found.push({ ...line, browser: `${line.browser}-${k}` })
    return { lines: [...lines, ...found.slice(0, wanted)] }
  },
}

/** Machines that keep no cookies: every look comes from a browser of its own. */
export const cookieless: Dirt = {
  about: 'looks of machines that keep no cookies, each on a new browser',
  share: 0.05,
  of: 'lines',
  plant(ground, share, random) {
    const { lines } = crawlers.plant(ground, share, random)
    const found = lines.slice(ground.lines.length).map((line, k) => ({ ...line, browser: `once-${k}` }))
    return { lines: [...ground.lines, ...found] }
  },
}

/** A rival's machine that reads the same thirty prices every hour, each day on a browser that looks new. */
export const priceWatchers: Dirt = {
  about: 'looks of machines that read the same thirty prices every hour, each day on a new browser',
  share: 0.05,
  of: 'lines',
  plant({ lines, catalogue, span }, share, random) {
    const watched = Array.from({ length: 30 }, () => Math.floor(random() * catalogue.products.length))
    const looks = lines.filter(({ action }) => action === rawActions.view)
    const wanted = Math.ceil(share * lines.length)
    const found: RawLine[] = []
    for (let day = 0; found.length < wanted; day++) {
      const browser = `watcher-${day}`
      const dayStartMs = moment({ ...span, endMs: span.endMs - 24 * hourMs }, random)
      for (let hour = 0; hour < 24; hour++)
        for (const [k, product] of watched.entries()) {
          const line = at(oneOf(looks, random), dayStartMs + hour * hourMs + 3000 * k)
          found.push({ ...about(line, catalogue, product), customer_no: '', browser, country: '' })
        }
    }
    return { lines: [...lines, ...found.slice(0, wanted)] }
  },
}

/** A till that books everybody's purchases on one account: any mix of what the shop sells. */
export const till: Dirt = {
  about: 'sales over the counter, all on one account',
  share: 0.05,
  of: 'sales',
  plant({ lines, span }, share, random) {
    const sales = salesOf(lines)
    const more = Array.from({ length: Math.ceil(share * sales.length) }, (_, k) => ({
      ...at(oneOf(sales, random), moment(span, random)),
      ...{ customer_no: 'C99999', browser: '', order_no: `till-${k}` },
    }))
    return { lines: [...lines, ...more] }
  },
}

/** Shops that buy to sell: thirty lines an order across all shelves, dozens of each. */
export const traders: Dirt = {
  about: 'sales to traders: thirty lines an order of any products, dozens of each',
  share: 0.05,
  of: 'sales',
  plant({ lines, catalogue, span }, share, random) {
    const sales = salesOf(lines)
    const wanted = Math.ceil(share * sales.length)
    const found: RawLine[] = []
    for (let k = 0; found.length < wanted; k++) {
      const timeMs = moment(span, random)
      // three orders each
      const who = { customer_no: `trader-${Math.floor(k / 3)}`, browser: '', order_no: `W${k}` }
      for (let line = 0; line < 30; line++) {
        const product = Math.floor(random() * catalogue.products.length)
        const pieces = String(12 * (1 + Math.floor(3 * random())))
        found.push({ ...at(about(oneOf(sales, random), catalogue, product), timeMs), ...who, pieces })
      }
    }
    return { lines: [...lines, ...found.slice(0, wanted)] }
  },
}

/** What somebody of another taste would have bought: the number of such an order begins with G, as only the truth knows. */
const presentsWith = (about: string, mark?: Pick<RawLine, 'article' | 'article_name'>): Dirt => ({
  about: `orders ${about}, of what another customer would have bought`,
  share: 0.05,
  of: 'orders',
  plant({ lines, span }, share, random) {
    const sales = salesOf(lines)
    const nOrders = new Set(sales.map(({ order_no }) => order_no)).size
    const more = Array.from({ length: Math.ceil(share * nOrders) }, (_, k) => {
      const { customer_no, browser, country } = oneOf(sales, random)
      const of = { customer_no, browser, country, order_no: `G${k}` }
      const timeMs = moment(span, random)
      const receiver = oneOf(sales, random).customer_no
      const liked = sales.filter((line) => line.customer_no === receiver).slice(0, 3)
      const wrap = { ...oneOf(sales, random), ...mark, shelf: '', brand: '', unit_price: '2.00', pieces: '1' }
      return (mark ? [...liked, wrap] : liked).map((line) => ({ ...at(line, timeMs), ...of }))
    })
    return { lines: [...lines, ...more.flat()] }
  },
})

export const presents = presentsWith('with gift wrap', { article: 'GIFT-WRAP', article_name: 'Gift wrap' })

/** The wrap goes by a number: only its name says what it is. */
export const wrappedPresents = presentsWith('with a line that is called gift wrap', {
  article: 'S-7001',
  article_name: 'Geschenkverpackung',
})

/** Nothing marks them. */
export const unmarkedPresents = presentsWith('without a mark')
