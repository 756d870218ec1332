import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type Backend, tableOf } from './backend.ts'
import { type Job, runBlock, scratchBytes } from './job.ts'
import type { KernelTable } from './kernel-table.ts'
import type { KernelMemory } from './memory.ts'
import type { Order, WorkerStart } from './worker.ts'

/** The worker beside this file, in TypeScript here and in JavaScript where it was built. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

type Progress = (done: number, total: number) => void

/** Longest that the calling thread works without a turn of the event loop. */
const turnMs = 20

/**
 * Threads over one memory, started when the first job comes that is worth it, and no reason for the process to stay. One
 * job at a time; they wait for each other in the order they came.
 */
export class Pool {
  readonly #memory: KernelMemory
  readonly #backend: Backend
  readonly #table: KernelTable
  readonly #threads: number
  readonly #control = new Int32Array(new SharedArrayBuffer(8))
  #workers: Worker[] = []
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(memory: KernelMemory, backend: Backend, threads: number) {
    this.#memory = memory
    this.#backend = backend
    this.#threads = threads
    this.#table = tableOf(backend, memory.memory)
  }

  /** The kernels on the calling thread. */
  get table(): KernelTable {
    return this.#table
  }

  /**
   * Works on every block of the job.
   * @param flops  about how much work it is: a small job stays on the calling thread
   * @param onProgress  is told as often as the event loop gets a turn how many blocks are begun, always fewer than all
   * @throws  signal.reason when aborted, between two blocks; what a block throws
   */
  run(job: Job, flops: number, signal?: AbortSignal, onProgress?: Progress): Promise<void> {
    const turn = this.#last.then(() => {
      if (this.#closed) throw new Error('the kernels are closed')
      signal?.throwIfAborted()
      if (job.nBlocks === 0) return
      // a single block gains nothing from threads, but a long one would hold up the calling thread
      return this.#threads === 1 || flops < (job.nBlocks === 1 ? 1e9 : 5e7)
        ? this.#runHere(job, signal, onProgress)
        : this.#runOnThreads(job, signal, onProgress)
    })
    this.#last = turn.catch(() => {})
    return turn
  }

  async close(): Promise<void> {
    this.#closed = true
    Atomics.store(this.#control, 1, 1)
    await this.#last
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    this.#workers = []
  }

  async #runHere(job: Job, signal: AbortSignal | undefined, onProgress: Progress | undefined): Promise<void> {
    const scratch = this.#memory.take(scratchBytes(job))
    try {
      let turnEnds = performance.now() + turnMs
      for (let block = 0; block < job.nBlocks; block++) {
        runBlock(job, block, this.#table, this.#memory.memory.buffer, scratch)
        if (performance.now() < turnEnds) continue
        onProgress?.(block, job.nBlocks)
        await setImmediate()
        signal?.throwIfAborted()
        if (this.#closed) throw new Error('the kernels were closed')
        turnEnds = performance.now() + turnMs
      }
    } finally {
      this.#memory.give(scratch)
    }
  }

  async #runOnThreads(job: Job, signal: AbortSignal | undefined, onProgress: Progress | undefined): Promise<void> {
    this.#startWorkers()
    const stop = () => Atomics.store(this.#control, 1, 1)
    const scratches: number[] = []
    this.#control.fill(0)
    signal?.addEventListener('abort', stop)
    const look = () => {
      const begun = Math.min(Atomics.load(this.#control, 0), job.nBlocks - 1)
      if (!signal?.aborted) onProgress?.(begun, job.nBlocks)
    }
    const looks = onProgress && setInterval(look, turnMs)
    try {
      const each = scratchBytes(job)
      for (const _ of this.#workers) scratches.push(this.#memory.take(each))
      const ends = await Promise.allSettled(
        this.#workers.map((worker, w) => finish(worker, { job, scratch: scratches[w] as number })),
      )
      signal?.throwIfAborted()
      for (const end of ends)
        if (end.status === 'rejected') {
          this.#dropWorkers()
          throw end.reason
        }
      for (const end of ends) if (end.status === 'fulfilled' && end.value !== undefined) throw end.value
      if (this.#closed) throw new Error('the kernels were closed')
    } finally {
      clearInterval(looks)
      signal?.removeEventListener('abort', stop)
      for (const scratch of scratches) this.#memory.give(scratch)
    }
  }

  #startWorkers(): void {
    const start: WorkerStart = { memory: this.#memory.memory, backend: this.#backend, control: this.#control }
    while (this.#workers.length < this.#threads) {
      const worker = new Worker(workerFile, { workerData: start })
      // one that is gone would never answer: the next job starts another
      worker.once('exit', () => {
        this.#workers = this.#workers.filter((other) => other !== worker)
      })
      worker.unref()
      this.#workers.push(worker)
    }
  }

  /** After one died nobody knows what the others do: the next job starts new ones. */
  #dropWorkers(): void {
    for (const worker of this.#workers) void worker.terminate()
    this.#workers = []
  }
}

/** Sends the order and waits: resolves to what a block threw, rejects when the thread itself died. */
function finish(worker: Worker, order: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      worker.unref()
    }
    const onMessage = ({ failure }: { failure: unknown }) => {
      leave()
      resolve(failure)
    }
    const onError = (error: unknown) => {
      leave()
      reject(error)
    }
    const onExit = (code: number) => {
      leave()
      reject(new Error(`a thread of the kernels ended with code ${code}`))
    }
    // as long as it works the process has a reason to stay
    worker.ref()
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(order)
  })
}
