import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopK } from '../model/model.ts'
import { rng } from '../numbers/rng.ts'
import { coverage } from './coverage.ts'

/** Lists of k items each; shorter ones are ragged, as a model may give them. */
const listsOf = (k: number, ...lists: number[][]): TopK => ({
  k,
  count: Uint32Array.from(lists, (list) => list.length),
  // what lies behind a short list must not be read
  item: Uint32Array.from(lists.flatMap((list) => Array.from({ length: k }, (_, rank) => list[rank] ?? 9))),
  score: new Float32Array(lists.length * k),
})

test('items on any list, of all there are; a short list shows only what it has', () => {
  const lists = [listsOf(3, [0, 1, 2], [0], []), listsOf(3, [0, 4, 1])]
  assert.equal(coverage(lists, 3, 10).value, 4 / 10)
  assert.equal(coverage(lists, 1, 10).value, 1 / 10)
  assert.equal(coverage(lists, 2, 10).value, 3 / 10)
})

test('the interval is the jackknife, computed by leaving every user out in turn', () => {
  const random = rng(4)
  const users = Array.from({ length: 30 }, () => Array.from({ length: 4 }, () => Math.floor(60 * random() ** 2)))
  const covered = (of: number[][]) => new Set(of.flat()).size / 60
  const without = users.map((_, u) => covered(users.toSpliced(u, 1)))
  const mean = without.reduce((a, b) => a + b) / 30
  const se = Math.sqrt((29 / 30) * without.reduce((sum, x) => sum + (x - mean) ** 2, 0))
  const { value, low, high } = coverage([listsOf(4, ...users.map((list) => [...new Set(list)]))], 4, 60)
  assert.equal(value, covered(users))
  assert.ok(Math.abs(high - value - 1.959964 * se) < 1e-12)
  assert.ok(Math.abs(value - low - 1.959964 * se) < 1e-12)
})

test('no users or no items: no coverage, rather than none', () => {
  assert.ok(Number.isNaN(coverage([], 3, 5).value))
  assert.ok(Number.isNaN(coverage([listsOf(3, [])], 3, 0).value))
})
