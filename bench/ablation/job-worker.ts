import { parentPort, workerData } from 'node:worker_threads'
import { openKernels } from '../../src/kernels/kernels.ts'
import { type RealRequest, realShop } from './real-shop.ts'
import { type ShopRequest, simulatedShop } from './simulated-shop.ts'

/** What a worker is told, once; it answers with how far it is and then with what came of it. */
export type Job = { real: RealRequest } | { simulated: ShopRequest }
export type Said<Answer> = { done: number; total: number } | { answer: Answer }

const job = workerData as Job
const kernels = await openKernels({ threads: 1 })
const context = { kernels, seed: 1 }
const tell = (done: number, total: number) => parentPort?.postMessage({ done, total })
try {
  const answer =
    'real' in job ? await realShop(job.real, context, tell) : await simulatedShop(job.simulated, context, tell)
  parentPort?.postMessage({ answer })
} finally {
  await kernels.close()
}
