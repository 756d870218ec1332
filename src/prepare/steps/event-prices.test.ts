import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from '../config.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { configOf, parseConfig } from '../parse-config.ts'
import { prepareEvents } from '../prepare-events.ts'

const rows: Row[] = [
  { user: 'ann', item: 'cup', day: 1, quantity: 1, price: 2 },
  { user: 'bob', item: 'cup', day: 2, quantity: 1, price: 8 },
  { user: 'cis', item: 'cup', day: 3, quantity: 1 },
  { user: 'dee', item: 'cup', day: 4, quantity: 1, price: 4 },
  { user: 'eve', item: 'pot', day: 5, quantity: 1 },
  { user: 'eve', item: 'mug', day: 6, quantity: 1, price: 20 },
  { user: 'fay', kind: 'view', item: 'cup', day: 7 },
]

function prices(missing: unknown) {
  const config =
    missing === undefined ? defaultConfig : configOf(parseConfig({ fields: { events: { price: { missing } } } }))
  const { clean, steps, ledger } = prepareEvents(logOf(rows), config, { ledger: true })
  const step = steps.find((one) => one.step === 'event-prices')
  return {
    price: [...clean.price],
    step,
    entries: ledger?.pages.find((page) => page.step === 'event-prices')?.row.length,
  }
}

const none = Number.NaN

test('a purchase without a price gets its product’s median, where that is asked for, and is filled', () => {
  // cup: the middle of 2, 4, 8; nobody knows a price of the pot: of all, 2, 4, 8 and 20, (4 + 8) / 2
  const { price, step, entries } = prices('median by item')
  assert.deepEqual(price, [2, 8, 4, 4, 6, 20, none])
  assert.deepEqual([step?.filled, step?.kept, entries], [2, 7, 2])
  assert.deepEqual(prices('median').price, [2, 8, 6, 4, 6, 20, none])
  assert.deepEqual(prices({ constant: 1.5 }).price, [2, 8, 1.5, 4, 1.5, 20, none])
})

test('it is left, or left out, where that is what is said; a look needs no price', () => {
  assert.deepEqual(prices(undefined).price, [2, 8, none, 4, none, 20, none])
  assert.equal(prices('leave').step?.note, '2 purchases without a price, left so.')
  const { price, step } = prices('drop')
  assert.deepEqual(price, [2, 8, 4, 20, none])
  assert.equal(step?.dropped, 2)
})

test('where nobody knows any price nothing is filled, and the step says so', () => {
  const config = configOf(parseConfig({ fields: { events: { price: { missing: 'median by item' } } } }))
  const { clean, steps } = prepareEvents(logOf([{ user: 'ann', item: 'cup', day: 1, quantity: 1 }]), config)
  assert.ok(Number.isNaN(clean.price[0]))
  assert.match(steps.find(({ step }) => step === 'event-prices')?.note ?? '', /none is known to go by/)
  assert.throws(
    () => parseConfig({ fields: { events: { price: { missing: 'mode' } } } }),
    /fields\.events\.price\.missing/,
  )
})
