import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultConfig, type PrepareConfig } from '../config.ts'
import { eventsOf, logOf, type Row, timeOf } from '../fixtures/log-of.ts'
import { someRows } from '../fixtures/some-rows.ts'
import { prepareEvents } from '../prepare-events.ts'
import { interactionMatrix, weighHistory } from '../weights.ts'
import type { Known } from './step.ts'

const prepared = (rows: readonly Row[], known: Partial<Known>, config: Partial<PrepareConfig> = {}) => {
  const log = logOf(rows)
  const made = prepareEvents(log, { ...defaultConfig, ...config }, { known, ledger: true })
  const entries = (step: string) => {
    const page = made.ledger?.pages.find((one) => one.step === step)
    const word = (code: number) => made.ledger?.words[code]
    return [...(page?.row ?? [])].map((row, at) => [
      row,
      word(page?.field[at] ?? -1),
      word(page?.before[at] ?? -1),
      word(page?.after[at] ?? -1),
    ])
  }
  const of = (step: string) => made.steps.find((one) => one.step === step)
  const items = [...made.clean.item].map((item) => made.clean.items[item])
  return { ...made, entries, of, items }
}

const rows: Row[] = [
  { user: 'ann', item: 'cup-red' },
  { user: 'bob', item: 'cup-red-xl', day: 1 },
  { user: 'bob', item: 'pot', day: 2 },
  { user: 'cem', item: 'cup', day: 3 },
]
const parents = new Map([
  ['cup-red', 'cup'],
  ['cup-red-xl', 'cup-red'],
  ['pot', 'pot'],
])

test('a variant, and a variant of a variant, counts for the product at the top; the ledger says which line and why', () => {
  const { items, of, entries, standsFor } = prepared(rows, { parents })
  assert.deepEqual(items, ['cup', 'cup', 'pot', 'cup'])
  assert.deepEqual([of('variants')?.filled, of('variants')?.kept], [2, 4])
  assert.match(of('variants')?.note ?? '', /^2 lines about 2 variants count for/)
  assert.deepEqual(entries('variants'), [
    [0, 'item', 'cup-red', 'cup'],
    [1, 'item', 'cup-red-xl', 'cup'],
  ])
  assert.deepEqual(standsFor, [
    ['cup-red', 'cup'],
    ['cup-red-xl', 'cup'],
  ])
})

test('a product that is only known as a parent comes into being', () => {
  const { items } = prepared([{ user: 'ann', item: 'cup-red' }], { parents })
  assert.deepEqual(items, ['cup'])
})

test('parents that go round in a circle change nothing and are named', () => {
  const round = new Map([
    ['cup-red', 'pot'],
    ['pot', 'cup'],
    ['cup', 'pot'],
  ])
  const { items, of } = prepared(rows, { parents: round })
  assert.deepEqual(items, ['cup-red', 'cup-red-xl', 'pot', 'cup'])
  assert.match(of('variants')?.note ?? '', /3 products go round in a circle \("cup-red"\)/)
})

test('without the step the products stand as they stood before it, by hash', () => {
  const on = prepared(rows, { parents })
  const at = defaultConfig.steps.indexOf('variants')
  const off = prepared(rows, { parents }, { steps: defaultConfig.steps.toSpliced(at, 1) })
  assert.equal(off.steps[at - 1]?.hash, on.steps[at - 1]?.hash)
  assert.notEqual(on.steps[at]?.hash, on.steps[at - 1]?.hash)
  assert.equal(off.steps.at(-1)?.hash, on.steps[at - 1]?.hash)
})

test('twins are left alone unless asked; asked, they become the id with more lines, through chains', () => {
  const twins = [
    ['mug', 'tasse'],
    ['tasse', 'taza'],
  ] as const
  const some: Row[] = ['mug', 'tasse', 'tasse', 'taza', 'pot'].map((item, day) => ({ user: 'ann', item, day }))
  assert.deepEqual(prepared(some, { twins }).items, ['mug', 'tasse', 'tasse', 'taza', 'pot'])
  const merged = prepared(some, { twins }, { productTwins: 'merge' })
  assert.deepEqual(merged.items, ['tasse', 'tasse', 'tasse', 'tasse', 'pot'])
  assert.equal(merged.of('product-twins')?.filled, 2)
  assert.deepEqual(merged.entries('product-twins'), [
    [0, 'item', 'mug', 'tasse'],
    [3, 'item', 'taza', 'tasse'],
  ])
  // of equals the smaller id, whichever was named first
  for (const pair of [['pot', 'mug'] as const, ['mug', 'pot'] as const])
    assert.deepEqual(prepared(some, { twins: [pair] }, { productTwins: 'merge' }).items.at(-1), 'mug')
})

test('what was returned under the other id of a thing is set against its purchase', () => {
  const { clean } = prepared(
    [
      { user: 'ann', item: 'mug', quantity: 2 },
      { user: 'ann', item: 'tasse', kind: 'refund', quantity: 1, day: 1 },
    ],
    { twins: [['mug', 'tasse']] },
    { productTwins: 'merge' },
  )
  assert.deepEqual([...clean.returned], [1])
})

test('serving weighs a history with variants exactly as training does', () => {
  const families = new Map([
    ['mug', 'cup'],
    ['pot', 'set'],
  ])
  const nowMs = timeOf({ day: 20 })
  fc.assert(
    fc.property(someRows(), fc.constantFrom('max' as const, 'sum' as const), (anyone, repeats) => {
      const mine = anyone.map((row) => ({ ...row, user: 'ann' }))
      const config = { ...defaultConfig, nonProducts: [], weights: { ...defaultConfig.weights, repeats } }
      const { clean } = prepared(mine, { parents: families }, config)
      const { items, matrix } = interactionMatrix(clean, config.weights, { nowMs })
      const trained = new Map(items.ids.map((id) => [id, 0]))
      for (const [k, column] of matrix.column.entries()) trained.set(items.ids[column] as string, matrix.value[k] ?? 0)
      const live = weighHistory(eventsOf(mine), config.weights, nowMs, config, families)
      for (const id of new Set([...trained.keys(), ...live.keys()]))
        assert.ok(Math.abs((trained.get(id) ?? 0) - Math.max(0, live.get(id) ?? 0)) < 1e-5, id)
    }),
    { numRuns: 300 },
  )
})
