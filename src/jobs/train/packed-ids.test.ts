import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packIds, unpackIds } from './packed-ids.ts'

test('ids of any letters come back as they were, also empty ones and none at all', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (ids) => {
      assert.deepEqual(unpackIds(packIds(ids)), ids)
    }),
  )
})

test('a text that is longer or shorter than its lengths is refused, not cut to fit', () => {
  const { text, lengths } = packIds(['green', 'black'])
  assert.throws(() => unpackIds({ text, lengths: lengths.map((n) => n + 1) }), RangeError)
  assert.throws(() => unpackIds({ text, lengths: lengths.subarray(0, 1) }), RangeError)
})
