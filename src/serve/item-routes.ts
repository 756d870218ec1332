import type { FastifyInstance } from 'fastify'
import { Fault } from '../contract/fault.ts'
import type { Item, ItemInput } from '../contract/item.ts'
import type { Live } from '../jobs/live/live.ts'
import { entriesOf, judged } from './bodies.ts'
import { checkerOf, maxBatch, named } from './components.ts'

const errors = { '4xx': named('ErrorAnswer'), '5xx': named('ErrorAnswer') }
const one = { tags: ['items'], params: named('PathId') }
const url = '/v1/items/:id'

interface Named {
  Params: { id: string }
}

export function itemRoutes(app: FastifyInstance, live: Live): void {
  const known = async (id: string): Promise<Item> => {
    const item = await live.store.item(id)
    if (!item) throw new Fault('not-found', `item: got "${id}", which is not in the catalogue`)
    return item
  }

  app.get<Named>(url, {
    schema: { ...one, summary: 'A product', response: { 200: named('Item'), ...errors } },
    handler: ({ params }) => known(params.id),
  })

  app.put<Named & { Body: ItemInput }>(url, {
    schema: {
      ...one,
      summary: 'Say what a product is, whole',
      body: named('ItemInput'),
      response: { 200: named('Item'), ...errors },
    },
    handler: async ({ params: { id }, body }) => {
      const item = { ...body, id }
      await live.putItems([item])
      return item
    },
  })

  app.patch<Named & { Body: ItemInput }>(url, {
    schema: {
      ...one,
      summary: 'Change some fields of a product (sold out: `{ "available": false }`)',
      body: named('ItemInput'),
      response: { 200: named('Item'), ...errors },
    },
    handler: async ({ params: { id }, body }) => {
      const item = { ...(await known(id)), ...body, id }
      await live.putItems([item])
      return item
    },
  })

  app.delete<Named>(url, {
    schema: {
      ...one,
      summary: 'Take a product out of the catalogue; it is never recommended again, its events stay',
      response: { 204: { type: 'null', description: 'Gone.' }, ...errors },
    },
    handler: async ({ params: { id } }, reply) => {
      if (!(await live.deleteItem(id))) throw new Fault('not-found', `item: got "${id}", which is not in the catalogue`)
      return reply.code(204).send()
    },
  })

  const checkItem = checkerOf('Item')
  app.post('/v1/items', {
    schema: {
      tags: ['items'],
      summary: 'Say what many products are',
      description: `A list of up to ${maxBatch}, or NDJSON. Each replaces the product of its id whole. Nothing is mended: a number sent as a text is refused.`,
      body: {
        content: {
          'application/json': { schema: { type: 'array', items: named('Item'), maxItems: maxBatch } },
          'application/x-ndjson': { schema: { type: 'string', description: 'A product a line.' } },
        },
      },
      response: { 200: named('Verdicts'), ...errors },
    },
    bodyLimit: 64 * 2 ** 20,
    validatorCompiler: () => () => true,
    handler: async ({ body }) => {
      const { good, rejected } = judged(entriesOf(body), (entry) => checkItem(entry) as Item)
      if (good.length > 0) await live.putItems(good)
      return { accepted: good.length, duplicates: 0, rejected }
    },
  })
}
