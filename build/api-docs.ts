import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bug, faults } from '../src/contract/fault.ts'
import { buildServer } from '../src/serve/server.ts'

interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  maxItems?: number
  default?: unknown
  description?: string
}
type Content = Record<string, { schema: Schema }>
interface Operation {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { description?: string; content?: Content }>
}
interface OpenApi {
  info: { title: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const page = fileURLToPath(new URL('../docs/api.md', import.meta.url))

/** What an example sends; the freshness test sends every one of them to a real server. */
export const exampleBodies: Record<string, unknown> = {
  'post /v1/events': { kind: 'view', visitor: 'v-1', item: '22423' },
  'post /v1/recommendations': { kind: 'for-you', visitor: 'v-1', limit: 5 },
  'put /v1/items/{id}': { title: 'Regency cakestand', category: 'Home > Kitchen', price: 12.75 },
  'patch /v1/items/{id}': { available: false },
  'post /v1/items': [{ id: '22423', title: 'Regency cakestand', price: 12.75 }],
  'put /v1/users/{id}': { country: 'Portugal' },
  'patch /v1/users/{id}': { city: 'Porto' },
  'post /v1/users/{id}/merge': { user: '14911' },
  'post /v1/preparation': { undo: 'prices', dryRun: true },
  'post /v1/users': [{ id: '13085', country: 'Portugal' }],
}

/** The id in the examples of a path. */
export const exampleId = (path: string) => (path.startsWith('/v1/items') ? '22423' : '13085')

/** The page as the routes' own schemas make it: the OpenAPI document, said for people. */
export async function apiDocs(): Promise<string> {
  const openapi = await openApi()
  const { info, paths, components } = openapi
  const parts = [
    `# The API of ${info.title}`,
    '<!-- made from the OpenAPI document by build/api-docs.ts: npm run build api-docs -->',
    info.description,
    'A key goes in `Authorization: Bearer KEY` or `X-API-Key: KEY`. A public key may `POST /v1/events` and ' +
      '`POST /v1/recommendations`; a secret key may do everything; `/healthz` and `/readyz` ask for none. Bodies are UTF-8, ' +
      'not compressed; ids in addresses are percent-encoded. A running server has the same at `/docs` and, for programs, at ' +
      '`/openapi.json`.',
    '## Routes',
    table(
      ['route', 'what it does'],
      operations(openapi).map(([method, path, { summary }]) => {
        const name = `${method.toUpperCase()} ${path}`
        return [`[\`${name}\`](#${anchor(name)})`, summary ?? '']
      }),
    ),
    ...operations(openapi).map(([method, path, operation]) => route(method, path, operation)),
    '## Words',
    ...Object.entries(components.schemas)
      // PathId is told where it stands
      .filter(([name]) => name !== 'PathId')
      .map(([name, schema]) => `### ${name}\n\n${fields(schema)}`),
    '## Errors',
    'Every refusal is an [ErrorAnswer](#erroranswer). `code` is one of these; the command line ends with the exit code ' +
      'beside it.',
    table(
      ['code', 'HTTP', 'exit code'],
      [...Object.entries(faults), [bug.code, bug] as const].map(([code, { status, exit }]) => [
        `\`${code}\``,
        String(status),
        String(exit),
      ]),
    ),
  ]
  if (Object.keys(paths).length === 0) throw new RangeError('api-docs: the OpenAPI document has no routes')
  return `${parts.join('\n\n')}\n`
}

/** The document needs the routes only: nothing is asked of the shop behind them. */
async function openApi(): Promise<OpenApi> {
  const app = await buildServer({ live: { store: {} } as never, keyring: undefined })
  try {
    return (await app.inject('/openapi.json')).json()
  } finally {
    await app.close()
  }
}

const operations = ({ paths }: Pick<OpenApi, 'paths'>) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  )

function route(method: string, path: string, operation: Operation): string {
  const { summary, description, parameters = [], requestBody, responses } = operation
  const lines = [`### ${method.toUpperCase()} ${path}`, (summary ?? '').replace(/[^.?!]$/, '$&.')]
  if (description) lines.push(description)
  if (parameters.length > 0)
    lines.push(
      table(
        ['parameter', 'in', 'is'],
        parameters.map(({ name, in: place, schema }) => [`\`${name}\``, place, inWords(schema)]),
      ),
    )
  const bodies = Object.entries(requestBody?.content ?? {})
  if (bodies.length > 0)
    lines.push(
      bodies
        .map(
          ([type, { schema }]) =>
            `- body, \`${type}\`: ${inWords(schema)}${schema.description ? `. ${schema.description}` : ''}`,
        )
        .join('\n'),
    )
  lines.push(
    Object.entries(responses)
      .map(([status, { description: said, content }]) => {
        const [schema] = Object.values(content ?? {}).map((one) => one.schema)
        const words = schema ? inWords(schema) : ''
        const more = said && said !== 'Default Response' ? said : ''
        return `- answer, ${status.toLowerCase()}: ${[words, more].filter(Boolean).join('. ')}`
      })
      .join('\n'),
  )
  lines.push(`\`\`\`sh\n${curl(method, path)}\n\`\`\``)
  return lines.filter(Boolean).join('\n\n')
}

function curl(method: string, path: string): string {
  const body = exampleBodies[`${method} ${path}`]
  const address = `localhost:8080${path.replace('{id}', exampleId(path)).replace('{other}', '14911')}`
  const words = ['curl -s', ...(method === 'get' || body ? [] : [`-X ${method.toUpperCase()}`]), address]
  if (body && method !== 'post') words.splice(1, 0, `-X ${method.toUpperCase()}`)
  if (path.startsWith('/v1/')) words.push('-H "Authorization: Bearer $KEY"')
  if (body === undefined) return words.join(' ')
  return `${words.join(' ')} -H 'content-type: application/json' \\\n  -d '${JSON.stringify(body)}'`
}

function fields(schema: Schema): string {
  if (!schema.properties) return inWords(schema)
  return table(
    ['field', 'is', ''],
    flat(schema).map(([name, field, required]) => [
      `\`${name}\``,
      inWords(field) + (required ? ', required' : ''),
      [field.description, field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\` when missing.`]
        .filter(Boolean)
        .join(' '),
    ]),
  )
}

/** Fields with the fields inside them: `error.code`, `items[].id`. */
function flat(schema: Schema, before = ''): [string, Schema, boolean][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = `${before}${key}`
    const inner = field.properties ? flat(field, `${name}.`) : flat(field.items ?? {}, `${name}[].`)
    return [[name, field, schema.required?.includes(key) ?? false] as [string, Schema, boolean], ...inner]
  })
}

