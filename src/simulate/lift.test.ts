import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'
import { makeCatalogue } from './catalogue.ts'
import { liftShare, oracleList, worth } from './lift.ts'
import { deedsOf } from './sessions.ts'
import { cartChance, nextPurchase, season, wanting } from './taste.ts'
import { makeVisitors } from './visitors.ts'

const catalogue = makeCatalogue(200, rng(1))
const visitors = makeVisitors(20, rng(2))

test('half way between the popular list and the oracle is a lift share of one half', () => {
  //  popular 0.1 and 0.3, oracle 0.5 and 0.7, model 0.3 and 0.5: (0.4 − 0.2) / (0.6 − 0.2) = 0.5, for any redraw too
  const found = liftShare(
    { popular: Float64Array.of(0.1, 0.3), model: Float64Array.of(0.3, 0.5), oracle: Float64Array.of(0.5, 0.7) },
    rng(3),
  )
  for (const value of [found.share, found.low, found.high]) assert.ok(Math.abs(value - 0.5) < 1e-12)
  assert.ok(Math.abs(found.popular - 0.2) < 1e-12 && Math.abs(found.oracle - 0.6) < 1e-12)
})

test('where nothing can be gained, no share is made up', () => {
  const same = Float64Array.of(0.2)
  assert.throws(() => liftShare({ popular: same, model: same, oracle: same }, rng(3)), RangeError)
  assert.throws(() => liftShare({ popular: same, model: same, oracle: new Float64Array(2) }, rng(3)), RangeError)
})

test('no list of ten is worth more than the oracle’s, and its own list is worth what a full sort says', () => {
  const random = rng(4)
  for (const visitor of visitors) {
    const chance = nextPurchase(catalogue, visitor, new Set([3, 5]), 11)
    const best = worth(chance, oracleList(chance, 10))
    const bySorting = [...chance].sort((a, b) => b - a).slice(0, 10)
    assert.ok(Math.abs(best - bySorting.reduce((sum, one) => sum + one, 0)) < 1e-12)
    for (let k = 0; k < 50; k++) assert.ok(worth(chance, topK(Float64Array.from(chance, random), 10)) <= best + 1e-12)
  }
})

test('the truth is a chance: it sums to one, and what is owned, sold out or too dear has none', () => {
  for (const visitor of visitors) {
    const bought = new Set([0, 7])
    const chance = nextPurchase(catalogue, visitor, bought, 5)
    assert.ok(Math.abs(chance.reduce((sum, one) => sum + one, 0) - 1) < 1e-9)
    catalogue.products.forEach(({ price, item }, i) => {
      if (bought.has(i) || item.available === false || price > visitor.ceiling) assert.equal(chance[i], 0)
    })
  }
})

test('what people in fact buy next follows the stated chances', () => {
  // One visitor lives June 4,000 times over from the same state; the first thing each life buys is drawn by π.
  const [visitor] = visitors
  const busyVisitor = { ...visitor!, sessionsPerMonth: 6 }
  const span = { startMs: Date.UTC(2025, 5, 1), endMs: Date.UTC(2025, 6, 1) }
  const shelves = catalogue.shelves.length
  const seen = new Float64Array(shelves)
  let lives = 0
  const random = rng(5)
  for (let life = 0; life < 4000; life++) {
    const first = deedsOf(catalogue, busyVisitor, span, random, () => 'k').find(({ kind }) => kind === 'purchase')
    if (!first) continue
    seen[catalogue.products[first.product]!.shelf]!++
    lives++
  }
  const chance = nextPurchase(catalogue, busyVisitor, new Set(), 5)
  const expected = new Float64Array(shelves)
  chance.forEach((c, i) => {
    expected[catalogue.products[i]!.shelf]! += c
  })
  assert.ok(lives > 2000)
  for (let s = 0; s < shelves; s++) {
    const deviation = Math.sqrt(lives * expected[s]! * (1 - expected[s]!))
    // First in a cart leans slightly to what is likely to be carted at all; five deviations and a twentieth leave room.
    assert.ok(
      Math.abs(seen[s]! - lives * expected[s]!) <= 5 * deviation + 0.05 * lives * expected[s]! + 1,
      `shelf ${s}: ${seen[s]} of ${lives}, expected ${lives * expected[s]!}`,
    )
  }
})

test('the chance of a view is w·season over its sum, although sessions linger on a shelf', () => {
  const [, visitor] = visitors
  const busyVisitor = { ...visitor!, sessionsPerMonth: 40, eagerness: 0 }
  const span = { startMs: Date.UTC(2025, 5, 1), endMs: Date.UTC(2025, 6, 1) }
  const random = rng(6)
  const seen = new Float64Array(catalogue.products.length)
  let views = 0
  for (let life = 0; life < 150; life++)
    for (const { kind, product } of deedsOf(catalogue, busyVisitor, span, random, () => 'k'))
      if (kind === 'view') {
        seen[product]!++
        views++
      }
  const weight = wanting(catalogue, busyVisitor).map((w, i) => w * season(catalogue, catalogue.products[i]!.shelf, 5))
  const sum = weight.reduce((total, one) => total + one, 0)
  assert.equal(cartChance(catalogue, busyVisitor, 0), 0)
  for (const i of topK(weight, 10)) {
    const p = weight[i]! / sum
    // views of one session are not independent: lingering makes the deviation about twice that of single draws
    const deviation = 2.5 * Math.sqrt(views * p * (1 - p))
    assert.ok(Math.abs(seen[i]! - views * p) < 5 * deviation, `${seen[i]} views, expected ${views * p}`)
  }
})
