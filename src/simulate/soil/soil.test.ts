import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../../numbers/rng.ts'
import { type RawLine, rawText } from '../raw-line.ts'
import { cleanShop, demoShop, simulateShop } from '../simulate-shop.ts'
import { dirtKinds } from './kinds.ts'
import { type Ground, ordersOf, salesOf, soiled } from './soil.ts'

const size = { nProducts: 100, nCustomers: 90, nGuests: 20 }
const shop = cleanShop({ ...demoShop, ...size, seed: 11 })
const endMs = shop.span.endMs - 28 * 86_400_000
const ground: Ground = { ...shop, span: { ...shop.span, endMs } }
const before = shop.lines.filter(({ timeMs }) => timeMs < endMs)
const text = (lines: readonly RawLine[]) => lines.map(rawText).sort().join('\n')

test('the clean shop is the shop before dirt: every line of it stands in the dirty file, apart from titles', () => {
  const { lines } = simulateShop({ ...demoShop, ...size, seed: 11 })
  const said = (line: RawLine) => rawText({ ...line, article_name: '' })
  const dirty = new Set(lines.map(said))
  assert.ok(shop.lines.every((line) => dirty.has(said(line))))
  assert.ok(lines.length > shop.lines.length)
})

for (const [name, dirt] of Object.entries(dirtKinds)) {
  test(`${name}: no dose is the clean shop, and one seed gives the same dirt`, () => {
    assert.equal(text(soiled(dirt, ground, 0, rng(1)).lines), text(before))
    assert.equal(text(soiled(dirt, ground, 3, rng(1)).lines), text(soiled(dirt, ground, 3, rng(1)).lines))
  })

  test(`${name}: nothing of it lies after the span or is known of the future`, () => {
    const { lines } = soiled(dirt, ground, 10, rng(2))
    assert.ok(lines.every(({ timeMs }) => timeMs < endMs))
    const withoutFuture = soiled(dirt, { ...ground, lines: before }, 10, rng(2))
    assert.equal(text(lines), text(withoutFuture.lines))
  })

  test(`${name}: nine doses touch about three times as many lines as three`, () => {
    const clean = new Set(before.map(rawText))
    const touched = (dose: number) => {
      const { lines } = soiled(dirt, ground, dose, rng(3))
      const untouched = new Set(lines.map(rawText).filter((line) => clean.has(line)))
      return lines.length - untouched.size
    }
    const [three, nine] = [touched(3), touched(9)]
    assert.ok(three > 0 && nine > 2 * three && nine < 5 * three, `${three} and ${nine}`)
  })
}

test('a dose is the share it says: crawlers of lines, postage of orders, till of sales', () => {
  const added = (name: 'crawlers' | 'postage' | 'till') =>
    soiled(dirtKinds[name], ground, 2, rng(4)).lines.length - before.length
  assert.equal(added('crawlers'), Math.floor(0.1 * before.length))
  assert.equal(added('till'), Math.ceil(0.1 * salesOf(before).length))
  const orders = ordersOf(before).length
  // a coin for each order: 4 standard deviations
  assert.ok(Math.abs(added('postage') - 0.12 * orders) < 4 * Math.sqrt(0.12 * 0.88 * orders))
})

test('an id that dirt brought up leads back to its product, and a size to its parent', () => {
  const ids = new Set(shop.catalogue.products.map(({ item }) => item.id))
  for (const name of ['twins', 'sizes'] as const) {
    const { lines, reallyIs, parents, items } = soiled(dirtKinds[name], ground, 10, rng(5))
    assert.ok(lines.some(({ article }) => !ids.has(article)))
    assert.ok(lines.every(({ article }) => ids.has(reallyIs.get(article) ?? article)))
    if (name === 'sizes') assert.deepEqual([...parents], [...reallyIs])
    else assert.equal(parents.size, 0)
    assert.equal(items.length, reallyIs.size)
  }
})