function inWords(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(', ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return either.map(inWords).join(' or ')
  switch (schema.type) {
    case 'array':
      return `a list${schema.maxItems === undefined ? '' : ` of at most ${schema.maxItems}`}${schema.items ? `: ${schema.items.properties ? 'objects' : inWords(schema.items)}` : ''}`
    case 'string': {
      if (schema.pattern === '^[A-Z]{3}$') return 'three capital letters'
      const { minLength, maxLength } = schema
      if (maxLength === undefined) return 'text'
      return `text of ${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`
    }
    case 'integer':
    case 'number': {
      const { minimum, exclusiveMinimum, maximum } = schema
      const least = exclusiveMinimum === undefined ? minimum && `from ${minimum}` : `above ${exclusiveMinimum}`
      const from = minimum === 0 ? 'from 0' : least
      const to = maximum === undefined ? undefined : `to ${maximum}`
      return [schema.type === 'integer' ? 'a whole number' : 'a number', from, to].filter(Boolean).join(' ')
    }
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'nothing'
    default:
      if (typeof schema.additionalProperties === 'object')
        return `an object of any keys: ${inWords(schema.additionalProperties)}`
      return schema.type === undefined ? 'anything' : 'an object'
  }
}

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

/** As GitHub names a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-')

/** Writes docs/api.md, which is committed. */
export async function buildApiDocs(): Promise<void> {
  writeFileSync(page, await apiDocs())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApiDocs()
