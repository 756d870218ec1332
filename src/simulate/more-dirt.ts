import type { Rng } from '../numbers/rng.ts'
import type { Catalogue } from './catalogue.ts'
import type { DirtMark } from './dirt-marks.ts'
import { type RawLine, rawActions, rawText, rawTime } from './raw-line.ts'
import type { Span } from './sessions.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

/** How much of it there is: of good lines, of orders, of products; traders and counters by number. */
const share = {
  doubleClicks: 0.006,
  ordersTwice: 0.02,
  aheadOfTime: 0.001,
  clockNotSet: 0.001,
  testOrders: 0.001,
  counterOrders: 0.015,
  secondCodes: 0.03,
  pricesInCents: 0.003,
  asPeopleWrite: 0.02,
}
const nTraders = 4
const nCounters = 2

/** So often a product must come before half of it may go by another code. */
const enoughLines = 12

/**
 * A file with what not every file has, in order of time; each line has at most one thing wrong with it (`dirt`). Lines are added, or, where a
 * good line is only written or filed otherwise (another code, another browser, a price in cents or as people write it), changed.
 */
export function plantMoreDirt(given: readonly RawLine[], catalogue: Catalogue, span: Span, random: Rng): RawLine[] {
  const lines = given.map((line) => ({ ...line }))
  // what is repeated stays as it is, or the repeat would be none
  const repeated = new Set(given.filter(({ dirt }) => dirt === 'repeat').map(rawText))
  const isGood = (line: RawLine) =>
    line.dirt === undefined &&
    !repeated.has(rawText(line)) &&
    line.browser !== '' &&
    !line.browser.startsWith('crawler-')
  const good = lines.filter(isGood)
  const added: RawLine[] = []
  const among = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  /** so many different ones, of those nothing is wrong with yet */
  const some = (list: readonly RawLine[], part: number) =>
    [...new Set(Array.from({ length: Math.ceil(part * list.length) }, () => among(list)))].filter(
      (line) => line.dirt === undefined,
    )
  const add = (line: RawLine, dirt: DirtMark, change: Partial<RawLine>) => {
    const whole = { ...line, ...change, dirt }
    added.push({ ...whole, date_time: change.date_time ?? rawTime(whole.timeMs) })
  }
  const sales = good.filter((line) => line.action === rawActions.purchase && line.customer_no !== '')
  const orders = [...Map.groupBy(sales, (line) => line.order_no).values()]

  secondCodes(good, catalogue, random)
  for (let k = 0; k < share.counterOrders * orders.length; k++) {
    const counter = `counter-${1 + (k % nCounters)}`
    for (const line of among(orders))
      if (line.dirt === undefined) Object.assign(line, { browser: counter, dirt: 'shop-counter' })
  }
  for (const line of some(good, share.pricesInCents))
    Object.assign(line, { unit_price: String(Math.round(100 * Number(line.unit_price))), dirt: 'price-in-cents' })
  for (const line of some(good, share.asPeopleWrite)) {
    const price = line.unit_price.replace('.', ',')
    Object.assign(line, { unit_price: among([`€ ${price}`, `${price} EUR`, price]), dirt: 'as-people-write' })
  }
  const clicked = good.filter((line) => line.action !== rawActions.purchase && line.action !== rawActions.refund)
  for (const line of some(clicked, share.doubleClicks)) add(line, 'double-click', { timeMs: line.timeMs + 1000 })
  let n = 0
  const whole = Map.groupBy(lines, (line) => line.order_no)
  const pairs = orders.filter(
    (order) =>
      order.length >= 2 &&
      order.length === whole.get(order[0]?.order_no ?? '')?.length &&
      order.every((line) => line.dirt === undefined),
  )
  for (let k = 0; k < share.ordersTwice * orders.length; k++) {
    const later = (1 + Math.floor(30 * random())) * minuteMs
    const order_no = `R${++n}`
    for (const line of among(pairs)) add(line, 'order-twice', { timeMs: line.timeMs + later, order_no })
  }
  for (const line of some(sales, share.aheadOfTime))
    add(line, 'ahead-of-time', { timeMs: span.endMs + (30 + Math.floor(600 * random())) * dayMs, order_no: `A${++n}` })
  for (const line of some(sales, share.clockNotSet))
    add(line, 'clock-not-set', { date_time: `1970-01-01 00:0${Math.floor(10 * random())}:00`, order_no: `Z${++n}` })
  const clean = sales.filter((line) => line.dirt === undefined)
  for (let k = 0; k < share.testOrders * good.length; k++) {
    const customer_no = among(['test-1', 'STAFF_7', 'demo', 'Internal.shop'])
    add(among(clean), 'test-order', { customer_no, browser: '', order_no: `T${++n}`, timeMs: anyTime(span, random) })
  }
  for (let t = 1; t <= nTraders; t++) {
    const trader = { customer_no: `W${t}`, browser: `w${t}-web`, country: 'Germany' }
    for (let order = 3 + Math.floor(4 * random()); order > 0; order--) {
      const timeMs = anyTime(span, random)
      const order_no = `B${++n}`
      const bought = new Map(Array.from({ length: 7 }, () => among(clean)).map((line) => [line.article, line]))
      for (const line of bought.values())
        add(line, 'wholesale', {
          ...trader,
          timeMs,
          order_no,
          pieces: String(12 * (1 + Math.floor(8 * random()))),
        })
    }
  }
  return [...lines, ...added].sort((a, b) => a.timeMs - b.timeMs)
}

const anyTime = ({ startMs, endMs }: Span, random: Rng) =>
  startMs + 1000 * Math.floor((random() * (endMs - startMs)) / 1000)

/** From the middle of its lines on a product goes by a new code, under a name written anew. */
function secondCodes(good: readonly RawLine[], catalogue: Catalogue, random: Rng): void {
  const byArticle = Map.groupBy(good, (line) => line.article)
  const taken = new Set(catalogue.products.map(({ item }) => item.id))
  for (const [article, its] of byArticle) {
    if (its.length < enoughLines || random() >= share.secondCodes) continue
    let code: string
    do code = `${article.slice(0, 4)}${5000 + Math.floor(5000 * random())}`
    while (taken.has(code))
    taken.add(code)
    const name = rewritten(its[0]!, random)
    for (const line of its.slice(Math.ceil(its.length / 2)))
      if (line.dirt === undefined) Object.assign(line, { article: code, article_name: name, dirt: 'second-code' })
  }
}

/** "Old Orchard Ash-Handled Hori, long" as another hand enters it: the brand behind, without it, or without the comma. */
function rewritten({ article_name, brand }: RawLine, random: Rng): string {
  const rest = article_name.replace(`${brand} `, '')
  const ways = [`${rest}, ${brand}`, rest.replace(',', ''), `${article_name.replace(',', ' -').toUpperCase()}`]
  return ways[Math.floor(random() * ways.length)]!
}
