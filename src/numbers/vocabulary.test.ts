import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Vocabulary } from './vocabulary.ts'

test('an id keeps its row, whatever it is called', () => {
  const items = new Vocabulary(['b', 'a', 'b', '__proto__'])
  assert.deepEqual(items.ids, ['b', 'a', '__proto__'])
  assert.deepEqual([items.add('a'), items.add('constructor'), items.row('__proto__'), items.row('c')], [1, 3, 2, -1])
  assert.equal(items.size, 4)
})
