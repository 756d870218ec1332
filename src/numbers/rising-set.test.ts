import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RisingSet } from './rising-set.ts'

test('what was put in comes out once and rising, and the set is empty again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.array(fc.array(fc.nat()), { maxLength: 4 }), (size, rounds) => {
      const set = new RisingSet(size)
      const out = new Uint32Array(size)
      for (const numbers of rounds.map((all) => all.map((number) => number % size))) {
        for (const number of numbers) set.add(number)
        const n = set.takeInto(out)
        assert.deepEqual(
          [...out.subarray(0, n)],
          [...new Set(numbers)].sort((a, b) => a - b),
        )
      }
      assert.equal(set.takeInto(out), 0)
    }),
  )
})

test('the last bit of a word and of a group of words counts', () => {
  const set = new RisingSet(2049)
  for (const number of [2048, 1023, 31, 32, 1024, 0]) set.add(number)
  const out = new Uint32Array(8)
  assert.equal(set.takeInto(out), 6)
  assert.deepEqual([...out.subarray(0, 6)], [0, 31, 32, 1023, 1024, 2048])
})
