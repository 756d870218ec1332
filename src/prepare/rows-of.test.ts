import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rowsOf } from './rows-of.ts'

test('the rows of those asked for come together, each one’s in their order, and nobody else’s', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ one: fc.integer({ min: -1, max: 5 }), stands: fc.boolean() }), { maxLength: 40 }),
      fc.uint8Array({ minLength: 6, maxLength: 6, max: 1 }),
      (log, wanted) => {
        const rows = Uint32Array.from(log.keys()).filter((row) => log[row]?.stands)
        const of = Int32Array.from(log, ({ one }) => one)
        const slow = [...wanted.keys()]
          .filter((one) => wanted[one] === 1)
          .map((one) => [one, [...rows].filter((row) => of[row] === one)] as const)
          .filter(([, own]) => own.length > 0)
        assert.deepEqual(
          [...rowsOf(rows, of, wanted)].map(([one, own]) => [one, [...own]]),
          slow,
        )
      },
    ),
  )
})
