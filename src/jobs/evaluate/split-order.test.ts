import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SplitEvents } from '../../collect/split-files/split-events.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { splitOrder } from './split-order.ts'

const rows = new Vocabulary(['a', 'b'])
const items = new Vocabulary(['i'])

/** Pairs of a row and a day, all with the one item. */
const events = (...of: [number, number][]): SplitEvents => ({
  rows,
  items,
  row: Uint32Array.from(of, ([row]) => row),
  item: new Uint32Array(of.length),
  day: Float64Array.from(of, ([, day]) => day),
})

test('a test after all that is learnt, after what is learnt of the same person, or somewhere between', () => {
  const train = events([0, 1], [0, 2], [1, 8], [1, 9])
  assert.equal(splitOrder(train, events([0, 9], [1, 10])), 'all')
  assert.equal(splitOrder(train, events([0, 3], [1, 10])), 'person')
  assert.equal(splitOrder(train, events([0, 1.5], [1, 10])), 'none')
})

test('without times nothing is said', () => {
  const { day, ...untimed } = events([0, 1], [1, 2])
  assert.equal(splitOrder(untimed, events([0, 9])), 'none')
  assert.equal(splitOrder(events([0, 1]), untimed), 'none')
})
