import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RecentRows } from './recent-rows.ts'

/** The newest (or first) row not older than `withinMs` that says the same, looked for among all of them. */
function plain(timeMs: readonly number[], says: readonly number[], withinMs: number, keep: 'first' | 'latest') {
  const stands = new Map<number, number>()
  return says.map((what, row) => {
    const before = stands.get(what)
    const recent = before !== undefined && timeMs[row]! - timeMs[before]! <= withinMs
    if (!recent || keep === 'latest') stands.set(what, row)
    return recent ? before : -1
  })
}

test('of thousands of rows each meets the recent one that says the same, whatever their hashes and however the table grows', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 400 })), {
        maxLength: 5000,
        size: 'max',
      }),
      fc.integer({ min: 0, max: 3000 }),
      fc.constantFrom(1, 7, 2 ** 31),
      (steps, withinMs, nHashes) => {
        let now = 0
        const timeMs = steps.map(([pause]) => {
          now += pause
          return now
        })
        const says = steps.map(([, what]) => what)
        const rows = () =>
          new RecentRows(
            Float64Array.from(timeMs),
            withinMs,
            (row) => Math.imul(says[row]!, 0x9e3779b1) % nHashes,
            (a, b) => says[a] === says[b],
          )
        const [firsts, latests] = [rows(), rows()]
        assert.deepEqual(
          says.map((_, row) => firsts.first(row)),
          plain(timeMs, says, withinMs, 'first'),
        )
        assert.deepEqual(
          says.map((_, row) => latests.exchange(row)),
          plain(timeMs, says, withinMs, 'latest'),
        )
      },
    ),
    { numRuns: 30 },
  ))
