import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { openSmallShop, type SmallShop, shopItems } from './fixtures/small-shop.ts'

interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  patternProperties?: Record<string, Schema>
  items?: Schema
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
}
interface Operation {
  parameters?: { name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

let shop: SmallShop
let api: OpenApi
before(async () => {
  shop = await openSmallShop({ keyring: undefined })
  api = (await shop.app.inject('/openapi.json')).json()
})
after(() => shop.close())

/** A schema with every reference written out; ours do not go round in circles. */
function whole(schema: Schema): Schema {
  if (schema.$ref) return whole(api.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema)
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.map((one) => (typeof one === 'object' && one !== null ? whole(one) : one))
        : typeof value === 'object' && value !== null
          ? whole(value as Schema)
          : value,
    ]),
  )
}

const familiar = fc.constantFrom(...shopItems.map(({ id }) => id), 'u0', 'u1', 'v', 'Food > Tea')

/** What the schema lets in, often with the ids of this very shop so that something happens. */
function valid(schema: Schema): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map(valid))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'string':
      return fc.oneof(
        familiar,
        fc.string({
          unit: 'grapheme',
          minLength: schema.minLength ?? 0,
          maxLength: Math.min(40, schema.maxLength ?? 40),
        }),
      )
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e6 })
    case 'number':
      return fc.double({
        min: schema.minimum ?? schema.exclusiveMinimum ?? -1e9,
        max: schema.maximum ?? 1e9,
        noNaN: true,
      })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(valid(schema.items ?? {}), { maxLength: 5 })
    case 'object': {
      const [rest] = Object.values(schema.patternProperties ?? {})
      if (rest) return fc.dictionary(fc.string({ minLength: 1, maxLength: 64 }), valid(rest), { maxKeys: 4 })
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valid(field)])
      return fc.record(Object.fromEntries(fields), { requiredKeys: (schema.required ?? []) as never[] })
    }
    default:
      return fc.jsonValue()
  }
}

/** What the schema lets in, or nearly: a field replaced by anything, a field nobody knows, or something else entirely. */
const nearly = (schema: Schema) =>
  fc.oneof(
    { weight: 5, arbitrary: valid(schema) },
    {
      weight: 3,
      arbitrary: fc.tuple(valid(schema), fc.string(), fc.jsonValue(), fc.nat()).map(([good, name, junk, at]) => {
        if (typeof good !== 'object' || good === null) return junk
        const names = Object.keys(good)
        return { ...good, [names[at % (names.length + 1)] ?? name]: junk }
      }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  )

test('whatever is sent to whichever route, nothing ends with a 5xx and every answer is what the document says', async () => {
  let answeredWell = 0
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const schema = operation.requestBody?.content['application/json']?.schema
      const answers = new Map(
        Object.entries(operation.responses).map(([status, { content }]) => {
          const said = content?.['application/json']?.schema
          return [status.toLowerCase(), said && Compile(whole(said) as never)] as const
        }),
      )
      const id = valid({ type: 'string', minLength: 1 }) as fc.Arbitrary<string>
      await fc.assert(
        fc.asyncProperty(id, schema ? nearly(whole(schema)) : fc.constant(undefined), async (name, body) => {
          const url = path.replace('{id}', encodeURIComponent(name.toWellFormed()))
          const answer = await shop.app.inject({
            method: method.toUpperCase() as 'POST',
            url,
            ...(body !== undefined && {
              payload: JSON.stringify(body),
              headers: { 'content-type': 'application/json' },
            }),
          })
          const status = answer.statusCode
          assert.ok(status < 500, `${method} ${url} ${JSON.stringify(body)}: ${answer.payload}`)
          const said = answers.get(String(status)) ?? answers.get(`${String(status)[0]}xx`)
          if (answer.payload !== '') {
            assert.ok(said, `${method} ${path} says nothing of ${status}`)
            assert.ok(said.Check(answer.json()), `${method} ${path} ${status}: ${answer.payload}`)
          }
          if (status < 300) answeredWell++
        }),
        { numRuns: schema ? 150 : 30 },
      )
    }
  assert.ok(answeredWell > 300, `the fuzz gets through the door often enough to mean something: ${answeredWell}`)
})

test('bodies of noise and truncated JSON are refused, not fallen over', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain', 'multipart/form-data', 'x'),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.json().map((text) => Buffer.from(text.slice(0, -1))),
      ),
      fc.constantFrom('/v1/events', '/v1/items', '/v1/recommendations'),
      async (type, payload, url) => {
        const { statusCode } = await shop.app.inject({
          method: 'POST',
          url,
          payload,
          headers: { 'content-type': type },
        })
        assert.ok(statusCode < 500)
      },
    ),
  )
})
