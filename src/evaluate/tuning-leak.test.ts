import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowHash, sketchOf } from '../numbers/row-sketch.ts'
import { LeakError } from './leak-check.ts'
import { refuseTuningLeak } from './tuning-leak.ts'

const hashes = (from: number, to: number) =>
  Float64Array.from({ length: to - from }, (_, k) => rowHash(`row ${from + k}`))

test('options tuned on what comes before the test pass', () => {
  refuseTuningLeak('ials', sketchOf(hashes(0, 800)), hashes(800, 1000))
})

test('options tuned with a look at the test are refused, and how much of it they saw is said', () => {
  const say = (read: Float64Array) => {
    try {
      refuseTuningLeak('ials', sketchOf(read), hashes(800, 1000))
    } catch (error) {
      assert.ok(error instanceof LeakError)
      return error.message
    }
    return 'passed'
  }
  assert.match(say(hashes(0, 801)), /ials were tuned on 1 of the 200 rows of this test/)
  const [, about] = say(hashes(800 - 50_000, 1000)).match(/tuned on about (\d+) of the 200 rows/) ?? []
  assert.ok(Number(about) > 50 && Number(about) < 500, about)
})
