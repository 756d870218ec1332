import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../numbers/rng.ts'
import { mean } from '../numbers/stats.ts'
import { gini } from './gini.ts'

const listsOf = (rows: readonly (readonly number[])[], k: number) => [
  {
    k,
    count: Uint32Array.from(rows, (row) => row.length),
    item: Uint32Array.from(rows.flatMap((row) => Array.from({ length: k }, (_, r) => row[r] ?? 0))),
    score: new Float32Array(rows.length * k),
  },
]
const near = (got: number, want: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(got - want) < tolerance, `${got} is not ${want}`)

test('every product shown alike is 0, one product for all is (n − 1) / n, and by hand in between', () => {
  near(
    gini(
      listsOf(
        [
          [0, 1],
          [2, 3],
        ],
        2,
      ),
      2,
      4,
    ).value,
    0,
  )
  near(gini(listsOf([[1], [1], [1]], 1), 1, 4).value, 3 / 4)
  // shown 0, 1, 1, 2 times: Σ (2 rank − 5) · shown = −3·0 − 1·1 + 1·1 + 3·2 = 6, over 4 · 4
  near(
    gini(
      listsOf(
        [
          [3, 1],
          [3, 2],
        ],
        2,
      ),
      2,
      4,
    ).value,
    6 / 16,
  )
  // only the first place is read: 0, 0, 0, 2
  near(
    gini(
      listsOf(
        [
          [3, 1],
          [3, 2],
        ],
        2,
      ),
      1,
      4,
    ).value,
    3 / 4,
  )
})

test('nothing shown has no coefficient', () => {
  assert.ok(Number.isNaN(gini(listsOf([[]], 2), 2, 4).value))
  assert.ok(Number.isNaN(gini([], 2, 4).value))
})

test('it is the mean difference of all pairs over twice the mean, and its interval as wide as other worlds are apart', () => {
  const random = rng(4)
  // 400 people are shown 3 of 30 products, the first ones more often
  const world = () =>
    Array.from({ length: 400 }, () => {
      const row = new Set<number>()
      while (row.size < 3) row.add(Math.floor(30 * random() ** 2))
      return [...row]
    })
  const first = world()
  const shown = Array.from({ length: 30 }, (_, i) => first.filter((row) => row.includes(i)).length)
  let differences = 0
  for (const a of shown) for (const b of shown) differences += Math.abs(a - b)
  const of = gini(listsOf(first, 3), 3, 30)
  near(of.value, differences / (30 * 30) / (2 * mean(shown)))
  const worlds = Array.from({ length: 300 }, () => gini(listsOf(world(), 3), 3, 30).value)
  const sd = Math.sqrt(mean(worlds.map((value) => (value - mean(worlds)) ** 2)))
  const half = (of.high - of.low) / 2 / 1.959964
  assert.ok(Math.abs(half / sd - 1) < 0.2, `${half} against ${sd}`)
})
