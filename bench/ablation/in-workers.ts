import { Worker } from 'node:worker_threads'
import type { Job, Said } from './job-worker.ts'

/**
 * Every job in a worker of its own, so many at once, in their order.
 * @param onProgress  the share of all that is done, each job as large as `sizes` says
 */
export async function inWorkers<Answer>(
  jobs: readonly Job[],
  sizes: readonly number[],
  threads: number,
  onProgress: (share: number) => void,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(jobs.length)
  const done = new Float64Array(jobs.length)
  const all = sizes.reduce((a, b) => a + b, 0)
  const run = (job: Job, at: number) =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./job-worker.ts', import.meta.url), { workerData: job })
      worker.on('message', (said: Said<Answer>) => {
        if ('answer' in said) answers[at] = said.answer
        else {
          done[at] = (said.done / said.total) * (sizes[at] as number)
          onProgress(done.reduce((a, b) => a + b, 0) / all)
        }
      })
      worker.on('error', reject)
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
    })
  let next = 0
  const line = async () => {
    while (next < jobs.length) {
      const at = next++
      await run(jobs[at] as Job, at)
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, line))
  return answers
}
