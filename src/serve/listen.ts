import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'

/**
 * Opens the door.
 * @returns the address, e.g. http://127.0.0.1:8080 (with the port that was found when 0 was asked)
 * @throws Fault port-in-use, no-access (a port below 1024), bad-request (a host this machine does not have)
 */
export async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new Fault('port-in-use', `port ${port} on ${host} is in use; take another with --port or OSUSUME_PORT`, {
        cause,
      })
    if (code === 'EACCES')
      throw new Fault('no-access', `port ${port}: not allowed for this user; ports from 1024 are`, { cause })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Fault('bad-request', `host: got "${host}", which is no address of this machine`, { cause })
    throw cause
  }
}

/**
 * Closes the door: no new requests, those under way are finished, and whoever takes longer than `patienceMs` is cut off.
 * A connection that falls idle after its last answer is closed at once instead of being kept alive for a next request.
 */
export async function stop(app: FastifyInstance, patienceMs = 10_000): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20)
  const deadline = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(deadline)
  }
}
