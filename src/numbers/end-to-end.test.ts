import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endToEnd } from './end-to-end.ts'

test('parts lie one after the other, empty ones between them leave no gap', () => {
  const parts = [Float64Array.of(1.5, -2), new Float64Array(0), Float64Array.of(Number.NaN)]
  assert.deepEqual(endToEnd(Float64Array, parts), Float64Array.of(1.5, -2, Number.NaN))
})

test('small numbers come out in the kind that is asked for, and of nothing comes nothing', () => {
  assert.deepEqual(endToEnd(Float64Array, [Uint8Array.of(7), Int32Array.of(-1, 3)]), Float64Array.of(7, -1, 3))
  assert.deepEqual(endToEnd(Uint32Array, []), new Uint32Array(0))
})
