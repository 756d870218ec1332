import { Fault } from '../../contract/fault.ts'

/** As much of onnxruntime's interface as we use; onnxruntime-node and onnxruntime-web share it. */
export interface OnnxRuntime {
  InferenceSession: { create(model: Uint8Array): Promise<OnnxSession> }
  Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown
}

export interface OnnxSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Record<string, unknown>): Promise<Record<string, OnnxTensor>>
  release(): Promise<void>
}

export interface OnnxTensor {
  readonly dims: readonly number[]
  readonly data: ArrayLike<number>
}

/** What turns a text into numbers, from the files that come with a model. */
export interface Tokeniser {
  encode(text: string): { ids: number[] }
}

/** The native one is several times faster, the other is WebAssembly and runs wherever node does. */
const runtimes = ['onnxruntime-node', 'onnxruntime-web']

/**
 * The runtime that is installed; none comes with us (docs/decisions/0141-embeddings-from-a-file.md).
 * @throws Fault  bad-request: none is, and how to get one
 */
export async function onnxRuntime(): Promise<OnnxRuntime> {
  for (const name of runtimes) {
    const found = await installed(name)
    if (!found) continue
    const runtime = (found.default ?? found) as OnnxRuntime & { env?: { wasm?: { numThreads?: number } } }
    // the same bits on every machine, and no threads of its own beside ours
    if (runtime.env?.wasm) runtime.env.wasm.numThreads = 1
    return runtime
  }
  throw missing('an ONNX runtime', runtimes.join(' or '))
}

/**
 * @param tokenizer  content of tokenizer.json; `config` that of tokenizer_config.json
 * @throws Fault  bad-request: the library is not installed, and how to get it
 */
export async function tokeniserOf(tokenizer: object, config: object): Promise<Tokeniser> {
  const name = '@huggingface/tokenizers'
  const found = await installed(name)
  if (!found) throw missing('a tokeniser', name)
  const { Tokenizer } = found as { Tokenizer: new (tokenizer: object, config: object) => Tokeniser }
  return new Tokenizer(tokenizer, config)
}

async function installed(name: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await import(name)) as Record<string, unknown>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

const missing = (what: string, name: string) =>
  new Fault(
    'bad-request',
    `embeddings: found no ${name}, want ${what} to read the model with: npm install onnxruntime-web @huggingface/tokenizers`,
  )
