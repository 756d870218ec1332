import { Worker } from 'node:worker_threads'
import { Fault, type FaultCode } from '../../contract/fault.ts'
import type { BatchTask, FromWorker } from './batch-worker.ts'
import type { EventBatch } from './event-batch.ts'

/** The worker runs as the sources do: TypeScript in a clone, JavaScript in the published package. */
const workerFile = new URL(`./batch-worker.${import.meta.url.split('.').at(-1)}`, import.meta.url)

/**
 * The rows of a file as batches ready to be stored, read and mapped on a thread of their own while the caller stores
 * the batch before: reading costs about as much as storing, and they need not wait for each other.
 * Batches come in the order of the file and hold `batchRows` rows, fewer where rows are long.
 */
export async function* readBatches(
  task: Omit<BatchTask, 'ahead'>,
): AsyncGenerator<{ batch: EventBatch; bytesRead: number }> {
  const worker = new Worker(workerFile, {
    workerData: { ...task, ahead: 2 } satisfies BatchTask,
    // A heap that may grow grows with the file, for the collector is in no hurry; some batches need no more than this.
    // what is joined to them is held whole
    resourceLimits: { maxOldGenerationSizeMb: task.join === undefined ? 384 : 4096 },
  })
  const inbox: FromWorker[] = []
  let failure: unknown
  let wake = () => {}
  worker.on('message', (message: FromWorker) => {
    inbox.push(message)
    wake()
  })
  worker.on('error', (error) => {
    failure = error
    wake()
  })
  try {
    for (;;) {
      const message = inbox.shift()
      if (!message) {
        if (failure) throw failure
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      if (message.type === 'done') return
      if (message.type === 'failed') throw new Fault(message.code as FaultCode, message.message)
      yield message
      worker.postMessage('next')
    }
  } finally {
    await worker.terminate()
  }
}
