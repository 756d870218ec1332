import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { bytesOf, inspect } from './source-bytes.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-zip-'))
after(() => rm(folder, { recursive: true }))

/** A zip as the format says (PKWARE APPNOTE 4.3): local headers with content, the list of them, the end record. */
function zipOf(files: Record<string, string>, { method = 8, spoil = 0 } = {}): Buffer {
  const [content, list]: [Buffer[], Buffer[]] = [[], []]
  for (const [name, text] of Object.entries(files)) {
    const packed = method === 8 ? deflateRawSync(text) : Buffer.from(text)
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(method, 4)
    about.writeUInt32LE((crc32(text) ^ spoil) >>> 0, 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(Buffer.byteLength(text), 18)
    about.writeUInt16LE(Buffer.byteLength(name), 22)
    // three bytes more stand in front of the content than the list says
    const local = Buffer.from(about)
    local.writeUInt16LE(3, 24)
    const at = Buffer.concat(content).length
    content.push(Buffer.from('PK\x03\x04'), local, Buffer.from(name), Buffer.alloc(3), packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    list.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), about, rest, Buffer.from(name))
  }
  const [head, names] = [Buffer.concat(content), Buffer.concat(list)]
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(names.length, 12)
  end.writeUInt32LE(head.length, 16)
  return Buffer.concat([head, names, end])
}

let n = 0
async function contentOf(zip: Buffer): Promise<string> {
  const path = join(folder, `${n++}.zip`)
  await writeFile(path, zip)
  const chunks: Buffer[] = []
  for await (const chunk of bytesOf(await inspect(path))) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('the one file of data in a zip is read, packed or not; what lies beside it is no data', async () => {
  const rows = 'user,item\nann,tea\n'
  assert.equal(await contentOf(zipOf({ 'ml/README.txt': 'read me', 'ml/ratings.csv': rows, 'ml/': '' })), rows)
  assert.equal(await contentOf(zipOf({ 'ratings.csv': rows }, { method: 0 })), rows)
})

test('of several files none is chosen: they are named, with what to do', async () => {
  const two = zipOf({ 'articles.csv': 'a', 'transactions.csv': 'b' })
  await assert.rejects(contentOf(two), /a zip of 2 files \(articles.csv, transactions.csv\), want one: unpack it/)
})

test('a zip that is cut short, damaged, empty or packed otherwise is refused', async () => {
  const whole = zipOf({ 'a.csv': 'user,item\n1,2\n' })
  await assert.rejects(contentOf(whole.subarray(0, whole.length - 30)), /0\.zip|cut short/)
  await assert.rejects(
    contentOf(zipOf({ 'a.csv': 'user,item\n1,2\n' }, { spoil: 1 })),
    /a damaged zip \(after 14 bytes/,
  )
  await assert.rejects(contentOf(zipOf({ 'a.csv': 'x' }, { method: 12 })), /a.csv packed in way 12, want deflate/)
  await assert.rejects(contentOf(zipOf({ LICENSE: 'x' })), /without a file of data/)
  await assert.rejects(contentOf(zipOf({ 'a.csv': '' })), /a zip of an empty file/)
})
