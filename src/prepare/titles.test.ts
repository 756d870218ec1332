import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chooseTitles } from './titles.ts'

test('a product is called what most lines call it; spaces and capitals make no other name', () => {
  const chosen = chooseTitles([
    { item: '1', title: '?', count: 1 },
    { item: '1', title: ' WHITE  HEART ', count: 3 },
    { item: '1', title: 'white heart', count: 2 },
    { item: '1', title: 'damaged', count: 4 },
    { item: '2', title: 'CUP', count: 1 },
    { item: '3', title: '   ', count: 9 },
  ])
  assert.deepEqual(chosen, [
    // 3 + 2 lines say white heart, 4 damaged, 1 ?
    {
      item: '1',
      title: 'WHITE HEART',
      others: [
        { title: 'damaged', count: 4 },
        { title: '?', count: 1 },
      ],
    },
    { item: '2', title: 'CUP', others: [] },
  ])
})

test('the choice depends on no order', () => {
  const variant = fc.record({
    item: fc.constantFrom('1', '2'),
    title: fc.constantFrom('cup', 'CUP', ' cup', 'big cup', 'pot', 'mug'),
    count: fc.integer({ min: 1, max: 4 }),
  })
  const shuffled = fc
    .array(variant, { maxLength: 12 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  const sorted = (all: ReturnType<typeof chooseTitles>) => all.toSorted((a, b) => (a.item < b.item ? -1 : 1))
  fc.assert(
    fc.property(shuffled, ([one, other]) => assert.deepEqual(sorted(chooseTitles(one)), sorted(chooseTitles(other)))),
  )
})
