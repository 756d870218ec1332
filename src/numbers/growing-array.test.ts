import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GrowingArray } from './growing-array.ts'

test('what was appended comes back in its order, in however many chunks they lay', () => {
  for (const n of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const days = new GrowingArray(Float64Array)
    for (let k = 0; k < n; k++) days.push(k / 3)
    assert.equal(days.length, n)
    assert.deepEqual(
      days.finish(),
      Float64Array.from({ length: n }, (_, k) => k / 3),
    )
  }
})
