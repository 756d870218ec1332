import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'
import type { PreparationChange, PreparationEffects } from '../contract/preparation.ts'
import type { Live } from '../jobs/live/live.ts'
import { effectsOf, oneChange } from '../jobs/prepare/effects-of.ts'
import { preparationOf } from '../jobs/prepare/preparation-of.ts'
import { prepareApart } from '../jobs/prepare/prepare-apart.ts'
import { quarantineOf } from '../jobs/prepare/quarantine-of.ts'
import { named } from './components.ts'

const errors = { '4xx': named('ErrorAnswer'), '5xx': named('ErrorAnswer') }
const tags = ['preparation']

/** What cleaning did to every row, who is in quarantine, and the changes a merchant makes to either. */
export function preparationRoutes(app: FastifyInstance, { store, dataDir }: Live): void {
  let underWay = false

  app.get('/v1/preparation', {
    schema: {
      tags,
      summary: 'What the newest preparation did: where every row is, step by step with reasons and some of the rows',
      response: { 200: named('Preparation'), ...errors },
    },
    handler: () => preparationOf(store, dataDir),
  })

  app.get('/v1/quarantine', {
    schema: {
      tags,
      summary: 'Who is set aside (machines, staff, test orders), for what, and who was released',
      description: 'The two hundred with most rows.',
      response: { 200: named('Quarantine'), ...errors },
    },
    handler: () => quarantineOf(store, dataDir),
  })

  app.post<{ Body: PreparationChange }>('/v1/preparation', {
    schema: {
      tags,
      summary: 'Take a step back or let it run again, release somebody from quarantine or judge them again',
      description:
        'One change a call; the log is prepared again with it, in a thread of its own. With `dryRun` it only says what would happen: rows that come back, models that were trained without it. Models stay as they are until the next training.',
      body: named('PreparationChange'),
      response: { 200: named('PreparationEffects'), ...errors },
    },
    handler: async ({ body }): Promise<PreparationEffects> => {
      const change = oneChange(body)
      const effects = await effectsOf(store, dataDir, change)
      if (body.dryRun) return effects
      if (underWay) throw new Fault('conflict', 'a preparation is under way: ask again when it is done')
      underWay = true
      try {
        return { ...effects, done: true, snapshot: await prepareApart(dataDir, change) }
      } finally {
        underWay = false
      }
    },
  })
}
