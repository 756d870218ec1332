import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import type { Item } from '../../contract/item.ts'
import type { Store } from '../../store/store.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { evaluate } from './evaluate.ts'
import { knownFacts } from './known-facts.ts'

test('what the catalogue says, as metrics read it: shelves, brands, prices, and margins said or worked out', () => {
  const items: (Item | undefined)[] = [
    { id: 'a', category: 'Home > Lamps', brand: ' Lux ', price: 10, attributes: { cost: 4 } },
    { id: 'b', category: 'home', brand: 'LUX', price: 5, attributes: { margin: 1.5, cost: 1 } },
    undefined,
    { id: 'd', category: 'Garden', attributes: { cost: 4 } },
  ]
  const users = [{ id: 'u', country: 'FR', attributes: { device: 'phone' } }, undefined, { id: 'w', country: ' fr ' }]
  const { known, groups } = knownFacts(items, users)
  assert.deepEqual([...(known.margin ?? [])], [6, 1.5, Number.NaN, Number.NaN])
  assert.deepEqual([...(known.price ?? [])], [10, 5, Number.NaN, Number.NaN])
  assert.equal(known.brand?.nCols, 1)
  assert.deepEqual([...(known.category?.rowStart ?? [])], [0, 2, 3, 3, 4])
  assert.deepEqual(
    groups.map(({ by, parts, names, of }) => [by, parts, [...names], [...of]]),
    [
      ['category', 'items', ['home', 'garden'], [0, 0, -1, 1]],
      ['country', 'users', ['fr'], [0, -1, 0]],
      ['device', 'users', ['phone'], [0, -1, -1]],
    ],
  )
})

test('of a shop that says nothing there are no parts', () => {
  assert.deepEqual(knownFacts([undefined, { id: 'a' }], [undefined]).groups, [])
})

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-facts-'))
  store = await openStore(dataDir)
  await store.append(departmentShop())
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a shop that knows prices is told what its lists would have earned, by department and by country', async () => {
  const asked = { store, dataDir, holdoutDays: 25, models: ['item-knn:bm25'] }
  await assert.rejects(
    evaluate({ ...asked, metrics: ['revenue@5'] }),
    (error) =>
      error instanceof Fault && error.code === 'bad-request' && /revenue@5: no price is known/.test(error.message),
  )
  const ids = [...new Set((await store.allItems()).map(({ id }) => id))]
  await store.putItems(
    ids.map((id, at) => ({
      id,
      price: 10,
      category: `shelf ${at % 3}`,
      brand: `brand ${at % 2}`,
      attributes: { cost: 4 },
    })),
  )
  await store.putUsers((await store.readEvents()).users.map((id, at) => ({ id, country: at % 2 ? 'de' : 'fr' })))
  const metrics = [
    'precision@5',
    'revenue@5',
    'margin@5',
    'diversity-brand@5',
    'calibration@5',
    'gini@5',
    'auc',
    'serendipity@5',
  ]
  const { results } = await evaluate({ ...asked, metrics })
  const [popular, model] = results
  assert.ok(popular && model)
  const value = (key: string) => model.metrics[key]?.value ?? Number.NaN
  assert.ok(Math.abs(value('revenue@5') - 50 * value('precision@5')) < 1e-9, 'every product costs 10')
  assert.ok(Math.abs(value('margin@5') - 30 * value('precision@5')) < 1e-9)
  assert.equal(popular.metrics['serendipity@5']?.value, 0)
  assert.ok(value('serendipity@5') > 0 && value('serendipity@5') <= value('precision@5'))
  assert.ok(value('auc') > 0.9)
  assert.deepEqual(
    model.slices?.map(({ by }) => by),
    ['history', 'popularity', 'category', 'country'],
  )
  assert.ok(model.metrics['revenue@5']?.test?.significant)
  assert.match(model.words ?? '', /^item-knn:bm25 is ahead of popular: precision@5/)
  assert.deepEqual(Object.keys(model.against ?? {}), ['popular'])
})
