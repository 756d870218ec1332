import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowHash, rowsRead, sketchOf } from './row-sketch.ts'

const hashes = (from: number, to: number) =>
  Float64Array.from({ length: to - from }, (_, k) => rowHash(`row ${from + k}`))

test('a hundred thousand rows have a hundred thousand hashes, whole numbers below 2^53', () => {
  const all = hashes(0, 100_000)
  assert.equal(new Set(all).size, 100_000)
  assert.ok(all.every((hash) => Number.isSafeInteger(hash) && hash >= 0))
})

test('few rows are compared exactly, a row that came twice is one', () => {
  const sketch = sketchOf(Float64Array.of(...hashes(0, 50), ...hashes(0, 20)))
  assert.equal(sketch.rows, 50)
  assert.equal(rowsRead(sketch, hashes(40, 90)), 10)
  assert.equal(rowsRead(sketch, hashes(50, 5000)), 0)
})

test('of many rows 4,096 stand for all: who read one in a hundred of the test is found, who read none is not accused', () => {
  const sketch = sketchOf(hashes(0, 200_000))
  assert.deepEqual([sketch.rows, sketch.hashes.length], [200_000, 4096])
  const found = rowsRead(sketch, hashes(198_000, 230_000))
  assert.ok(found > 15 && found < 80, String(found))
  assert.equal(rowsRead(sketch, hashes(200_000, 400_000)), 0)
})
