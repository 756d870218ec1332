import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GrowingArray } from './growing-array.ts'

test('what was appended comes back in its order, however often the memory had to grow', () => {
  for (const n of [0, 1, 1023, 1024, 1025, 5000]) {
    const days = new GrowingArray(Float64Array)
    for (let k = 0; k < n; k++) days.push(k / 3)
    assert.equal(days.length, n)
    assert.deepEqual(
      days.finish(),
      Float64Array.from({ length: n }, (_, k) => k / 3),
    )
  }
})
