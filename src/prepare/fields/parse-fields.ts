import { Type } from 'typebox'
import { checker } from '../../contract/check.ts'
import { Fault } from '../../contract/fault.ts'
import { type FieldRule, type FieldSide, fieldSides, knownFields, scaleNames } from './field-rules.ts'
import { readMissing } from './read-missing.ts'
import { type TextForm, textForms } from './text-forms.ts'
import { unitNames } from './units.ts'

const strict = { additionalProperties: false }
const formNames = Object.keys(textForms) as TextForm[]

const RuleInput = Type.Object(
  {
    unit: Type.Optional(Type.Enum([...unitNames])),
    decimal: Type.Optional(Type.Enum(['.', ','])),
    text: Type.Optional(Type.Array(Type.Enum(formNames), { maxItems: formNames.length })),
    missing: Type.Optional(
      Type.Union([
        Type.String({ maxLength: 100 }),
        Type.Object({ constant: Type.Union([Type.String({ maxLength: 400 }), Type.Number(), Type.Boolean()]) }, strict),
      ]),
    ),
    scale: Type.Optional(Type.Enum([...scaleNames])),
    bins: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
)

const side = Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), RuleInput))
const EventsInput = Type.Object(
  {
    price: Type.Optional(
      Type.Object(
        {
          missing: Type.Union([
            Type.Enum(['leave', 'drop', 'median', 'median by item']),
            Type.Object({ constant: Type.Number({ minimum: 0, maximum: 1e12 }) }, strict),
          ]),
        },
        strict,
      ),
    ),
  },
  strict,
)

/** `fields` of a configuration, as it is written. */
export const FieldsInput = Type.Object({ items: side, people: side, events: Type.Optional(EventsInput) }, strict)

const check = checker(FieldsInput)

/**
 * Refuses what cannot be done to a field, e.g. the median of a text.
 * @throws Fault bad-request  naming the field, and what it may be told
 */
export function checkFields(input: unknown): void {
  const fields = within(() => check(input))
  for (const side of fieldSides)
    for (const [name, rule] of Object.entries(fields[side] ?? {}))
      refuseWrong(rule as FieldRule, kindOf(name, side), `fields.${side}.${name}`)
}

/** What a field is, where that is settled. */
const kindOf = (name: string, side: FieldSide): 'text' | 'number' | undefined =>
  Object.hasOwn(knownFields[side], name) ? (knownFields[side] as Record<string, 'text' | 'number'>)[name] : undefined

function refuseWrong({ unit, text, missing, scale }: FieldRule, kind: 'text' | 'number' | undefined, at: string): void {
  const refuse = (part: string, why: string) => {
    throw new Fault('bad-request', `${at}.${part}: ${why}`)
  }
  const what = readMissing(missing)
  if (!what)
    refuse(
      'missing',
      `got ${JSON.stringify(missing)}, want leave, drop, unknown, median, mode, median or mode by a field ("median by category"), or {"constant": …}`,
    )
  const constant = what?.how === 'constant' ? typeof what.value : undefined
  if (kind === 'text') {
    if (scale) refuse('scale', 'a text has no size, want a field that is a number')
    if (unit) refuse('unit', 'it is no amount, want a field that is one')
    if (what?.how === 'median') refuse('missing', 'a text has no median, want mode')
    if (constant !== undefined && constant !== 'string') refuse('missing', `got a ${constant}, want a text`)
  }
  if (kind === 'number') {
    if (text) refuse('text', 'it is a number, want a field that is a text')
    if (unit) refuse('unit', 'it is a bare number, want an attribute')
    if (constant !== undefined && constant !== 'number') refuse('missing', `got a ${constant}, want a number`)
  }
}

function within<T>(checked: () => T): T {
  try {
    return checked()
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.code, `fields.${error.message}`, { cause: error })
    throw error
  }
}
