import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopK } from '../model/model.ts'
import { csrFrom } from '../numbers/csr.ts'
import { byHistory, byPopularity, type Grouping, largest } from './groupings.ts'
import { itemFacts } from './item-facts.ts'
import { parseMetric } from './metric-at-k.ts'
import { sliceItems } from './slice-items.ts'
import { sliceTables } from './slices.ts'

const pairs = (nRows: number, nCols: number, entries: readonly (readonly [number, number])[]) =>
  csrFrom(
    nRows,
    nCols,
    Uint32Array.from(entries, ([u]) => u),
    Uint32Array.from(entries, ([, i]) => i),
    undefined,
    'max',
  )
const listsOf = (k: number, ...rows: number[][]): TopK => ({
  k,
  count: Uint32Array.from(rows, (row) => row.length),
  item: Uint32Array.from(rows.flatMap((row) => Array.from({ length: k }, (_, r) => row[r] ?? 0))),
  score: new Float32Array(rows.length * k),
})

test('people are new, light or heavy by how much they had', () => {
  const had = [0, 2, 3, 9, 10, 12]
  const histories = pairs(
    6,
    12,
    had.flatMap((n, u) => Array.from({ length: n }, (_, i) => [u, i] as const)),
  )
  const { names, of } = byHistory(histories)
  assert.deepEqual(
    [...of].map((g) => names[g]),
    ['new', 'new', 'light', 'light', 'heavy', 'heavy'],
  )
})

test('products are cold, tail or head by who had them: the head makes half of everything, the cold fewer than five people', () => {
  // 20 + 10 + 6 + 5 + 4 = 45 interactions: 20 are less than half, 20 + 10 more; the fourth is tail though it is in nobody's way
  const { names, of } = byPopularity({ people: Uint32Array.of(5, 20, 4, 6, 10, 0) })
  assert.deepEqual(
    [...of].map((g) => names[g]),
    ['tail', 'head', 'cold', 'tail', 'head', 'cold'],
  )
  assert.deepEqual([...byPopularity({ people: new Uint32Array(2) }).of], [0, 0])
})

test('of many groups the ten most asked for stay, the rest is one, and nobody asks for the empty', () => {
  const names = Array.from({ length: 14 }, (_, g) => `shelf ${g}`)
  const of = Int32Array.from({ length: 28 }, (_, i) => (i === 27 ? -1 : i % 14))
  const weight = Float64Array.from({ length: 28 }, (_, i) => (i % 14 === 13 ? 0 : 1 + (i % 14)))
  const kept = largest({ by: 'category', parts: 'items', names, of }, weight)
  assert.deepEqual(kept.names, [...names.slice(3, 13).reverse(), '3 others'])
  assert.deepEqual([...kept.of].slice(0, 5), [10, 10, 10, 9, 8])
  assert.equal(kept.of[13], -1)
  assert.equal(kept.of[27], -1)
})

// three people: 0 wants items 0 and 1, 1 wants 1, 2 wants 2; items 0 and 2 stand in a, 1 in b
const targets = pairs(3, 3, [
  [0, 0],
  [0, 1],
  [1, 1],
  [2, 2],
])
const shelf: Grouping = { by: 'category', parts: 'items', names: ['a', 'b'], of: Int32Array.of(0, 1, 0) }
const users = Uint32Array.of(0, 1, 2)
const lists = [listsOf(2, [1, 0], [0, 1]), listsOf(2, [1])]
const wanted = ['recall@2', 'mrr@2', 'coverage@2'].map(parseMetric)

test('parts of what was wanted, by hand: in a part only its own items are relevant, hits elsewhere are misses', () => {
  const { slices } = sliceItems(shelf, users, targets, lists, wanted, 1)
  const [a, b] = slices
  assert.ok(a && b)
  // a: person 0 wants item 0, at rank 2; person 2 wants item 2 and is not shown it
  assert.deepEqual([a.name, a.users, a.pairs], ['a', 2, 2])
  assert.equal(a.metrics['recall@2']?.value, (1 + 0) / 2)
  assert.equal(a.metrics['mrr@2']?.value, (1 / 2 + 0) / 2)
  // b: persons 0 and 1 want item 1, at ranks 1 and 2
  assert.deepEqual([b.name, b.users, b.pairs], ['b', 2, 2])
  assert.equal(b.metrics['mrr@2']?.value, (1 + 1 / 2) / 2)
  assert.equal(b.metrics['coverage@2'], undefined, 'all lists together are nobody’s part')
  for (const { metrics } of slices)
    for (const { value, low, high } of Object.values(metrics)) assert.ok(low <= value && value <= high)
})

test('parts of the people: the same figures over fewer of them, and every person in one part', () => {
  const country: Grouping = {
    by: 'country',
    parts: 'users',
    names: ['de', 'fr', 'nowhere'],
    of: Int32Array.of(1, 0, 1),
  }
  const perUser = new Map([
    ['recall@2', Float64Array.of(1, 1, 0)],
    ['mrr@2', Float64Array.of(1, 0.5, Number.NaN)],
  ])
  const histories = pairs(3, 3, [[0, 2]])
  const trial = { histories, targets }
  const tables = sliceTables(
    { trial, users, facts: itemFacts(histories), groups: [country, shelf], wanted, seed: 1 },
    { label: 'm', perUser, lists },
  )
  assert.deepEqual(
    tables.map(({ by }) => by),
    ['history', 'popularity', 'country', 'category'],
  )
  const of = tables.find(({ by }) => by === 'country')?.slices
  assert.deepEqual(
    of?.map(({ name, users, pairs }) => [name, users, pairs]),
    [
      ['fr', 2, 3],
      ['de', 1, 1],
    ],
  )
  assert.equal(of?.[0]?.metrics['recall@2']?.value, 1 / 2)
  assert.equal(of?.[0]?.metrics['mrr@2']?.value, 1, 'over those who have a figure')
  for (const { parts, slices } of tables) {
    const total = slices.reduce((sum, { pairs }) => sum + pairs, 0)
    assert.equal(total, 4, `every pair stands in one part of the ${parts}`)
  }
})
