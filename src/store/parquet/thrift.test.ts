import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thriftBytes } from './thrift.ts'

test('a struct is its fields by how far their ids are apart, their types and their values', () => {
  const bytes = thriftBytes([
    [1, { i32: 3 }], // apart 1, type 5; 3 is 6 in zigzag
    [2, undefined],
    [4, { text: 'é' }], // apart 3, type 8; two bytes of UTF-8
    [5, { bool: false }], // apart 1, type 2: false
    [6, { list: [{ i64: -1 }, { i64: 300 }] }], // apart 1, type 9; two of type 6; −1 is 1, 300 is 600
    [7, { struct: [] }], // apart 1, type 12; ends at once
  ])
  assert.deepEqual([...bytes], [0x15, 6, 0x38, 2, 0xc3, 0xa9, 0x12, 0x19, 0x26, 1, 0xd8, 4, 0x1c, 0, 0])
})

test('a long list says its length apart, a number beyond 32 bits keeps all of it, ids fall never', () => {
  const long = [...thriftBytes([[1, { list: Array.from({ length: 15 }, () => ({ i32: 0 })) }]])]
  assert.deepEqual(long.slice(0, 3), [0x19, 0xf5, 15])
  // 2^40 is 2^41 in zigzag: five times seven bits of nothing, then bit 6
  assert.deepEqual([...thriftBytes([[1, { i64: 2 ** 40 }]])], [0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0])
  assert.throws(
    () =>
      thriftBytes([
        [2, { i32: 0 }],
        [1, { i32: 0 }],
      ]),
    RangeError,
  )
})
