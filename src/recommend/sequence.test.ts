import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../contract/event.ts'
import { interactionsFrom } from '../model/interactions-from.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { sequenceOf } from './sequence.ts'
import type { Trained } from './trained.ts'

const minute = 60_000
const dayMs = 86_400_000

// ann had the pot on day 3 and the cup on day 4, both in one visit by the clock of training
const histories = interactionsFrom(
  1,
  3,
  {
    row: Uint32Array.of(0, 0),
    item: Uint32Array.of(1, 2),
    day: Float64Array.of(3, 4),
    weight: Float32Array.of(1, 0.5),
    basket: Uint32Array.of(0, 6),
  },
  'sum',
)
const trained = {
  items: new Vocabulary(['tea', 'pot', 'cup']),
  histories,
  weighing: {
    each: (events: Event[]) => events.map(({ kind }) => ({ purchase: 1, view: 0.2, dislike: -1 })[kind as 'view'] ?? 0),
    basketGapMs: 30 * minute,
  },
} as unknown as Trained

const at = (kind: Event['kind'], item: string, timeMs: number) => ({
  id: `${timeMs}`,
  kind,
  item,
  timeMs,
  visitor: 'v',
})

test('what happened since follows what training knew, each visit a basket of its own', () => {
  const start = 9 * dayMs
  const newestFirst = [
    at('dislike', 'cup', start + 80 * minute),
    at('purchase', 'tea', start + 20 * minute),
    at('view', 'tea', start),
  ]
  const { sequences } = sequenceOf(trained, 0, newestFirst, start + 80 * minute)
  assert.deepEqual(sequences?.item, Uint32Array.of(1, 2, 0, 0, 2))
  assert.deepEqual(sequences?.weight, Float32Array.of(1, 0.5, 0.2, 1, -1))
  assert.deepEqual(sequences?.basket, Uint32Array.of(0, 6, 7, 7, 8))
})

test('a stranger’s order is that of their events; unknown products and words that say nothing are none', () => {
  const { sequences } = sequenceOf(
    trained,
    -1,
    [at('view', 'pot', 2), at('search', 'pot', 1), at('view', 'vase', 0)],
    2,
  )
  assert.deepEqual(sequences?.rowStart, Uint32Array.of(0, 1))
  assert.deepEqual(sequences?.item, Uint32Array.of(1))
})

test('an event that arrives late does not turn time back', () => {
  const { sequences } = sequenceOf(trained, 0, [at('view', 'tea', 2 * dayMs)], 5 * dayMs)
  assert.deepEqual(sequences?.day, Float64Array.of(3, 4, 4))
})

test('half an order is none', () => {
  const { sequences, ...bare } = histories
  assert.deepEqual(sequenceOf({ ...trained, histories: bare }, 0, [at('view', 'tea', 5 * dayMs)], 5 * dayMs), {})
})
