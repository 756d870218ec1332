import { Worker } from 'node:worker_threads'
import type { Csr } from '../../numbers/csr.ts'
import type { Watch } from './nearest-neighbours.ts'
import type { ByItem, NeighbourOptions, Pattern } from './neighbour-rows.ts'

/** Rows a worker takes at a time: few enough that all finish together, enough that messages cost nothing. */
const chunkRows = 256

/** What every worker is handed; the arrays lie in memory that all share. */
export interface Assignment {
  pattern: Pattern
  w: Float64Array
  entries: ByItem
  options: NeighbourOptions
  chunkRows: number
  /** the first row that nobody has taken */
  next: Int32Array
}

/** What a worker sends: rows from `from` on. */
export interface Chunk {
  from: number
  rows: Csr
}

/**
 * `nearestNeighbours` on several threads. Workers take the next rows from a shared counter, so a thread that met the
 * costly items does not keep the others waiting. Aborting ends the workers at once.
 */
export async function neighboursInParallel(
  m: Csr,
  w: Float64Array,
  entries: ByItem,
  options: NeighbourOptions,
  { threads, signal, onProgress }: Watch,
): Promise<Csr> {
  const assignment: Assignment = {
    pattern: { nRows: m.nRows, nCols: m.nCols, rowStart: shared(m.rowStart), column: shared(m.column) },
    w: shared(w),
    entries: { start: shared(entries.start), user: shared(entries.user), weight: shared(entries.weight) },
    options,
    chunkRows,
    next: new Int32Array(new SharedArrayBuffer(4)),
  }
  const url = new URL(
    import.meta.url.endsWith('.ts') ? './neighbours-worker.ts' : './neighbours-worker.js',
    import.meta.url,
  )
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
        const worker = new Worker(url, { workerData: assignment })
        workers.push(worker)
        worker.on('error', reject)
        worker.on('message', ({ from, rows }: Chunk) => {
          // sent before the worker heard of the end
          if (signal?.aborted) return
          chunks[from / chunkRows] = rows
          done += rows.nRows
          onProgress?.(done, m.nCols)
          if (done === m.nCols) resolve()
        })
      }
    })
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return joined(chunks, m.nCols)
}

function shared<T extends Uint32Array | Float64Array>(array: T): T {
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}

/** Matrices of the same width, one under the other. */
function joined(chunks: readonly Csr[], n: number): Csr {
  const size = chunks.reduce((sum, { column }) => sum + column.length, 0)
  const whole = {
    nRows: n,
    nCols: n,
    rowStart: new Uint32Array(n + 1),
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
