import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { rawHeader, rawText } from './raw-line.ts'
import { categories } from './shelves/categories.ts'
import { demoShop, type SimulatedShop, simulateShop } from './simulate-shop.ts'

const small = { ...demoShop, nProducts: 400, nCustomers: 500, nGuests: 100 }
const shop = simulateShop({ ...small, seed: 7 })
const bytes = ({ lines }: SimulatedShop) =>
  createHash('sha256')
    .update([rawHeader, ...lines.map(rawText)].join('\n'))
    .digest('hex')

test('one seed gives the same file to the byte, another seed another', () => {
  assert.equal(bytes(simulateShop({ ...small, seed: 7 })), bytes(shop))
  assert.notEqual(bytes(simulateShop({ ...small, seed: 8 })), bytes(shop))
})

test('nobody pays more for one piece than their purse allows, and nothing sold out is sold', () => {
  let sales = 0
  shop.deeds.forEach((deeds, v) => {
    for (const { kind, product } of deeds) {
      if (kind !== 'purchase') continue
      sales++
      const { price, item } = shop.catalogue.products[product]!
      assert.ok(price <= shop.visitors[v]!.ceiling, `${item.title} at ${price} for ${shop.visitors[v]!.ceiling}`)
      assert.ok(item.available)
    }
  })
  assert.ok(sales > 1000, `${sales} sales`)
})

test('taste moves the eye: on the shelf they like best, people look several times as often as on the one they like least', () => {
  const looked = { best: 0, least: 0 }
  shop.deeds.forEach((deeds, v) => {
    const taste = shop.visitors[v]!.shelf
    const best = taste.indexOf(Math.max(...taste))
    const least = taste.indexOf(Math.min(...taste))
    for (const { kind, product } of deeds) {
      if (kind !== 'view') continue
      const { shelf } = shop.catalogue.products[product]!
      if (shelf === best) looked.best++
      if (shelf === least) looked.least++
    }
  })
  assert.ok(looked.best > 10 * looked.least, JSON.stringify(looked))
})

test('the purse moves the eye: the generous look at dearer things than the thrifty', () => {
  const meanDearness = (wanted: (band: number) => boolean) => {
    const seen = shop.deeds.flatMap((deeds, v) =>
      wanted(shop.visitors[v]!.band) ? deeds.map(({ product }) => shop.catalogue.products[product]!.dearness) : [],
    )
    return seen.reduce((sum, one) => sum + one, 0) / seen.length
  }
  assert.ok(meanDearness((band) => band > 0.25) > meanDearness((band) => band < -0.25) + 0.2)
})

test('seasons show: seeds sell in spring, wrapping paper before the feast', () => {
  const shelves = categories.flatMap((category) => category.shelves.map(({ name }) => name))
  const looks = (name: string, month: number) => {
    const all = shop.deeds
      .flat()
      .filter((deed) => deed.kind === 'view' && new Date(deed.timeMs).getUTCMonth() === month)
    const here = all.filter(({ product }) => shelves[shop.catalogue.products[product]!.shelf] === name)
    return here.length / all.length
  }
  assert.ok(looks('Seeds & bulbs', 3) > 2 * looks('Seeds & bulbs', 10))
  assert.ok(looks('Cards & wrap', 10) > 1.5 * looks('Cards & wrap', 3))
})

test('few products carry much of the demand, as in every shop', () => {
  const views = new Array<number>(shop.catalogue.products.length).fill(0)
  for (const { kind, product } of shop.deeds.flat()) if (kind === 'view') views[product]!++
  const total = views.reduce((sum, one) => sum + one, 0)
  const top = views.sort((a, b) => b - a).slice(0, views.length / 5)
  const share = top.reduce((sum, one) => sum + one, 0) / total
  assert.ok(share > 0.4 && share < 0.8, `a fifth of the products draws ${share}`)
})

test('all that anybody does lies in the span, in order of time', () => {
  for (const deeds of shop.deeds)
    deeds.forEach(({ timeMs }, k) => {
      assert.ok(timeMs >= shop.span.startMs && timeMs < shop.span.endMs)
      assert.ok(k === 0 || timeMs >= deeds[k - 1]!.timeMs)
    })
})

test('the planted numbers and the truth make up the whole file', () => {
  const { planted: p, deeds, lines } = shop
  const added =
    p.repeats +
    p.guestLines +
    p.nobody +
    p.nonProducts.POST +
    p.nonProducts.D +
    p.nonProducts.M +
    p.nonPositivePrices +
    p.hugeQuantities +
    p.zeroQuantities +
    p.strayReturns +
    p.brokenDates +
    p.missingArticles +
    p.unknownActions +
    p.brokenPieces +
    p.cutLines
  assert.equal(lines.length, deeds.flat().length + added)
  // and exactly the planted repeats are repeats: no two clean lines happen to be alike
  assert.equal(lines.length - new Set(lines.map(rawText)).size, p.repeats)
})

test('products have titles of their own and read like products', () => {
  const titles = shop.catalogue.products.map(({ item }) => item.title)
  assert.equal(new Set(shop.catalogue.products.map(({ item }) => item.id)).size, titles.length)
  for (const title of titles) assert.match(title!, /^[A-Z].* .*, .+$/)
})
