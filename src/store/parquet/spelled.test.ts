import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Spelled } from './spelled.ts'

test('each text is spelled by itself, whatever letters the next begins with', () => {
  const alone = (word: string) => {
    const bytes = Buffer.from(word)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const check = (words: string[]) => {
    const spelled = new Spelled(words)
    for (const [t, word] of words.entries()) assert.deepEqual(Buffer.from(spelled.of(Int32Array.of(t))), alone(word))
    const all = spelled.of(Int32Array.from(words.keys()))
    assert.deepEqual(Buffer.from(all), Buffer.concat(words.map(alone)))
  }
  // two halves of one letter, apart
  check(['a\ud83d', '\ude00b', 'b'])
  fc.assert(fc.property(fc.array(fc.string()), check))
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), check))
})
