import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proposeMapping } from './propose-mapping.ts'

/** What is proposed for rows without a header. */
const guessed = (rows: readonly (readonly (string | number)[])[], file = 'log.dat') =>
  proposeMapping(
    (rows[0] ?? []).map((_, at) => `column ${at + 1}`),
    rows.map((row) => row.map(String)),
    file,
  )

const many = <T>(n: number, row: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => row(k))

test('ratings without a header: who, what, how much and when', () => {
  const { mapping, reasons } = guessed(
    many(40, (k) => [1 + (k % 7), 200 + ((k * 13) % 31), 1 + (k % 5), 881250949 + k * 99]),
  )
  assert.deepEqual(mapping, {
    kind: 'rating',
    time: { column: 'column 4', format: 'epoch-s' },
    user: 'column 1',
    item: 'column 2',
    rating: 'column 3',
  })
  assert.match(reasons[0] ?? '', /no header.*--columns/)
})

test('clicks without a header: whoever is gone within a day is a visit', () => {
  const clicks = many(60, (k) => [
    Math.floor(k / 3),
    new Date(Date.UTC(2024, 2, 1 + Math.floor(k / 6), 9, k)).toISOString(),
    214_500_000 + ((k * 7) % 41),
    k % 3,
  ])
  assert.deepEqual(guessed(clicks).mapping, {
    kind: 'view',
    time: { column: 'column 2', format: 'iso' },
    visitor: 'column 1',
    item: 'column 3',
  })
  assert.equal(guessed(clicks, 'shop-buys.dat').mapping.kind, 'purchase', 'as the file is called')
})

test('words for what was done are told from ids, and categories from products', () => {
  const rows = many(60, (k) => [
    k % 9,
    9000 + ((k * 7) % 41),
    k % 4,
    ['pv', 'buy', 'fav'][k % 3] ?? '',
    1511544070 + k * 5000,
  ])
  const { mapping } = guessed(rows)
  assert.deepEqual([mapping.user, mapping.item, mapping.time?.column], ['column 1', 'column 2', 'column 5'])
  assert.ok(
    typeof mapping.kind === 'object' && mapping.kind.values.pv === 'view' && mapping.kind.values.buy === 'purchase',
  )
})

test('plays without a time: they count, and the artist has a name', () => {
  const rows = many(60, (k) => [`user${k % 5}`, `m${(k * 7) % 41}`, `The Artist ${(k * 7) % 41}`, 1 + ((k * 31) % 97)])
  assert.deepEqual(guessed(rows).mapping, {
    kind: 'view',
    user: 'column 1',
    item: 'column 2',
    quantity: 'column 4',
    items: { title: 'column 3' },
  })
})

test('pairs alone are enough, a list of things each said once is not', () => {
  assert.deepEqual(guessed(many(60, (k) => [k % 5, (k * 7) % 41])).mapping, {
    kind: 'view',
    user: 'column 1',
    item: 'column 2',
  })
  assert.throws(() => guessed(many(60, (k) => [k, `Title ${k}`, k % 3])), /cannot tell.*--columns/)
})
