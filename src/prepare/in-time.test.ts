import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inTime } from './in-time.ts'

test('two logs, one behind the other, become one in order of time; of one moment the line stored first comes first', () => {
  //                             0  1  2  3  4  5  6
  const timeMs = Float64Array.of(1, 5, 5, 9, 0, 5, 7)
  assert.deepEqual([...inTime(timeMs, Uint32Array.of(0, 1, 2, 3, 4, 5, 6))], [4, 0, 1, 2, 5, 6, 3])
  // positions among the rows that stand, not rows: 1, 3, 4, 6 at 5, 9, 0, 7
  assert.deepEqual([...inTime(timeMs, Uint32Array.of(1, 3, 4, 6))], [2, 0, 3, 1])
})

test('any times come out as a plain stable sort has them', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { maxLength: 100 }), (log) => {
      const timeMs = Float64Array.from(log, ([time]) => time)
      const rows = Uint32Array.from(log.flatMap(([, stands], row) => (stands ? [row] : [])))
      const sorted = [...rows.keys()].sort((a, b) => timeMs[rows[a]!]! - timeMs[rows[b]!]!)
      assert.deepEqual([...inTime(timeMs, rows)], sorted)
    }),
  ))
