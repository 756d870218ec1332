import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'
import type { User, UserInput } from '../contract/user.ts'
import type { Live } from '../jobs/live/live.ts'
import { entriesOf, judged } from './bodies.ts'
import { checkerOf, maxBatch, named } from './components.ts'

const errors = { '4xx': named('ErrorAnswer'), '5xx': named('ErrorAnswer') }
const one = { tags: ['users'], params: named('PathId') }
const url = '/v1/users/:id'

interface Named {
  Params: { id: string }
}

export function userRoutes(app: FastifyInstance, { store, deleteUser, mergeUsers, unmergeUsers }: Live): void {
  const known = async (id: string): Promise<User> => {
    const user = await store.user(id)
    if (!user) throw new Fault('not-found', `user: got "${id}", whom nobody has named yet`)
    return user
  }

  app.get<Named>(url, {
    schema: { ...one, summary: 'A customer', response: { 200: named('User'), ...errors } },
    handler: ({ params }) => known(params.id),
  })

  app.put<Named & { Body: UserInput }>(url, {
    schema: {
      ...one,
      summary: 'Say who a customer is, whole',
      body: named('UserInput'),
      response: { 200: named('User'), ...errors },
    },
    handler: async ({ params: { id }, body }) => {
      const user = { ...body, id }
      await store.putUsers([user])
      return user
    },
  })

  app.patch<Named & { Body: UserInput }>(url, {
    schema: {
      ...one,
      summary: 'Change some fields of a customer',
      body: named('UserInput'),
      response: { 200: named('User'), ...errors },
    },
    handler: async ({ params: { id }, body }) => {
      const user = { ...(await known(id)), ...body, id }
      await store.putUsers([user])
      return user
    },
  })

  app.delete<Named>(url, {
    schema: {
      ...one,
      summary: 'Forget a customer: their fields, their events, their place in every model',
      response: { 204: { type: 'null', description: 'Forgotten.' }, ...errors },
    },
    handler: async ({ params: { id } }, reply) => {
      if (!(await deleteUser(id))) throw new Fault('not-found', `user: got "${id}", whom nobody has named yet`)
      return reply.code(204).send()
    },
  })

  app.post<Named & { Body: { user: string } }>(`${url}/merge`, {
    schema: {
      ...one,
      summary: 'Say that this customer and another are one person',
      description:
        'And whoever either is one with. A browser is `visitor:ID`. Felt by the next answer, learnt at the next training; nothing is rewritten, so it can be taken back.',
      body: named('MergeInput'),
      response: { 200: named('MergeAnswer'), ...errors },
    },
    handler: async ({ params: { id }, body: { user } }) => {
      if (id === user) throw new Fault('bad-request', `user: got "${user}", want another than the one in the address`)
      return { merged: await mergeUsers(id, user) }
    },
  })

  app.delete<{ Params: { id: string; other: string } }>(`${url}/merge/:other`, {
    schema: {
      tags: ['users'],
      summary: 'Take back that two customers are one person',
      params: named('PathPair'),
      response: { 204: { type: 'null', description: 'Two again.' }, ...errors },
    },
    handler: async ({ params: { id, other } }, reply) => {
      if (!(await unmergeUsers(id, other)))
        throw new Fault('not-found', `merge: nobody has said that "${id}" and "${other}" are one person`)
      return reply.code(204).send()
    },
  })

  app.get<Named>(`${url}/export`, {
    schema: {
      ...one,
      summary: 'Everything that is kept about a customer',
      response: { 200: { type: 'object', additionalProperties: true, description: '`{ user, events }`' }, ...errors },
    },
    handler: async ({ params: { id } }) => ({
      user: await known(id),
      events: await store.eventsOf({ user: id }, { limit: 1_000_000 }),
    }),
  })

  const checkUser = checkerOf('User')
  app.post('/v1/users', {
    schema: {
      tags: ['users'],
      summary: 'Say who many customers are',
      description: `A list of up to ${maxBatch}, or NDJSON. Each replaces the customer of its id whole.`,
      body: {
        content: {
          'application/json': { schema: { type: 'array', items: named('User'), maxItems: maxBatch } },
          'application/x-ndjson': { schema: { type: 'string', description: 'A customer a line.' } },
        },
      },
      response: { 200: named('Verdicts'), ...errors },
    },
    bodyLimit: 32 * 2 ** 20,
    validatorCompiler: () => () => true,
    handler: async ({ body }) => {
      const { good, rejected } = judged(entriesOf(body), (entry) => checkUser(entry) as User)
      if (good.length > 0) await store.putUsers(good)
      return { accepted: good.length, duplicates: 0, rejected }
    },
  })
}
