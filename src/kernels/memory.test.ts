import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KernelMemory } from './memory.ts'

test('parts never overlap, are zero when given out, and all come back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5000), fc.nat(9)), { maxLength: 60 }), (steps) => {
      const memory = new KernelMemory()
      const held: { place: number; bytes: number }[] = []
      for (const [bytes, which] of steps) {
        if (which > 5 && held.length > 0) {
          const [part] = held.splice(which % held.length, 1)
          memory.give(part!.place)
          continue
        }
        const place = memory.take(bytes)
        assert.equal(place % 64, 0)
        const content = memory.floats(place, bytes >> 2)
        assert.ok(content.every((value) => value === 0))
        content.fill(1)
        for (const part of held) assert.ok(place + bytes <= part.place || part.place + part.bytes <= place)
        held.push({ place, bytes })
      }
      for (const { place } of held) memory.give(place)
      assert.equal(memory.takenBytes, 0)
    }),
  )
})

test('taking and giving back again and again does not make it grow', () => {
  const memory = new KernelMemory()
  let after = 0
  for (let round = 0; round < 50; round++) {
    const parts = [300_000, 5, 80_000, 1_000_000].map((bytes) => memory.take(bytes))
    for (const place of parts) memory.give(place)
    after ||= memory.memory.buffer.byteLength
  }
  assert.equal(memory.memory.buffer.byteLength, after)
})

test('more than a 32-bit memory holds is refused in numbers, and what was there stays', () => {
  const memory = new KernelMemory()
  const place = memory.take(8)
  memory.floats(place, 2).set([1, 2])
  assert.throws(() => memory.take(2 ** 32), /4096 MiB do not fit: 4096 of 4096 MiB are left/)
  assert.deepEqual([...memory.floats(place, 2)], [1, 2])
})

test('giving back what was not taken is refused', () => {
  const memory = new KernelMemory()
  const place = memory.take(100)
  memory.give(place)
  assert.throws(() => memory.give(place), RangeError)
})
