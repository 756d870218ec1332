import { Worker } from 'node:worker_threads'
import { Fault, type FaultCode } from '../../contract/fault.ts'
import type { OneChange } from './effects-of.ts'

/** What the thread is told, and what it says in the end. */
export interface ApartTask {
  dataDir: string
  change: OneChange
}
export type FromApart = { snapshot: string } | { failed: { code: FaultCode; message: string } }

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './prepare-worker.ts' : './prepare-worker.js',
  import.meta.url,
)

/**
 * Prepares again with one change, in a thread of its own with a store of its own: whoever answers shoppers meanwhile does not wait.
 * @returns  the snapshot that was made
 * @throws Fault  as `prepare`
 */
export async function prepareApart(dataDir: string, change: OneChange): Promise<string> {
  const worker = new Worker(workerFile, { workerData: { dataDir, change } satisfies ApartTask })
  const said = await new Promise<FromApart>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if ('failed' in said) throw new Fault(said.failed.code, said.failed.message)
  return said.snapshot
}
