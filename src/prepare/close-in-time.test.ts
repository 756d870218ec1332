import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { closeInTime } from './close-in-time.ts'
import { inTime } from './in-time.ts'

test('only rows that stand alone in their moment are passed over, whatever the order of the log', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ timeMs: fc.integer({ min: 0, max: 60 }), stands: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 3 }),
      (log, withinMs) => {
        const timeMs = Float64Array.from(log, (one) => one.timeMs)
        const rows = Uint32Array.from(log.keys()).filter((row) => log[row]?.stands)
        const slow = [...inTime(timeMs, rows)].filter((k) =>
          rows.some((row, other) => other !== k && Math.abs(timeMs[row]! - timeMs[rows[k]!]!) <= withinMs),
        )
        assert.deepEqual([...closeInTime(timeMs, rows, withinMs)], slow)
      },
    ),
  )
})
