import { Worker } from 'node:worker_threads'
import type { Csr } from '../numbers/csr.ts'

/** How the threads of a job take rows from each other. */
export interface RowQueue {
  /** rows taken at a time */
  chunkRows: number
  /** the first row that nobody has taken */
  next: Int32Array
}

/** What a worker sends: rows from `from` on. */
export interface Chunk {
  from: number
  rows: Csr
}

/** Rows a worker takes at a time: few enough that all finish together, enough that messages cost nothing. */
const chunkRows = 256

export interface Watch {
  threads: number
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/**
 * A sparse matrix whose rows are made by workers of the file `worker`, each handed `assignment` and a queue: a worker takes
 * the next rows from a shared counter, so a thread that met the costly ones does not keep the others waiting, and sends each
 * chunk (`sendChunk`). Aborting ends the workers at once.
 * @param worker  URL of the worker without its extension, which is that of the file that asks
 */
export async function rowsInParallel(
  worker: URL,
  assignment: object,
  { nRows, nCols }: { nRows: number; nCols: number },
  { threads, signal, onProgress }: Watch,
): Promise<Csr> {
  if (nRows === 0) return joined([], 0, nCols)
  const queue: RowQueue = { chunkRows, next: new Int32Array(new SharedArrayBuffer(4)) }
  const url = new URL(`${worker.href}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`)
  const chunks: Csr[] = []
  const workers: Worker[] = []
  let onAbort = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      onAbort = () => reject(signal?.reason)
      signal?.addEventListener('abort', onAbort)
      if (signal?.aborted) onAbort()
      let done = 0
      for (let n = 0; n < threads; n++) {
        const thread = new Worker(url, { workerData: { ...assignment, queue } })
        workers.push(thread)
        thread.on('error', reject)
        thread.on('message', ({ from, rows }: Chunk) => {
          // sent before the worker heard of the end
          if (signal?.aborted) return
          chunks[from / chunkRows] = rows
          done += rows.nRows
          onProgress?.(done, nRows)
          if (done === nRows) resolve()
        })
      }
    })
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await Promise.all(workers.map((thread) => thread.terminate()))
  }
  return joined(chunks, nRows, nCols)
}

/** In a worker: every chunk of the queue through `make`, until there are none left. */
export function workThrough(
  { chunkRows, next }: RowQueue,
  nRows: number,
  make: (from: number, to: number) => Csr,
  send: (chunk: Chunk, buffers: ArrayBuffer[]) => void,
): void {
  for (;;) {
    const from = Atomics.add(next, 0, chunkRows)
    if (from >= nRows) return
    const rows = make(from, Math.min(nRows, from + chunkRows))
    send({ from, rows }, [rows.rowStart.buffer, rows.column.buffer, rows.value.buffer] as ArrayBuffer[])
  }
}

/** The same numbers where all threads see them. */
export function shared<T extends Uint32Array | Float32Array | Float64Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}

/** Matrices of the same width, one under the other. */
function joined(chunks: readonly Csr[], nRows: number, nCols: number): Csr {
  const size = chunks.reduce((sum, { column }) => sum + column.length, 0)
  const whole = {
    nRows,
    nCols,
    rowStart: new Uint32Array(nRows + 1),
    column: new Uint32Array(size),
    value: new Float32Array(size),
  }
  let row = 0
  let at = 0
  for (const chunk of chunks) {
    whole.column.set(chunk.column, at)
    whole.value.set(chunk.value, at)
    for (let r = 0; r < chunk.nRows; r++) whole.rowStart[++row] = at + chunk.rowStart[r + 1]!
    at += chunk.column.length
  }
  return whole
}
