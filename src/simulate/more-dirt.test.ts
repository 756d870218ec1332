import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dirtMarks } from './dirt-marks.ts'
import { type RawLine, rawText } from './raw-line.ts'
import { demoShop, simulateShop } from './simulate-shop.ts'

const asked = { ...demoShop, seed: 3, nProducts: 200, nCustomers: 250, nGuests: 60, nCrawlers: 4 }
const usual = simulateShop(asked)
const more = simulateShop({ ...asked, hasMoreDirt: true })
const of = (dirt: RawLine['dirt'], lines = more.lines) => lines.filter((line) => line.dirt === dirt)

test('every kind of dirt is there when asked for, and what every file has stays as it was', () => {
  for (const dirt of dirtMarks) assert.ok(of(dirt).length > 0, dirt)
  for (const dirt of dirtMarks.slice(0, dirtMarks.indexOf('double-click')))
    assert.deepEqual(of(dirt), of(dirt, usual.lines))
})

test('a line to which nothing happened is a line of the usual file, and none of those is lost', () => {
  const clean = of(undefined, usual.lines).length
  const changed = (['shop-counter', 'second-code', 'price-in-cents', 'as-people-write'] as const).map(
    (dirt) => of(dirt).length,
  )
  assert.equal(of(undefined).length + changed.reduce((a, b) => a + b), clean)
  const known = new Set(usual.lines.map(rawText))
  assert.ok(of(undefined).every((line) => known.has(rawText(line))))
})

test('what is called a repeat repeats, and nothing else does', () => {
  assert.equal(more.lines.length - new Set(more.lines.map(rawText)).size, of('repeat').length)
})

test('the same seed gives the same dirt', () => {
  assert.deepEqual(simulateShop({ ...asked, hasMoreDirt: true }).lines, more.lines)
})
