import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mostRunBytes, putRuns } from './run-lengths.ts'

function runs(values: readonly number[], width: number): number[] {
  const bytes = new Uint8Array(mostRunBytes(values.length, width))
  return [...bytes.subarray(0, putRuns(values, values.length, width, bytes, 0))]
}

/** The plain reading of the same format, bit by bit. */
function read(bytes: readonly number[], n: number, width: number): number[] {
  const values: number[] = []
  let at = 0
  const varint = () => {
    let [x, shift] = [0, 1]
    for (;;) {
      const byte = bytes[at++]!
      x += (byte & 127) * shift
      if (byte < 128) return x
      shift *= 128
    }
  }
  while (at < bytes.length) {
    const header = varint()
    if (header % 2 === 0) {
      let value = 0
      for (let byte = 0; byte < Math.ceil(width / 8); byte++) value += bytes[at++]! * 256 ** byte
      for (let k = 0; k < header / 2; k++) values.push(value)
      continue
    }
    const count = 8 * ((header - 1) / 2)
    for (let k = 0; k < count; k++) {
      let value = 0
      for (let bit = 0; bit < width; bit++) {
        const place = k * width + bit
        value += ((bytes[at + Math.floor(place / 8)]! >> (place % 8)) & 1) * 2 ** bit
      }
      values.push(value)
    }
    at += (count * width) / 8
  }
  return values.slice(0, n)
}

test('numbers 0 to 7 in three bits each are the three bytes of the format’s own description', () => {
  // header 1 << 1 | 1, then 10001000 11000110 11111010, the first number lowest
  assert.deepEqual(runs([0, 1, 2, 3, 4, 5, 6, 7], 3), [3, 0b10001000, 0b11000110, 0b11111010])
})

test('a long repeat is its length and its value', () => {
  // 300 · 2 = 600 = 0b100_1011000; the value 700 in two bytes, the lower first
  assert.deepEqual(runs(Array(300).fill(700), 10), [0b11011000, 0b100, 700 - 512, 2])
})

test('whatever the numbers, their width and their repeats, what is written is what is read', () => {
  const numbers = fc.integer({ min: 0, max: 24 }).chain((width) =>
    fc.record({
      width: fc.constant(width),
      parts: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** width - 1 }), fc.integer({ min: 1, max: 40 })), {
        maxLength: 20,
      }),
    }),
  )
  fc.assert(
    fc.property(numbers, ({ width, parts }) => {
      const values = parts.flatMap(([value, times]) => Array<number>(times).fill(value))
      assert.deepEqual(read(runs(values, width), values.length, width), values)
    }),
  )
})
