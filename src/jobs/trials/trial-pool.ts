import { Worker } from 'node:worker_threads'
import type { HitMetric } from '../../evaluate/tuning/goal.ts'
import { resolve } from '../../model/algorithms.ts'
import { defaultMemoryLimitBytes } from '../../model/fit.ts'
import { inSharedMemory } from './in-shared-memory.ts'
import { type Failure, type Outcome, runTrial, type Task, type Workbench } from './run-trial.ts'

/** A workbench as messages carry it: its goal by name. */
export type SentBench = Omit<Workbench, 'goal'> & { of: readonly HitMetric[]; threads: number }

const workerFile = new URL(import.meta.url.endsWith('.ts') ? './trial-worker.ts' : './trial-worker.js', import.meta.url)

/** After a trial of so many bytes its thread makes way for a new one, which has none of its memory. */
const largeBytes = 2 ** 30
/** A thread that does not answer so long after its time was up is ended. */
const graceSeconds = 10

interface Waiting {
  task: Task
  bytes: number
  resolve: (outcome: Outcome | Failure) => void
  reject: (reason: unknown) => void
}

/**
 * Runs trials side by side, each on a core and in a thread of its own, as far as memory allows: fits that together would
 * need more than one may wait for each other. On one core they run here, one after the other. Aborting ends all threads.
 */
export class TrialPool {
  readonly #bench: Workbench
  readonly #sent: SentBench | undefined
  readonly #signal: AbortSignal | undefined
  readonly #idle: Worker[] = []
  readonly #all = new Set<Worker>()
  readonly #running = new Map<Worker, Waiting>()
  readonly #queue: Waiting[] = []
  readonly #onAbort = () => this.#endAll(this.#signal?.reason)
  readonly threads: number

  constructor(bench: Workbench, threads: number, signal?: AbortSignal) {
    this.#bench = bench
    this.threads = threads
    this.#signal = signal
    if (threads > 1) {
      const { goal, ...rest } = bench
      this.#sent = { ...inSharedMemory(rest), of: goal.of, threads }
    }
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** @throws signal.reason  when aborted */
  run(task: Task): Promise<Outcome | Failure> {
    this.#signal?.throwIfAborted()
    if (!this.#sent) return runTrial(this.#bench, task, { threads: 1, ...(this.#signal && { signal: this.#signal }) })
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, bytes: this.#bytesOf(task), resolve, reject })
      this.#start()
    })
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    await Promise.all([...this.#all].map((worker) => worker.terminate()))
  }

  #start(): void {
    const limit = this.#bench.memoryLimitBytes ?? defaultMemoryLimitBytes
    while (this.#queue.length > 0 && this.#running.size < this.threads) {
      const taken = [...this.#running.values()].reduce((sum, { bytes }) => sum + bytes, 0)
      const next = this.#queue[0] as Waiting
      const isAlone = next.task.alone || [...this.#running.values()].some(({ task }) => task.alone)
      if (this.#running.size > 0 && (isAlone || taken + next.bytes > limit)) return
      this.#queue.shift()
      const worker = this.#idle.pop() ?? this.#open()
      this.#running.set(worker, next)
      this.#watch(worker, next)
      worker.postMessage(next.task)
    }
  }

  #open(): Worker {
    const worker = new Worker(workerFile, { workerData: this.#sent })
    this.#all.add(worker)
    worker.on('message', (outcome: Outcome | Failure) => this.#finish(worker, outcome))
    worker.on('error', (error) => this.#finish(worker, { why: error.message, seconds: 0 }, true))
    return worker
  }

  #watch(worker: Worker, waiting: Waiting): void {
    const most = (waiting.task.mostSeconds + graceSeconds) * 1000
    if (most > 2 ** 31 - 1) return
    const late = setTimeout(() => {
      const why = `took longer than the ${Math.round(waiting.task.mostSeconds)} s it could have`
      if (this.#running.get(worker) === waiting) this.#finish(worker, { why, seconds: most / 1000 }, true)
    }, most)
    late.unref()
  }

  #finish(worker: Worker, outcome: Outcome | Failure, ended = false): void {
    const waiting = this.#running.get(worker)
    this.#running.delete(worker)
    if (ended || (waiting && waiting.bytes > largeBytes)) {
      this.#all.delete(worker)
      void worker.terminate()
    } else this.#idle.push(worker)
    waiting?.resolve(outcome)
    this.#start()
  }

  #endAll(reason: unknown): void {
    for (const { reject } of [...this.#running.values(), ...this.#queue.splice(0)]) reject(reason)
    this.#running.clear()
    for (const worker of this.#all) void worker.terminate()
    this.#all.clear()
    this.#idle.length = 0
  }

  #bytesOf({ candidate }: Task): number {
    try {
      const { algorithm, options } = resolve(candidate.model, candidate.options)
      return algorithm.memoryBytes(this.#bench.cut.train, options)
    } catch {
      // whoever runs it will say what is wrong
      return 0
    }
  }
}
