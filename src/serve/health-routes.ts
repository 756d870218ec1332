import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'
import type { Live } from '../jobs/live/live.ts'

const status = (description: string) => ({
  type: 'object',
  description,
  properties: { status: { type: 'string' }, model: { type: 'string' } },
})

/** Two questions a supervisor asks: is the process alive (else restart it), may it be sent requests (else wait). */
export function healthRoutes(app: FastifyInstance, live: Live): void {
  app.get('/healthz', {
    schema: { tags: ['health'], summary: 'Alive?', security: [], response: { 200: status('Alive.') } },
    handler: () => ({ status: 'alive' }),
  })
  app.get('/readyz', {
    schema: {
      tags: ['health'],
      summary: 'A model loaded and the store answering?',
      security: [],
      response: { 200: status('Ready.'), 503: { $ref: 'ErrorAnswer#' } },
    },
    handler: async () => {
      await live.store.lastSeq()
      if (live.version === undefined)
        throw new Fault('not-ready', 'no model is published yet: osusume train makes one and publishes it')
      return { status: 'ready', model: live.version }
    },
  })
}
