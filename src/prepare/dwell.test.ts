import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dwellOf } from './dwell.ts'

const minute = 60_000

test('an event lasts until the same person does something else, and nobody knows how long the last of a visit did', () => {
  //             ann  ben      ann         ann: 31 minutes on   ann, the same moment twice  ann
  const user = [0, 1, 0, 0, 0, 0, 0]
  const timeMs = [0, 10_000, 20_000, 31 * minute + 20_000, 32 * minute, 32 * minute, 33 * minute]
  const dwell = dwellOf({ user, timeMs }, 2)
  assert.deepEqual([...dwell], [20, Number.NaN, Number.NaN, 40, 60, 60, Number.NaN])
})

test('exactly half an hour is one visit still, and events that do not count end nothing', () => {
  const timeMs = [0, 5000, 30 * minute]
  assert.deepEqual([...dwellOf({ user: [0, 0, 0], timeMs }, 1, Uint32Array.of(0, 2))], [1800, Number.NaN])
  assert.equal(dwellOf({ user: [], timeMs: [] }, 0).length, 0)
})
