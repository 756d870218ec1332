import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { deviceOfAgent } from '../collect/events/device-class.ts'
import { Fault } from '../contract/fault.ts'
import { parseEvent } from '../contract/parse-event.ts'
import type { Live } from '../jobs/live/live.ts'
import { entriesOf, judged, Lines } from './bodies.ts'
import { maxBatch, named } from './components.ts'
import { preflight } from './preflight.ts'

const schema = {
  tags: ['events'],
  summary: 'Store what visitors did',
  description:
    `One event, a list of up to ${maxBatch}, or NDJSON. Answers when the events are on disk; the next recommendation ` +
    'knows them. Each event is judged alone: the good ones are stored, the others are named in `rejected`. ' +
    'Sending an event again with its `id` stores nothing and counts as a duplicate. ' +
    'A single event (no list) that is refused is answered with 400.',
  body: {
    content: {
      'application/json': {
        schema: { oneOf: [named('Event'), { type: 'array', items: named('Event'), maxItems: maxBatch }] },
      },
      'application/x-ndjson': { schema: { type: 'string', description: 'An event a line.' } },
    },
  },
  response: { 200: named('Verdicts'), '4xx': named('ErrorAnswer'), '5xx': named('ErrorAnswer') },
} as const

/** @param now  milliseconds since 1970 */
export function eventRoutes(app: FastifyInstance, live: Live, now: () => number): void {
  preflight(app, '/v1/events')
  app.post('/v1/events', {
    schema,
    config: { scope: 'public' },
    bodyLimit: 32 * 2 ** 20,
    // entries are judged one by one below
    validatorCompiler: () => () => true,
    handler: async ({ body, headers, apiKey }) => {
      // whoever holds a secret key is a server, and not what the shopper came with
      const device = apiKey?.scope === 'secret' ? undefined : deviceOfAgent(headers)
      const entries = entriesOf(body)
      const nowMs = now()
      const { good, rejected } = judged(entries, (entry) => parseEvent(entry, { nowMs, makeId: randomUUID, device }))
      const [only] = rejected
      if (only && !Array.isArray(body) && !(body instanceof Lines)) throw new Fault('bad-request', only.message)
      const { accepted, duplicates } = good.length > 0 ? await live.append(good) : { accepted: 0, duplicates: 0 }
      return { accepted, duplicates, rejected }
    },
  })
}
