import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { eventWeights } from './event-weights.ts'

test('two kinds, by hand: a view alone is bought 1 time in 4, with a cart 3 times in 4', () => {
  // bits: 1 view, 2 cart; least squares through four cells of equal size: w_view = 1/4, w_cart = 1/2
  const had = Uint32Array.of(1, 1, 1, 1, 3, 3, 3, 3)
  const bought = Uint8Array.of(1, 0, 0, 0, 1, 1, 1, 0)
  const [view, cart, other] = eventWeights({ user: had.map((_, p) => p), nUsers: 8, had, bought }, 3, 0, 1)
  assert.ok(view && cart)
  assert.ok(Math.abs(view.value - 1 / 4) < 1e-6 && Math.abs(cart.value - 1 / 2) < 1e-6)
  assert.deepEqual([view.pairs, cart.pairs, other], [8, 4, undefined])
})

test('known worths are found again, in order and in ratio, inside their intervals', () => {
  const random = rng(9)
  // view, click, cart, removed: what each adds to the chance of a purchase, over a background of .01
  const worth = [0.02, 0.04, 0.3, -0.2]
  const background = 0.01
  let [inside, rounds] = [0, 25]
  for (let round = 0; round < rounds; round++) {
    const nPairs = 6000
    const user = Uint32Array.from({ length: nPairs }, () => Math.floor(random() * 1500))
    const had = Uint32Array.from({ length: nPairs }, () => {
      const cart = random() < 0.2
      return 1 | (random() < 0.4 ? 2 : 0) | (cart ? 4 : 0) | (cart && random() < 0.3 ? 8 : 0)
    })
    const bought = Uint8Array.from(had, (mask) =>
      Number(random() < worth.reduce((sum, w, k) => sum + ((mask >>> k) & 1) * w, background)),
    )
    const found = eventWeights({ user, nUsers: 1500, had, bought }, 4, background, round)
    found.forEach((weight, k) => {
      const truth = worth[k] ?? Number.NaN
      if (weight && weight.low <= truth && truth <= weight.high) inside++
    })
    const values = found.map((weight) => weight?.value ?? Number.NaN) as [number, number, number, number]
    assert.ok(values[2] > values[1] && values[2] > values[0] && values[3] < 0)
    assert.ok(Math.abs(values[2] / 0.3 - 1) < 0.2, `a cart stands for ${values[2]} purchases`)
  }
  // of 100 intervals at 95 %: sd 2.2
  assert.ok(inside >= 88, `${inside} of ${4 * rounds} intervals hold the truth`)
})

test('kinds that always come together share their weight, and no pairs are no answer', () => {
  const had = Uint32Array.of(3, 3, 3, 3)
  const [a, b] = eventWeights({ user: had.map(() => 0), nUsers: 1, had, bought: Uint8Array.of(1, 1, 0, 0) }, 2, 0, 1)
  assert.ok(a && b)
  assert.ok(Math.abs(a.value + b.value - 1 / 2) < 1e-6 && Math.abs(a.value - b.value) < 1e-3)
  const nothing = { user: new Uint32Array(), nUsers: 0, had: new Uint32Array(), bought: new Uint8Array() }
  assert.throws(() => eventWeights(nothing, 2, 0, 1), RangeError)
})
