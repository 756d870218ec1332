import { createServer } from 'node:net'
import { Fault } from '../contract/fault.ts'

/**
 * Refuses a taken port before a long job, not after it. Somebody may still take it in between: `listen` has the last word.
 * @throws Fault port-in-use
 */
export async function wantFreePort(host: string, port: number): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE')
        reject(
          new Fault('port-in-use', `port ${port} on ${host} is in use; take another with --port or OSUSUME_PORT`, {
            cause,
          }),
        )
      else resolve()
    })
    probe.listen({ host, port }, () => probe.close(() => resolve()))
  })
}
