import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { type OnnxRuntime, type OnnxSession, onnxRuntime, type Tokeniser, tokeniserOf } from './onnx-runtime.ts'

/** Texts that go through the model at a time. */
const batchTexts = 16

/** Tokens read of a text; what sentence models of 512 positions can hold, twice over. */
const mostTokens = 256

/** Outputs by the names they are known under: one vector a text, or one a token. */
const outputs = ['sentence_embedding', 'last_hidden_state', 'token_embeddings']

/** Texts as vectors of length 1, by a sentence model in a local folder. */
export interface TextEmbedder {
  /** texts × dim, row-major; rows of zeros for texts without a token */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<{ dim: number; array: Float32Array }>
  close(): Promise<void>
}

/**
 * Opens a sentence model as it is published for ONNX: `model.onnx` (or onnx/model.onnx), `tokenizer.json` and, when there
 * is one, `tokenizer_config.json`. Nothing is downloaded.
 *
 *     e(text) = x / ‖x‖      x: the model's `sentence_embedding`, or the mean of its `last_hidden_state` over all tokens
 *
 * A text is cut to 256 tokens before the model sees it. Pooling by the first token, which some models want, is not done.
 * Models may ask for input_ids, attention_mask, token_type_ids (all 0) and position_ids.
 * @throws Fault  not-found or bad-file for the files; bad-request when no runtime is installed
 */
export async function openTextEmbedder(folder: string): Promise<TextEmbedder> {
  const [runtime, model] = await Promise.all([onnxRuntime(), modelBytes(folder)])
  const tokeniser = await tokeniserOf(
    json(join(folder, 'tokenizer.json'), await needed(join(folder, 'tokenizer.json'))),
    json(join(folder, 'tokenizer_config.json'), (await bytesOf(join(folder, 'tokenizer_config.json'))) ?? empty),
  )
  const session = await runtime.InferenceSession.create(model).catch((cause: Error) => {
    throw new Fault('bad-file', `${folder}: got a model.onnx that cannot be read: ${cause.message}`, { cause })
  })
  return new Embedder(folder, runtime, session, tokeniser)
}

class Embedder implements TextEmbedder {
  readonly #folder: string
  readonly #runtime: OnnxRuntime
  readonly #session: OnnxSession
  readonly #tokeniser: Tokeniser
  readonly #output: string

  constructor(folder: string, runtime: OnnxRuntime, session: OnnxSession, tokeniser: Tokeniser) {
    this.#folder = folder
    this.#runtime = runtime
    this.#session = session
    this.#tokeniser = tokeniser
    this.#output = outputs.find((name) => session.outputNames.includes(name)) ?? session.outputNames[0] ?? ''
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<{ dim: number; array: Float32Array }> {
    const tokens = texts.map((text) => this.#tokeniser.encode(text).ids.slice(0, mostTokens))
    const filled = Array.from(tokens.keys()).filter((r) => (tokens[r]?.length ?? 0) > 0)
    // texts of one length together: little is filled up
    filled.sort((a, b) => tokens[a]!.length - tokens[b]!.length || a - b)
    let all: { dim: number; array: Float32Array } | undefined
    for (let start = 0; start < filled.length; start += batchTexts) {
      signal?.throwIfAborted()
      const rows = filled.slice(start, start + batchTexts)
      const { dim, vectors } = await this.#run(rows.map((r) => tokens[r] ?? []))
      all ??= { dim, array: new Float32Array(texts.length * dim) }
      for (const [k, r] of rows.entries()) all.array.set(vectors.subarray(k * dim, (k + 1) * dim), r * dim)
    }
    return all ?? { dim: 0, array: new Float32Array(0) }
  }

  close(): Promise<void> {
    return this.#session.release()
  }

  async #run(batch: readonly number[][]): Promise<{ dim: number; vectors: Float32Array }> {
    const width = batch.reduce((most, ids) => Math.max(most, ids.length), 0)
    const values: Record<string, (ids: readonly number[], at: number) => number> = {
      input_ids: (ids, at) => ids[at] ?? 0,
      attention_mask: (ids, at) => (at < ids.length ? 1 : 0),
      token_type_ids: () => 0,
      position_ids: (_, at) => at,
    }
    const feeds = Object.fromEntries(
      this.#session.inputNames.map((name) => {
        const value = values[name]
        if (!value) throw this.#bad(`the input "${name}"`, Object.keys(values).join(', '))
        const data = BigInt64Array.from({ length: batch.length * width }, (_, k) =>
          BigInt(value(batch[Math.floor(k / width)] ?? [], k % width)),
        )
        return [name, new this.#runtime.Tensor('int64', data, [batch.length, width])]
      }),
    )
    const { [this.#output]: output } = await this.#session.run(feeds)
    const dim = output?.dims.at(-1) ?? 0
    const isEach = output?.dims.length === 2
    if (!output || dim === 0 || !(isEach || output.dims.length === 3))
      throw this.#bad(`an output of ${output?.dims.join(' x ')}`, 'texts x dim or texts x tokens x dim')
    const vectors = new Float32Array(batch.length * dim)
    for (const [r, { length }] of batch.entries())
      for (let c = 0; c < dim; c++) {
        let sum = 0
        if (isEach) sum = output.data[r * dim + c]!
        else for (let t = 0; t < length; t++) sum += output.data[(r * width + t) * dim + c]! / length
        vectors[r * dim + c] = sum
      }
    return { dim, vectors: toLengthOne(vectors, dim) }
  }

  #bad(got: string, want: string): Fault {
    return new Fault('bad-file', `${this.#folder}: got a model.onnx with ${got}, want ${want}`)
  }
}

function toLengthOne(vectors: Float32Array, dim: number): Float32Array {
  for (let start = 0; start < vectors.length; start += dim) {
    const own = vectors.subarray(start, start + dim)
    const length = Math.hypot(...own)
    if (length > 0) for (let c = 0; c < dim; c++) own[c]! /= length
  }
  return vectors
}

const empty = new TextEncoder().encode('{}')

async function modelBytes(folder: string): Promise<Uint8Array> {
  return (await bytesOf(join(folder, 'model.onnx'))) ?? needed(join(folder, 'onnx', 'model.onnx'))
}

async function bytesOf(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('no-access', `${file}: cannot be read`, { cause: error })
  }
}

async function needed(file: string): Promise<Uint8Array> {
  const bytes = await bytesOf(file)
  if (!bytes)
    throw new Fault('not-found', `embeddings: found no ${file}, want a folder with model.onnx and tokenizer.json`)
  return bytes
}

function json(file: string, bytes: Uint8Array): object {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as object
  } catch (cause) {
    throw new Fault('bad-file', `${file}: got something that is no JSON`, { cause })
  }
}
