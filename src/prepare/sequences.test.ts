import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultConfig } from './config.ts'
import { logOf, type Row, timeOf } from './fixtures/log-of.ts'
import { prepareEvents } from './prepare-events.ts'
import { interactionMatrix } from './weights.ts'

function sequencesOf(rows: readonly Row[]) {
  const { clean } = prepareEvents(logOf(rows), defaultConfig)
  const { users, items, matrix } = interactionMatrix(clean, defaultConfig.weights, { nowMs: timeOf({ day: 30 }) })
  const { sequences } = matrix
  return Object.fromEntries(
    users.ids.map((id, r) => [
      id,
      Array.from({ length: sequences.rowStart[r + 1]! - sequences.rowStart[r]! }, (_, k) => {
        const e = sequences.rowStart[r]! + k
        return [items.ids[sequences.item[e]!], sequences.weight[e], sequences.basket[e]] as const
      }),
    ]),
  )
}

test('events stand in their order, each with its own weight, repeats too; half an hour without one ends a visit', () => {
  const minute = 1 / (24 * 60)
  const rows: Row[] = [
    { user: 'ann', item: 'pot', day: 2 },
    { user: 'ann', kind: 'view', item: 'cup', day: 1 },
    { user: 'ann', item: 'cup', day: 1 + 29 * minute },
    { user: 'ann', item: 'cup', day: 1 + 60 * minute },
    { user: 'bob', item: 'pot', day: 3 },
  ]
  const view = Math.fround(0.2)
  assert.deepEqual(sequencesOf(rows), {
    ann: [
      ['cup', view, 0],
      ['cup', 1, 0],
      ['cup', 1, 1],
      ['pot', 1, 2],
    ],
    bob: [['pot', 1, 0]],
  })
})

test('a word against a product is an event of its own', () => {
  const rows: Row[] = [
    { user: 'ann', item: 'pot', day: 1 },
    { user: 'ann', item: 'cup', day: 2 },
    { user: 'bob', item: 'cup', day: 1 },
    { user: 'ann', kind: 'dislike', item: 'cup', day: 3 },
  ]
  assert.deepEqual(sequencesOf(rows).ann, [
    ['pot', 1, 0],
    ['cup', 1, 1],
    ['cup', -1, 2],
  ])
})

test('what says nothing is no event', () => {
  assert.deepEqual(
    sequencesOf([
      { user: 'ann', item: 'pot' },
      { user: 'ann', kind: 'list_view', item: 'pot', day: 2 },
    ]).ann,
    [['pot', 1, 0]],
  )
})

test('events of one moment stand in the order in which they were stored, and are one visit', () => {
  const at = (item: string, day: number): Row => ({ user: 'ann', item, day, order: item })
  const { ann } = sequencesOf([at('pot', 2), at('cup', 1), at('mug', 1), at('jug', 2)])
  assert.deepEqual(
    ann?.map(([item, , basket]) => [item, basket]),
    [
      ['cup', 0],
      ['mug', 0],
      ['pot', 1],
      ['jug', 1],
    ],
  )
})
