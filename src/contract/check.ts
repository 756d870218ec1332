import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Fault } from './fault.ts'

interface Schema {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  /** of every entry; or of each in its place, and there are no more */
  items?: Schema | Schema[]
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

/**
 * The one way the outside's words are checked, at whichever door: compiled once, and a refusal that says where, what
 * came and what was wanted, e.g. `kind: got "stare", want one of view, click, …`. Nothing is coerced or dropped.
 * @throws Fault bad-request
 */
export function checker<S extends TSchema>(schema: S): (input: unknown) => Static<S> {
  const compiled = Compile(schema)
  return (input) => {
    if (compiled.Check(input)) return input as Static<S>
    // The checker stops at the first few errors; the first is the one to mend first.
    const [error] = compiled.Errors(input)
    throw new Fault('bad-request', sentence(schema as Schema, input, error as Complaint))
  }
}

interface Complaint {
  keyword: string
  instancePath: string
  params: { requiredProperties?: string[]; additionalProperties?: string[] }
}

function sentence(schema: Schema, input: unknown, error: Complaint): string {
  const path = error.instancePath.split('/').slice(1).map(unescaped)
  const missing = error.params.requiredProperties?.[0]
  if (error.keyword === 'required' && missing !== undefined) path.push(missing)
  let wanted: Schema | undefined = schema
  for (const step of path) wanted = wanted && inside(wanted, step)
  const came = valueAt(input, path)
  const where = path.join('.') || 'the whole'
  if (!wanted) {
    const around = parent(schema, path)
    if (Array.isArray(around?.items)) {
      const place = path.slice(0, -1)
      return `${short(place.join('.'))}: got ${shown(valueAt(input, place))}, want ${inWords(around)}`
    }
    const known = Object.keys(around?.properties ?? {})
    return `${short(where)}: not a known field${known.length > 0 ? `, want one of ${known.join(', ')}` : ''}`
  }
  return `${short(where)}: got ${came === undefined ? 'nothing' : shown(came)}, want ${inWords(wanted)}`
}

const valueAt = (input: unknown, path: string[]) =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    input,
  )

const parent = (schema: Schema, path: string[]) =>
  path.slice(0, -1).reduce<Schema | undefined>((at, step) => at && inside(at, step), schema)

function inside(schema: Schema, step: string): Schema | undefined {
  if (Array.isArray(schema.items)) return schema.items[Number(step)]
  if (schema.items && /^\d+$/.test(step)) return schema.items
  if (schema.properties) return Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined
  return Object.entries(schema.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern).test(step))?.[1]
}

/** What a schema asks for, as a phrase: "a string of 1 to 128 characters". */
function inWords(schema: Schema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  if (schema.anyOf) return schema.anyOf.map(inWords).join(' or ')
  switch (schema.type) {
    case 'string':
      if (schema.pattern === '^[A-Z]{3}$') return 'three capital letters'
      return `a string${span(schema.minLength, schema.maxLength, ' characters')}${
        schema.pattern?.includes('u001f') ? ' without control characters' : ''
      }`
    case 'number':
    case 'integer': {
      const least = schema.exclusiveMinimum === undefined ? schema.minimum : `above ${schema.exclusiveMinimum}`
      return `${schema.type === 'integer' ? 'a whole number' : 'a number'}${span(least, schema.maximum, '')}`
    }
    case 'boolean':
      return 'true or false'
    case 'array':
      if (Array.isArray(schema.items))
        return `a list of ${schema.items.length}: ${schema.items.map(inWords).join(', ')}`
      return `a list${span(schema.minItems, schema.maxItems, ' entries')}`
    default:
      return 'an object'
  }
}

function span(least: number | string | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && most !== undefined) return ` of ${least} to ${most}${unit}`
  if (most !== undefined) return ` of at most ${most}${unit}`
  return least === undefined ? '' : ` of at least ${least}${unit}`
}

/** A value as a refusal quotes it: JSON, cut short, so that nobody's page of text comes back whole. */
export function shown(value: unknown): string {
  try {
    return short(JSON.stringify(value) ?? String(value))
  } catch {
    // JSON is written by recursion: what is nested a hundred thousand deep can be read, but not quoted
    return 'something nested too deep to quote'
  }
}

const short = (text: string) => (text.length > 80 ? `${text.slice(0, 77)}…` : text)
const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')
