import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KthLargest } from './kth-largest.ts'

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 1, 1, 1 + 2 ** -40, 1 + 2 ** -41, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, -1),
  fc.integer({ min: -3, max: 9 }),
)

test('it is what sorting gives, row after row', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(number, { maxLength: 70 }), { maxLength: 4 }),
      fc.integer({ min: 0, max: 75 }),
      (rows, k) => {
        const kth = new KthLargest(k, 70)
        for (const row of rows) {
          const sorted = row.filter((x) => x > 0).sort((a, b) => b - a)
          assert.equal(kth.of(Float64Array.from(row), row.length), k > 0 && sorted.length >= k ? sorted[k - 1] : 0)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('only the first n count', () => {
  assert.equal(new KthLargest(1, 3).of(Float64Array.of(2, 7, 9), 2), 7)
})
