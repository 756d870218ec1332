import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Mapping, parseMapping } from '../mapping/mapping.ts'
import { rowMapper } from './map-row.ts'

const columns = ['when', 'who', 'what', 'cost', 'money', 'shelf']

const mapped = (fields: string[], more: Partial<Mapping> = {}) => {
  const mapping = parseMapping(
    {
      kind: 'purchase',
      time: { column: 'when' },
      user: 'who',
      item: 'what',
      price: 'cost',
      items: { category: 'shelf' },
      ...more,
    },
    'a test',
  )
  return rowMapper(mapping, columns, 'a.csv')({ line: 2, raw: fields.join(','), fields })
}

const row = (cost: string, money = '', shelf = 'Home > Lamps') => ['2025-03-01', 'ann', 'cup', cost, money, shelf]

test('a price in another currency is worth what the shop says, and what it does not say is refused', () => {
  const currencies = { EUR: 1, GBP: 1.25 }
  const price = (cost: string, money: string) => {
    const found = mapped(row(cost, money), { currency: 'money', currencies })
    return 'event' in found ? [found.event.price, found.repairs] : found.message
  }
  assert.deepEqual(price('£ 1,000.00', ''), [1250, ['number-form', 'currency']])
  assert.deepEqual(price('8', 'gbp'), [10, ['currency']])
  assert.deepEqual(price('8', ''), [8, undefined])
  assert.deepEqual(price('€ 8', 'GBP'), [8, ['number-form']], 'the sign beside the number has the last word')
  assert.equal(price('8', 'USD'), 'cost: got USD, want one of EUR, GBP (currencies)')
})

test('a path is parted as the catalogue parts it; a stroke parts only where that was said', () => {
  const shelf = (text: string, more: Partial<Mapping> = {}) => {
    const found = mapped(row('8', '', text), more)
    return 'event' in found ? [found.item?.category, found.repairs?.length ?? 0] : found.message
  }
  assert.deepEqual(shelf('Home » Lamps|x'), ['Home > Lamps|x', 1])
  assert.deepEqual(shelf('Home|Lamps'), ['Home > Lamps', 1])
  assert.deepEqual(shelf('Home>Lamps>'), ['Home > Lamps', 1])
  assert.deepEqual(shelf('Home > Lamps'), ['Home > Lamps', 0])
  assert.deepEqual(shelf('Bed / Bath'), ['Bed / Bath', 0])
  assert.deepEqual(shelf('Home/Lamps', { categorySeparator: '/' }), ['Home > Lamps', 1])
})

test('pieces are no money', () => {
  const found = mapped(row('8', '€ 3'), { quantity: 'money' })
  assert.equal('event' in found ? '' : found.message, 'money: got "€ 3", want a number')
})

test('attributes of products and customers come with the rows that name them, each as what it is', () => {
  const said = (shelf: string) => {
    const found = mapped(row('8', 'red|blue', shelf), {
      items: { attributes: { weight: 'shelf', tags: 'money' } },
      users: { attributes: { club: 'shelf' } },
    })
    return 'event' in found ? [found.item, found.user] : found.message
  }
  const tags = ['red', 'blue']
  assert.deepEqual(said('1,5 kg'), [
    { id: 'cup', attributes: { weight: '1,5 kg', tags } },
    { id: 'ann', attributes: { club: '1,5 kg' } },
  ])
  assert.deepEqual(said('12.5'), [
    { id: 'cup', attributes: { weight: 12.5, tags } },
    { id: 'ann', attributes: { club: 12.5 } },
  ])
  assert.deepEqual(said(''), [{ id: 'cup', attributes: { tags } }, undefined])
  assert.throws(
    () => mapped(row('8'), { items: { attributes: { weight: 'scales' } } }),
    /want "scales" \(items.attributes.weight\)/,
  )
})

test('of the column that says with what somebody came, the class alone is kept', () => {
  const device = (word: string) => {
    const found = mapped(row('8', '', word), { device: 'shelf', items: {} })
    return 'event' in found ? found.event.device : found.message
  }
  const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1'
  assert.deepEqual(['Mobile', agent, 'fridge', ''].map(device), ['phone', 'phone', undefined, undefined])
})
