import { shuffled } from '../../numbers/stats.ts'
import { type RawLine, rawActions } from '../raw-line.ts'
import { about, at, type Dirt, type Ground, moment, oneOf, ordersOf, salesOf } from './soil.ts'

const dayMs = 86_400_000

/** Postage as a line of an order. */
export const postage: Dirt = {
  about: 'orders with a line of postage',
  share: 0.06,
  of: 'orders',
  plant: ({ lines }, share, random) => ({
    lines: [
      ...lines,
      ...ordersOf(lines).flatMap(([first]) =>
        first && random() < share
          ? [{ ...first, article: 'POST', article_name: 'POSTAGE', shelf: '', brand: '', unit_price: '4.90' }]
          : [],
      ),
    ],
  }),
}

/** Accounts with which the shop tries out whether ordering works: always the same few products. */
export const testOrders: Dirt = {
  about: 'orders from fresh test accounts, of one to three of the same five products',
  share: 0.01,
  of: 'orders',
  plant(ground, share, random) {
    const { lines, catalogue, span } = ground
    const tried = Array.from({ length: 5 }, () => Math.floor(random() * catalogue.products.length))
    const orders = Array.from({ length: Math.ceil(share * ordersOf(lines).length) }, (_, k) => {
      const timeMs = moment(span, random)
      return tried.slice(0, 1 + Math.floor(3 * random())).map((product) => ({
        ...at(about(oneOf(salesOf(lines), random), catalogue, product), timeMs),
        ...{ customer_no: `test-${k}`, browser: `test-${k}`, order_no: `T${k}`, pieces: '1' },
      }))
    })
    return { lines: [...lines, ...orders.flat()] }
  },
}

/** Samples in the parcel, written down as a sale at nothing: the same few products for everybody. */
export const samples: Dirt = {
  about: 'free samples of the same ten products, written down as sales at nothing',
  share: 0.01,
  of: 'sales',
  plant(ground, share, random) {
    const given = Array.from({ length: 10 }, () => Math.floor(random() * ground.catalogue.products.length))
    return withSales(ground, share, random, (line) => ({
      ...about(line, ground.catalogue, oneOf(given, random)),
      ...{ pieces: '1', unit_price: '0.00' },
    }))
  },
}

/** The warehouse's corrections in the books of some customer: any product, no pieces or millions. */
export const corrections: Dirt = {
  about: 'stock corrections on some customer’s account: any product, no pieces or millions',
  share: 0.002,
  of: 'sales',
  plant: (ground, share, random) =>
    withSales(ground, share, random, (line) => ({
      ...about(line, ground.catalogue, Math.floor(random() * ground.catalogue.products.length)),
      pieces: oneOf(['0', '-12', '2000000'], random),
    })),
}

/** A comma in the wrong place. */
export const priceSlips: Dirt = {
  about: 'sales at a hundred times the price: a lost comma',
  share: 0.002,
  of: 'sales',
  plant({ lines }, share, random) {
    const sales = lines.filter(({ action }) => action === rawActions.purchase)
    const order = shuffled(sales.length, random).subarray(0, Math.ceil(share * sales.length))
    const slipped = new Set(Array.from(order, (k) => sales[k]))
    const slip = (line: RawLine) => ({ ...line, unit_price: (100 * Number(line.unit_price)).toFixed(2) })
    return { lines: lines.map((line) => (slipped.has(line) ? slip(line) : line)) }
  },
}

/** Bought by mistake and sent back: any product, whatever the taste. */
export const mistakes: Dirt = {
  about: 'sales of any product, whatever the taste, that come back within two weeks',
  share: 0.03,
  of: 'sales',
  plant(ground, share, random) {
    const { lines } = withSales(ground, share, random, (line) =>
      about(line, ground.catalogue, Math.floor(random() * ground.catalogue.products.length)),
    )
    const back = lines.slice(ground.lines.length).map((line) => ({
      ...at(line, line.timeMs + 1000 * Math.floor((1 + 13 * random()) * (dayMs / 1000))),
      action: rawActions.refund,
    }))
    return { lines: [...lines, ...back.filter(({ timeMs }) => timeMs < ground.span.endMs)] }
  },
}

/** More sales, each on the account of somebody who bought something, at a moment and under an order of its own. */
function withSales({ lines, span }: Ground, share: number, random: () => number, make: (line: RawLine) => RawLine) {
  const sales = salesOf(lines)
  const more = Array.from({ length: Math.ceil(share * sales.length) }, (_, k) =>
    make({ ...at(oneOf(sales, random), moment(span, random)), order_no: `X${k}` }),
  )
  return { lines: [...lines, ...more] }
}
