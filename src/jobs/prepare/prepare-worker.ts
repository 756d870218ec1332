import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../../contract/fault.ts'
import { openExistingStore } from '../open.ts'
import { prepare } from './prepare.ts'
import type { ApartTask, FromApart } from './prepare-apart.ts'

/** A thread of prepareApart. A Fault does not survive the way between threads; its code and sentence do. A bug flies by itself. */
const { dataDir, change } = workerData as ApartTask
const say = (message: FromApart) => parentPort?.postMessage(message)
const store = await openExistingStore(dataDir)
try {
  const { verb, of } = change
  const { snapshot } = await prepare({
    store,
    dataDir,
    ...(verb === 'undo' || verb === 'redo' ? { [verb]: of } : { [verb]: [of] }),
  })
  say({ snapshot })
} catch (error) {
  if (!(error instanceof Fault)) throw error
  say({ failed: { code: error.code, message: error.message } })
} finally {
  await store.close()
}
