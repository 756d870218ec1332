import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'

/**
 * At most `perSecond` requests within each second of the clock from one caller: a public key counts per address (all
 * shoppers share it), a secret key as one, everybody else by address. The counts of a second are dropped with it, so
 * memory is bounded by the callers of one second.
 */
export function limitRate(app: FastifyInstance, perSecond: number, now: () => number): void {
  let second = 0
  let counts = new Map<string, number>()
  app.addHook('onRequest', async ({ apiKey, ip }, reply) => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      second = current
      counts = new Map()
    }
    const caller = apiKey?.scope === 'secret' ? apiKey.hash : `${apiKey?.hash ?? ''} ${ip}`
    const count = (counts.get(caller) ?? 0) + 1
    counts.set(caller, count)
    if (count <= perSecond) return
    reply.header('retry-after', '1')
    throw new Fault('too-many-requests', `got more than ${perSecond} requests in a second; try again in a second`)
  })
}
