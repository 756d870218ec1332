import { parentPort, workerData } from 'node:worker_threads'
import { type Backend, tableOf } from './backend.ts'
import { type Job, runBlock } from './job.ts'

/** What a thread is born with. */
export interface WorkerStart {
  memory: WebAssembly.Memory
  backend: Backend
  /** [next block to take, 1 when everybody is to stop] */
  control: Int32Array<SharedArrayBuffer>
}

/** What a thread is told: work on this job until no block is left. The answer is `undefined` or what was thrown. */
export interface Order {
  job: Job
  scratch: number
}

const { memory, backend, control } = workerData as WorkerStart
const table = tableOf(backend, memory)

parentPort?.on('message', ({ job, scratch }: Order) => {
  let failure: unknown
  try {
    // the memory may have grown in another thread; this makes it known here
    memory.grow(0)
    for (;;) {
      const block = Atomics.add(control, 0, 1)
      if (block >= job.nBlocks || Atomics.load(control, 1) === 1) break
      runBlock(job, block, table, memory.buffer, scratch)
    }
  } catch (error) {
    Atomics.store(control, 1, 1)
    failure = error
  }
  parentPort?.postMessage({ failure })
})
