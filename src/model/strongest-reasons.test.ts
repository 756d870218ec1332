import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strongestReasons } from './strongest-reasons.ts'

// item 2 is asked about; what each item gives it for a weight of 1
const gives = [3, 1, 9, 0, -4, 6]
const history = { column: Uint32Array.of(0, 1, 2, 3, 4, 5), value: Float32Array.of(2, 7, 5, 8, 8, 1) }

test('weight times share decides, of equals the smaller item comes first', () => {
  // 0: 2 · 3 = 6, 1: 7 · 1 = 7, 5: 1 · 6 = 6; 3 gives nothing, 4 speaks against, 2 is the item itself
  assert.deepEqual(
    strongestReasons(history, 2, 9, (i) => gives[i] as number),
    [1, 0, 5],
  )
})

test('no more than asked for, and none of an empty history', () => {
  assert.deepEqual(
    strongestReasons(history, 2, 2, (i) => gives[i] as number),
    [1, 0],
  )
  assert.deepEqual(
    strongestReasons({ column: new Uint32Array(0), value: new Float32Array(0) }, 2, 2, () => 1),
    [],
  )
})
