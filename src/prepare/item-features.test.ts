import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../contract/item.ts'
import { itemFeatures } from './item-features.ts'
import { userFeatures } from './user-features.ts'

/** What each item says in a field, by name. */
function said(items: readonly (Item | undefined)[], field: string, options = {}) {
  const { fields, names } = itemFeatures(items, options)
  const { rowStart, column, value } = fields[field]!
  return items.map((_, row) =>
    Object.fromEntries(
      Array.from({ length: rowStart[row + 1]! - rowStart[row]! }, (_, k) => {
        const at = rowStart[row]! + k
        return [names[field]?.[column[at]!], value[at]]
      }),
    ),
  )
}

test('words of the title count three times as often as those of the description', () => {
  const items = [
    { id: 'a', title: 'Table lamp', description: 'A lamp for the table. Brass.' },
    undefined,
    { id: 'c', title: 'Brass' },
  ]
  assert.deepEqual(said(items, 'text', { language: 'en' }), [{ tabl: 4, lamp: 4, brass: 1 }, {}, { brass: 3 }])
})

test('an item stands on its shelf and on those around it', () => {
  assert.deepEqual(
    said(
      [
        { id: 'a', category: 'Home>Lamps' },
        { id: 'b', category: ' HOME ' },
      ],
      'category',
    ),
    [{ home: 1, 'home > lamps': 1 }, { home: 1 }],
  )
})

test('bands of price hold equally many, and equal prices share one', () => {
  const items = [1, 1, 1, 5, 6, 7, 80, 90].map((price, at) => ({ id: String(at), price }))
  const bands = said(items, 'price', { priceBands: 4 }).map((of) => Object.keys(of)[0])
  assert.deepEqual(bands.slice(0, 3), [bands[0], bands[0], bands[0]])
  assert.equal(new Set(bands).size, 4)
  assert.notEqual(bands[3], bands[2])
})

test('attributes are their words; a list is each of its words, numbers fall into bands', () => {
  const items: Item[] = [
    { id: 'a', attributes: { Colour: 'Red', tags: ['new', 'New '], waxed: true, cm: 10 } },
    { id: 'b', attributes: { Colour: 'red', cm: 900 } },
  ]
  const [a = {}, b = {}] = said(items, 'attributes', { priceBands: 2 })
  assert.deepEqual(Object.keys(a), ['Colour=red', 'tags=new', 'waxed=true', 'cm=band 0'])
  assert.deepEqual(Object.keys(b), ['Colour=red', 'cm=band 1'])
})

test('a shop that says nothing has no fields', () => {
  const { fields, price } = itemFeatures([undefined, { id: 'b' }])
  assert.deepEqual([fields, price], [{}, Float32Array.of(Number.NaN, Number.NaN)])
})

test('people are their country, age and attributes; a serving shop asks in the columns of its training', () => {
  const users = [
    { id: 'ann', country: 'NL', birthYear: 1990, attributes: { club: true, age_exact: 36 } },
    undefined,
    { id: 'bob', country: 'nl', gender: 'M' },
  ]
  const { matrix, names } = userFeatures(users, { year: 2026 })
  assert.deepEqual(names, ['country=nl', 'age=30', 'club=true', 'gender=m'])
  assert.deepEqual([...matrix.rowStart], [0, 3, 3, 5])
  const later = userFeatures([{ id: 'eve', gender: 'm', city: 'Utrecht' }], { year: 2026, names })
  assert.deepEqual([later.matrix.nCols, ...later.matrix.column], [4, 3])
})
