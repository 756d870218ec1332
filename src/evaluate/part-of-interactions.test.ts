import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkInteractions } from '../model/interactions.ts'
import { interactionsFrom } from '../model/interactions-from.ts'
import { csrFrom } from '../numbers/csr.ts'
import { after, daysOf, ofPeople } from './part-of-interactions.ts'

const days = (...of: number[]) => Float64Array.from(of, (day) => 15_000 + day)
// person 0: item 2 on days 1 and 5, item 0 on day 3; person 1: item 1 on day 2; person 2: item 1 on day 6, item 3 on day 7
const whole = interactionsFrom(
  3,
  4,
  {
    row: Uint32Array.of(0, 0, 0, 1, 2, 2),
    item: Uint32Array.of(2, 0, 2, 1, 1, 3),
    day: days(1, 3, 5, 2, 6, 7),
    weight: Float32Array.of(1, 2, 3, 1, 1, 1),
  },
  'sum',
)
const cells = ({ rowStart, column, value, nRows }: typeof whole) =>
  Array.from({ length: nRows }, (_, r) =>
    [...column.subarray(rowStart[r], rowStart[r + 1])].map((item, at) => [item, value[(rowStart[r] ?? 0) + at]]),
  )

test('what happened after a day, and of a pair the share of its weight that did', () => {
  const late = after(whole, 15_002)
  checkInteractions(late)
  // item 2 of person 0: 3 of 4 came on day 5
  assert.deepEqual(cells(late), [
    [
      [0, 2],
      [2, 3],
    ],
    [],
    [
      [1, 1],
      [3, 1],
    ],
  ])
  assert.deepEqual([...(late.sequences?.item ?? [])], [0, 2, 1, 3])
  assert.deepEqual([...(late.sequences?.rowStart ?? [])], [0, 2, 2, 4])
})

test('before everything nothing is lost, whatever the weights were made of; after everything nothing is left', () => {
  const decayed = { ...whole, value: whole.value.map((value) => value * 0.37) }
  assert.deepEqual(after(decayed, 0), decayed)
  assert.equal(after(whole, 15_007).column.length, 0)
})

test('only what some people did, with the rows of the others empty', () => {
  const some = ofPeople(whole, Uint8Array.of(1, 0, 1))
  checkInteractions(some)
  assert.deepEqual(cells(some), [cells(whole)[0], [], cells(whole)[2]])
  assert.deepEqual([...(some.sequences?.rowStart ?? [])], [0, 3, 3, 5])
  assert.deepEqual(ofPeople(whole, Uint8Array.of(1, 1, 1)), whole)
})

test('days are known where they are days, not where they only count an order', () => {
  assert.deepEqual(daysOf(whole), { first: 15_001, last: 15_007 })
  const order = interactionsFrom(1, 2, { row: Uint32Array.of(0, 0), item: Uint32Array.of(0, 1) }, 'sum')
  assert.equal(daysOf(order), undefined)
  assert.equal(daysOf(csrFrom(1, 2, Uint32Array.of(0), Uint32Array.of(0), undefined, 'max')), undefined)
})
