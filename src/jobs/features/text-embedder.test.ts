import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Fault } from '../../contract/fault.ts'
import { resolve } from '../../model/algorithms.ts'
import { Vocabulary } from '../../numbers/vocabulary.ts'
import { defaultConfig } from '../../prepare/config.ts'
import { type TinyModel, tinyOnnx, tinyTokeniser } from '../fixtures/tiny-onnx.ts'
import { featuresFor } from './item-features.ts'
import { onnxRuntime, tokeniserOf } from './onnx-runtime.ts'
import { openTextEmbedder } from './text-embedder.ts'

const tiny: TinyModel = { words: { '[UNK]': [0, 0, 1], tea: [1, 0, 0], pot: [0, 1, 0], big: [0, 3, 4] } }

const absent = await Promise.all([onnxRuntime(), tokeniserOf(tinyTokeniser(tiny), {})]).then(
  () => false as const,
  (error: unknown) => {
    if (error instanceof Fault) return `no ONNX runtime is installed: ${error.message}`
    throw error
  },
)
const withRuntime = { skip: absent }

async function inFolder<T>(
  files: Record<string, Uint8Array | string>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-onnx-'))
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const filesOf = (model: TinyModel) => ({
  'model.onnx': tinyOnnx(model),
  'tokenizer.json': JSON.stringify(tinyTokeniser(model)),
})

const refused = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Fault, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, message)
  return true
}

test('a text is the mean of its words at length 1, whatever stands beside it in the batch', withRuntime, async () => {
  const texts = ['Tea', 'big pot pot pot pot', '', 'tea POT', 'tea unheard-of']
  const { dim, array } = await inFolder(filesOf(tiny), async (folder) => {
    const embedder = await openTextEmbedder(folder)
    const embedded = await embedder.embed(texts)
    await embedder.close()
    return embedded
  })
  assert.equal(dim, 3)
  // "big pot pot pot pot" is (0, 7, 4) / 5; "unheard-of" is three words to the tokeniser, all unknown: (1, 0, 3) / 4
  const [long, half, rare] = [Math.hypot(7, 4), Math.SQRT1_2, Math.hypot(1, 3)]
  const want = [1, 0, 0, 0, 7 / long, 4 / long, 0, 0, 0, half, half, 0, 1 / rare, 0, 3 / rare]
  array.forEach((x, at) => void assert.ok(Math.abs(x - want[at]!) < 1e-6, `${at}: ${x} is not ${want[at]}`))
})

test('more texts than fit one batch come back in their order', withRuntime, async () => {
  const texts = Array.from({ length: 50 }, (_, k) => (k % 3 === 0 ? 'tea' : k % 3 === 1 ? 'pot pot' : ''))
  const { array } = await inFolder(filesOf(tiny), async (folder) => (await openTextEmbedder(folder)).embed(texts))
  texts.forEach((text, r) => {
    assert.deepEqual(
      [...array.subarray(3 * r, 3 * r + 3)],
      text === '' ? [0, 0, 0] : text === 'tea' ? [1, 0, 0] : [0, 1, 0],
    )
  })
})

test(
  'title and description of every product become its embedding; a product nobody described has none',
  withRuntime,
  async () => {
    const items = new Vocabulary(['a', 'b', 'c'])
    const catalogue = async () => [
      { id: 'c', title: 'Pot', description: 'tea' },
      { id: 'a', title: 'tea' },
    ]
    const features = (model: string) =>
      inFolder(filesOf(tiny), (embeddings) =>
        featuresFor([resolve(model)], items, catalogue, { config: defaultConfig, embeddings }),
      )
    const { itemFeatures } = await features('embedding-knn')
    const { dim, array } = itemFeatures?.embeddings ?? { dim: 0, array: [] }
    assert.equal(dim, 3)
    // "Pot. tea": the stop between them is a word nobody knows
    const third = 1 / Math.sqrt(3)
    for (const [at, want] of [1, 0, 0, 0, 0, 0, third, third, third].entries())
      assert.ok(Math.abs(array[at]! - want) < 1e-6, `${at}: ${array[at]} is not ${want}`)
    assert.deepEqual(await features('item-knn'), {}, 'models that read none cause none')
  },
)

test('an aborted embedding throws the reason it was given', withRuntime, async () => {
  const reason = new Error('the shop closed')
  await inFolder(filesOf(tiny), async (folder) => {
    const embedder = await openTextEmbedder(folder)
    await assert.rejects(embedder.embed(['tea'], AbortSignal.abort(reason)), (error) => error === reason)
  })
})

test('a folder without a model, a broken one, one that asks for what a text has not', withRuntime, async () => {
  const { 'tokenizer.json': tokeniser } = filesOf(tiny)
  await assert.rejects(
    inFolder({ 'tokenizer.json': tokeniser }, openTextEmbedder),
    refused('not-found', /want a folder with model\.onnx and tokenizer\.json/),
  )
  await assert.rejects(
    inFolder({ 'model.onnx': 'no model', 'tokenizer.json': tokeniser }, openTextEmbedder),
    refused('bad-file', /model\.onnx that cannot be read/),
  )
  await assert.rejects(
    inFolder({ ...filesOf(tiny), 'tokenizer.json': '{' }, openTextEmbedder),
    refused('bad-file', /tokenizer\.json: got something that is no JSON/),
  )
  const pictures = { ...tiny, inputs: ['pixel_values'] }
  await assert.rejects(
    inFolder(filesOf(pictures), async (folder) => (await openTextEmbedder(folder)).embed(['tea'])),
    refused('bad-file', /got a model\.onnx with the input "pixel_values", want input_ids/),
  )
})

test('without a runtime the answer says what to install', { skip: !absent && 'a runtime is installed' }, async () => {
  await assert.rejects(
    inFolder(filesOf(tiny), openTextEmbedder),
    refused('bad-request', /npm install onnxruntime-web @huggingface\/tokenizers/),
  )
})
