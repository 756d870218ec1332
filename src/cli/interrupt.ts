import { Fault } from '../contract/fault.ts'

/** Runs a job that Ctrl-C or SIGTERM ends cleanly; a second Ctrl-C ends the process at once. @throws Fault cancelled */
export async function untilInterrupted<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(new Fault('cancelled', 'stopped; nothing half-done was left behind'))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await job(controller.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
