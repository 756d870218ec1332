import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopK } from '../model/model.ts'
import { csrFrom } from '../numbers/csr.ts'
import { named, sampleRows } from './sample.ts'

const nUsers = 23
const nItems = 40
/** User u had the items 0 … u − 1, in that order; wants item u; is shown u, u + 1, u + 2. Even rows are asked. */
const pairs = Array.from({ length: nUsers }, (_, u) => Array.from({ length: u }, (_, i) => [u, i] as const)).flat()
const column = (side: 0 | 1) => Uint32Array.from(pairs, (pair) => pair[side])
const histories = csrFrom(nUsers, nItems, column(0), column(1), undefined, 'max')
const users = Uint32Array.from({ length: 12 }, (_, k) => 2 * k)
const targets = csrFrom(nUsers, nItems, users, users, undefined, 'max')
const block = (rows: Uint32Array): TopK => ({
  k: 3,
  count: new Uint32Array(rows.length).fill(3),
  item: Uint32Array.from({ length: rows.length * 3 }, (_, at) => rows[Math.floor(at / 3)]! + (at % 3)),
  score: new Float32Array(rows.length * 3),
})
const measured = [{ label: 'a', perUser: new Map(), lists: [block(users.subarray(0, 5)), block(users.subarray(5))] }]
const drawn = (sequences?: { item: Uint32Array }) =>
  sampleRows(
    {
      trial: {
        histories: sequences
          ? { ...histories, sequences: { ...unweighed, rowStart: histories.rowStart, item: sequences.item } }
          : histories,
        targets,
      },
      users,
      measured,
    },
    7,
  )
const n = pairs.length
const unweighed = { day: new Float64Array(n), weight: new Float32Array(n).fill(1), basket: new Uint32Array(n) }

test('five customers from short histories to long ones, each with their own history, wish and lists', () => {
  const rows = drawn()
  assert.equal(rows.length, 5)
  const had = rows.map((row) => row.had)
  assert.deepEqual(
    had,
    [...had].sort((a, b) => a - b),
  )
  assert.ok((had[0] ?? 9) <= 4 && (had[4] ?? 0) >= 18)
  for (const { row, wanted, lists } of rows) {
    assert.deepEqual(wanted, [row])
    assert.deepEqual(lists, [{ model: 'a', items: [row, row + 1, row + 2] }], 'lists come in blocks')
  }
  assert.deepEqual(drawn(), rows, 'the same seed, the same customers')
})

test('a history is told newest first, each product once, and no more than ten of them', () => {
  const item = Uint32Array.from(pairs, ([, i]) => i % 12)
  const last = drawn({ item }).at(-1)
  assert.ok(last)
  assert.deepEqual([last.ordered, drawn()[0]?.ordered], [true, false])
  assert.equal(last.history.length, 10)
  assert.equal(new Set(last.history).size, 10)
  assert.equal(last.history[0], (last.row - 1) % 12)
})

test('names stand in the place of columns, titles where the catalogue has them, and hits are marked', () => {
  const [first] = named(drawn(), (at) => `sku-${at}`, new Map([['sku-1', 'Green tea']]))
  const [row] = drawn()
  assert.ok(first && row)
  assert.deepEqual(
    first.lists[0]?.items.map(({ hit }) => hit),
    [true, false, false],
  )
  assert.deepEqual(first.wanted, [{ id: `sku-${row.row}`, ...(row.row === 1 && { title: 'Green tea' }) }])
  assert.deepEqual(
    first.history.find(({ id }) => id === 'sku-1')?.title,
    row.history.includes(1) ? 'Green tea' : undefined,
  )
})
