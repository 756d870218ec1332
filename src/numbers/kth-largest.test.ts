import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KthLargest } from './kth-largest.ts'
import { rng } from './rng.ts'

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

test('long rows too, whose k-th is guessed first: in any order, with many ties, all equal, all but a few at 0', () => {
  const kth = new KthLargest(40, 5000)
  const random = rng(3)
  const rows = [
    Float64Array.from({ length: 5000 }, () => random()),
    Float64Array.from({ length: 4096 }, () => Math.floor(random() * 20)),
    Float64Array.from({ length: 3000 }, (_, c) => c),
    Float64Array.from({ length: 3000 }, (_, c) => -c),
    new Float64Array(2000).fill(7),
    Float64Array.from({ length: 2000 }, (_, c) => (c % 61 === 0 ? c : 0)),
    // every sixteenth is large and nothing else: the guess is far too high
    Float64Array.from({ length: 4000 }, (_, c) => (c % 16 === 0 && c < 600 ? 1e9 : random())),
  ]
  for (const row of rows) {
    const sorted = row.toSorted().reverse()
    assert.equal(kth.of(row, row.length), Math.max(0, sorted[39] ?? 0))
  }
})

test('only the first n count', () => {
  assert.equal(new KthLargest(1, 3).of(Float64Array.of(2, 7, 9), 2), 7)
})
