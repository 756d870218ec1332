import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs } from '../fixtures/log-of.ts'
import { net, type Trade } from './net.ts'

const trade = (day: number, pieces: number, rest: Partial<Trade> = {}): Trade => ({
  timeMs: day * dayMs,
  pieces,
  price: Number.NaN,
  order: '',
  ...rest,
})

/** Pieces that came back of each purchase. */
const returned = (purchases: Trade[], returns: Trade[], windowDays = 365) => {
  const sums = purchases.map(() => 0)
  for (const { purchase, pieces } of net(purchases, returns, windowDays).taken)
    sums[purchase] = sums[purchase]! + pieces
  return sums
}

test('a return comes from the latest purchase that has as many pieces', () => {
  assert.deepEqual(returned([trade(1, 6), trade(3, 6), trade(9, 6)], [trade(5, 4)]), [0, 4, 0], 'day 9 is later')
  assert.deepEqual(returned([trade(1, 6), trade(3, 2)], [trade(5, 4)]), [4, 0], 'day 3 has too few')
})

test('what came back once does not come back twice', () => {
  assert.deepEqual(returned([trade(1, 6), trade(3, 6)], [trade(5, 6), trade(6, 6)]), [6, 6])
  assert.deepEqual(net([trade(1, 6)], [trade(5, 6), trade(6, 2)], 365).unmatched, [0, 2])
})

test('a return larger than any purchase is spread over several, the latest first', () => {
  assert.deepEqual(returned([trade(1, 3), trade(2, 3), trade(3, 3)], [trade(5, 7)]), [1, 3, 3])
})

test('a return that names the order comes from that order first', () => {
  const purchases = [trade(1, 3, { order: 'o1' }), trade(2, 9, { order: 'o2' })]
  assert.deepEqual(returned(purchases, [trade(5, 4, { order: 'o1' })]), [3, 1])
})

test('a return too long after its purchase finds none, to the millisecond', () => {
  assert.deepEqual(returned([trade(0, 1)], [trade(30, 1)], 30), [1])
  assert.deepEqual(returned([trade(0, 1)], [{ ...trade(30, 1), timeMs: 30 * dayMs + 1 }], 30), [0])
})

/** The rule once more, piece by piece: every single piece is an object that is there or gone. */
function slowly(purchases: Trade[], returns: Trade[], windowDays: number): number[] {
  const rank = (a: Trade, b: Trade) => {
    if (a.timeMs !== b.timeMs) return b.timeMs - a.timeMs
    if (a.pieces !== b.pieces) return b.pieces - a.pieces
    return a.order === b.order ? 0 : a.order < b.order ? -1 : 1
  }
  const pieces = purchases.map((p) => Array.from({ length: p.pieces }, () => ({ gone: false })))
  const inHand = (p: number) => pieces[p]!.filter(({ gone }) => !gone)
  const order = purchases.map((_, p) => p).sort((a, b) => rank(purchases[a]!, purchases[b]!))
  const queue = returns.slice().sort((a, b) => (a.timeMs === b.timeMs ? rank(a, b) : a.timeMs - b.timeMs))
  for (const back of queue) {
    const fits = order.filter(
      (p) => purchases[p]!.timeMs <= back.timeMs && purchases[p]!.timeMs >= back.timeMs - windowDays * dayMs,
    )
    let left = back.pieces
    const takeOne = (p: number) => {
      const piece = inHand(p)[0]
      if (!piece || left === 0) return false
      piece.gone = true
      left--
      return true
    }
    for (const p of fits) if (back.order && purchases[p]!.order === back.order) while (takeOne(p)) {}
    const enough = fits.filter((p) => inHand(p).length >= left)
    for (const p of enough.length > 0 ? enough.slice(0, 1) : fits) while (takeOne(p)) {}
  }
  return pieces.map((of) => of.filter(({ gone }) => gone).length)
}

const trades = fc.array(
  fc.record({
    timeMs: fc.integer({ min: 0, max: 12 }).map((day) => day * dayMs),
    pieces: fc.integer({ min: 1, max: 6 }),
    price: fc.constant(Number.NaN),
    order: fc.constantFrom('', 'o1', 'o2'),
  }),
  { maxLength: 8 },
)

test('netting is what taking the pieces back one by one gives', () => {
  fc.assert(
    fc.property(trades, trades, fc.integer({ min: 0, max: 12 }), (purchases, returns, windowDays) => {
      assert.deepEqual(returned(purchases, returns, windowDays), slowly(purchases, returns, windowDays))
    }),
    { numRuns: 500 },
  )
})

test('no more comes back than was bought, and every piece that came back is matched or said to be unmatched', () => {
  fc.assert(
    fc.property(trades, trades, (purchases, returns) => {
      const { taken, unmatched } = net(purchases, returns, 365)
      returned(purchases, returns).forEach((sum, p) => {
        assert.ok(sum <= purchases[p]!.pieces)
      })
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
      const came = sum(returns.map(({ pieces }) => pieces))
      assert.equal(sum(taken.map(({ pieces }) => pieces)) + sum(unmatched), came)
    }),
  )
})

test('between two purchases of one moment a return comes from the dearer, in whatever order they are named', () => {
  const [cheap, dear, unknown] = [trade(1, 2, { price: 3 }), trade(1, 2, { price: 5 }), trade(1, 2)]
  assert.deepEqual(returned([cheap, dear, unknown], [trade(2, 3)]), [1, 2, 0])
  assert.deepEqual(returned([unknown, dear, cheap], [trade(2, 3)]), [0, 2, 1])
})
