import assert from 'node:assert/strict'
import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Fault, type FaultCode } from '../contract/fault.ts'
import { type ArtefactArray, readArtefact, writeArtefact } from './artefact.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-artefact-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const content = {
  kind: 'model' as const,
  meta: { name: 'ials', unicode: 'おすすめ', nested: { seed: 7 } },
  arrays: { factors: Float32Array.of(1.5, -0, Number.NaN), ids: Uint8Array.of(1, 2, 3, 4, 5), none: new Uint32Array() },
}
const saved = async (name: string) => {
  const path = join(folder, name)
  await writeArtefact(path, content)
  return path
}
const refused = (read: Promise<unknown>, code: FaultCode, words: RegExp) =>
  assert.rejects(read, (error) => {
    assert.ok(error instanceof Fault, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, words)
    return true
  })

const anyArray: fc.Arbitrary<ArtefactArray> = fc.oneof(
  fc.float32Array({ maxLength: 9 }),
  fc.float64Array({ maxLength: 9 }),
  fc.uint32Array({ maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 30 }),
)

test('what was written is read, whatever the lengths and names', async () => {
  const path = join(folder, 'any.osm')
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__')
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, anyArray, { maxKeys: 6 }),
      fc.string({ maxLength: 20 }),
      async (arrays, note) => {
        const { sha256, sizeBytes } = await writeArtefact(path, { kind: 'snapshot', meta: { note }, arrays })
        const back = await readArtefact(path, 'snapshot')
        assert.deepEqual({ ...back.arrays }, { ...arrays })
        assert.deepEqual(back.meta, { note })
        assert.equal(back.sha256, sha256)
        assert.equal((await readFile(path)).length, sizeBytes)
        for (const array of Object.values(back.arrays)) assert.equal(array.byteOffset % 8, 0)
      },
    ),
    { numRuns: 30 },
  )
  assert.deepEqual(
    (await readdir(folder)).filter((file) => file.endsWith('.partial')),
    [],
    'nothing half-written is left',
  )
})

test('the same content is the same file, whenever it is written', async () => {
  assert.deepEqual(await readFile(await saved('one.osm')), await readFile(await saved('two.osm')))
})

test('a file cut anywhere is refused by name', async () => {
  const whole = await readFile(await saved('cut.osm'))
  for (const length of [0, 7, 8, 20, 60, whole.length - 33, whole.length - 1]) {
    const path = await saved('cut.osm')
    await truncate(path, length)
    await refused(readArtefact(path, 'model'), 'corrupt', /cut\.osm: /)
  }
})

test('one flipped bit anywhere is seen', async () => {
  const path = await saved('flip.osm')
  const whole = await readFile(path)
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole)
    damaged[at] = whole[at]! ^ (1 << (at % 8))
    await writeFile(path, damaged)
    await refused(readArtefact(path, 'model'), 'corrupt', /flip\.osm: /)
  }
})

test('a snapshot is no model, another format is no damage, and a missing file is missing', async () => {
  const path = await saved('kind.osm')
  await refused(readArtefact(path, 'snapshot'), 'corrupt', /got a model file, want a snapshot file/)
  const file = await open(path, 'r+')
  await file.write(Uint8Array.of(2), 0, 1, 8)
  await file.close()
  await refused(readArtefact(path, 'model'), 'corrupt', /got format 2, want 1; it was written by another osusume/)
  await refused(readArtefact(join(folder, 'gone.osm'), 'model'), 'not-found', /gone\.osm/)
})

test('writing over a file replaces it whole', async () => {
  const path = await saved('over.osm')
  await writeArtefact(path, { ...content, arrays: {} })
  assert.deepEqual((await readArtefact(path, 'model')).arrays, {})
})
