import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Encoding, encodingOf, inUtf8 } from './encoding.ts'

const text = 'title,price of one piece in the shop of the street\nCafé crème,3\nMüllers Tüte – 5 €,4\n'

/** Windows-1252 by hand: its bytes are Latin-1's but for the dash and the euro here. */
const windows = Buffer.from(text.replace('–', '\u0096').replace('€', '\u0080'), 'latin1')

async function decoded(bytes: Buffer, encoding: Encoding, cut: number) {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
  }
  const out: Buffer[] = []
  for await (const chunk of inUtf8(chunks(), encoding)) out.push(chunk)
  return Buffer.concat(out).toString('utf8')
}

test('a file in an old encoding, or in UTF-16, says the same as in UTF-8, wherever it is cut', async () => {
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  const files: [Buffer, Encoding][] = [
    [windows, 'windows-1252'],
    [wide, 'utf-16le'],
    [Buffer.from(wide).swap16(), 'utf-16be'],
    [Buffer.from(text), 'utf-8'],
  ]
  for (const [bytes, encoding] of files) {
    assert.equal(encodingOf(bytes), encoding)
    for (const cut of [1, 3, 7, 1000]) assert.equal(await decoded(bytes, encoding, cut), text, `${encoding} by ${cut}`)
  }
})

test('broken lines in UTF-8, another alphabet and noise are not taken for Windows-1252', () => {
  assert.equal(encodingOf(Buffer.concat([Buffer.from(text), windows])), 'utf-8')
  assert.equal(encodingOf(Buffer.from(Array.from({ length: 300 }, (_, k) => 0xc0 + (k % 32)))), 'utf-8')
})

test('UTF-8 is UTF-8 wherever its first bytes end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (words, n) => {
      const bytes = Buffer.from(words)
      assert.equal(encodingOf(bytes.subarray(0, 1 + (n % bytes.length))), 'utf-8')
    }),
  )
})
