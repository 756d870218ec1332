import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { Squeezer } from './squeezer.ts'

test('pieces handed over at once come back each in its own frame, small ones, none and ones larger than what comes out in one go', async () => {
  let state = 1
  const noise = (n: number) =>
    Uint8Array.from({ length: n }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return state >>> 24
    })
  const pieces = [0, 1, 70_000, 3, 2_500_000, 0, 1_048_576, 12].map(noise)
  const squeezer = new Squeezer()
  const frames = await Promise.all(pieces.map((piece) => squeezer.squeeze(piece)))
  for (const [at, frame] of frames.entries())
    assert.deepEqual(new Uint8Array(zstdDecompressSync(Buffer.concat(frame))), pieces[at])
  // what came before it leaves no trace
  const [again, first] = [await squeezer.squeeze(pieces[2] as Uint8Array), frames[2] as Uint8Array[]]
  assert.deepEqual(Buffer.concat(again), Buffer.concat(first))
  squeezer.close()
})
