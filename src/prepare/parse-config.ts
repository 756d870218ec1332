import { type Static, Type } from 'typebox'
import { checker } from '../contract/check.ts'
import { eventKinds } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { defaultConfig, type PrepareConfig } from './config.ts'
import type { FieldRules } from './fields/field-rules.ts'
import { checkFields, FieldsInput } from './fields/parse-fields.ts'
import { giftTest } from './steps/gifts.ts'
import { productTest } from './steps/products.ts'
import { staffTest } from './steps/staff.ts'
import { wrongOrder } from './steps/steps.ts'

const strict = { additionalProperties: false }
/** as long as an id may be, and `visitor:` before it */
const personId = Type.String({ minLength: 1, maxLength: 136 })
const count = Type.Integer({ minimum: 1, maximum: 1e9 })

/** What a configuration may say. Whatever it leaves out keeps the word of whoever spoke before it. */
const ConfigInput = Type.Object(
  {
    steps: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
    repeatSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 3600 })),
    orderRepeatMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    staffPattern: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    botScore: Type.Optional(Type.Number({ minimum: 0, maximum: 4 })),
    productPattern: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    nonProducts: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 10_000 })),
    productTwins: Type.Optional(Type.Enum(['report', 'merge'])),
    twinLikeness: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
    samePerson: Type.Optional(Type.Array(Type.Tuple([personId, personId]), { maxItems: 100_000 })),
    released: Type.Optional(Type.Array(personId, { maxItems: 100_000 })),
    returnWindowDays: Type.Optional(Type.Number({ minimum: 0, maximum: 36_500 })),
    maxQuantity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e12 })),
    outliers: Type.Optional(
      Type.Object(
        {
          dayActs: Type.Optional(count),
          dayOrders: Type.Optional(count),
          priceTimes: Type.Optional(Type.Number({ exclusiveMinimum: 1, maximum: 1e12 })),
          quantityTimes: Type.Optional(Type.Number({ exclusiveMinimum: 1, maximum: 1e12 })),
        },
        strict,
      ),
    ),
    wholesale: Type.Optional(Type.Enum(['keep', 'segment', 'leave-out'])),
    giftPattern: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    giftTimes: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
    minUserEvents: Type.Optional(count),
    minItemEvents: Type.Optional(count),
    fields: Type.Optional(FieldsInput),
    weights: Type.Optional(
      Type.Object(
        {
          kinds: Type.Optional(
            Type.Object(
              Object.fromEntries(
                eventKinds.map((kind) => [kind, Type.Optional(Type.Number({ minimum: -1000, maximum: 1000 }))]),
              ),
              strict,
            ),
          ),
          quantity: Type.Optional(Type.Enum(['ignore', 'log'])),
          ratingScale: Type.Optional(Type.Array(Type.Number({ minimum: -1e6, maximum: 1e6 }), { maxItems: 2 })),
          dwellSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 1800 })),
          repeats: Type.Optional(Type.Enum(['max', 'sum'])),
          returned: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
          halfLifeDays: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
        },
        strict,
      ),
    ),
  },
  strict,
)
export type ConfigInput = Static<typeof ConfigInput>

const check = checker(ConfigInput)

/**
 * A configuration from outside, e.g. `{ "minUserEvents": 5, "weights": { "halfLifeDays": 90 } }`.
 * @throws Fault bad-request  naming the field, and for an unknown one the field that was probably meant
 */
export function parseConfig(input: unknown): ConfigInput {
  refuseUnknown(input, defaultConfig, '')
  const config = check(input)
  const wrong = config.steps && wrongOrder(config.steps)
  if (wrong !== undefined) throw new Fault('bad-request', `steps: ${wrong}`)
  if (config.fields) checkFields(config.fields)
  const { refund = 0 } = config.weights?.kinds ?? {}
  if (refund !== 0)
    throw new Fault(
      'bad-request',
      `weights.kinds.refund: got ${refund}, want 0: a refund is set against its purchase, and weights.returned says what that is worth`,
    )
  const { ratingScale = [] } = config.weights ?? {}
  if (ratingScale.length > 0 && !((ratingScale[0] ?? 0) < (ratingScale[1] ?? Number.NaN)))
    throw new Fault(
      'bad-request',
      `weights.ratingScale: got ${JSON.stringify(ratingScale)}, want the least rating and the best, such as [1,5], or []`,
    )
  const { giftTimes = 0 } = config
  if (giftTimes !== 0 && giftTimes <= 1)
    throw new Fault('bad-request', `giftTimes: got ${giftTimes}, want a number above 1, or 0 and nobody looks`)
  if (config.staffPattern !== undefined) staffTest(config.staffPattern)
  if (config.giftPattern !== undefined) giftTest(config.giftPattern)
  if (config.productPattern !== undefined) productTest({ ...defaultConfig, productPattern: config.productPattern })
  return config
}

/** The defaults, as each voice in turn changes them: the last one wins, field by field. */
export function configOf(...voices: readonly ConfigInput[]): PrepareConfig {
  let config: PrepareConfig = defaultConfig
  for (const { weights, outliers, fields, ...rest } of voices) {
    const kinds = { ...config.weights.kinds, ...weights?.kinds }
    config = {
      ...config,
      ...rest,
      outliers: { ...config.outliers, ...outliers },
      fields: {
        items: togetherOf(config.fields.items, fields?.items),
        people: togetherOf(config.fields.people, fields?.people),
        events: { ...config.fields.events, ...fields?.events },
      },
      weights: { ...config.weights, ...weights, kinds },
    } as PrepareConfig
  }
  return config
}

/** Rules of one voice over those of another, part by part of each field. */
const togetherOf = (rules: FieldRules, more: object = {}): FieldRules => ({
  ...rules,
  ...Object.fromEntries(
    Object.entries(more).map(([name, rule]) => [name, { ...(Object.hasOwn(rules, name) && rules[name]), ...rule }]),
  ),
})

/** Unknown keys get a better answer than a list: the known one that is nearest. */
function refuseUnknown(input: unknown, known: object, path: string): void {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return
  const names = path === '' ? ['productPattern', ...Object.keys(known)] : Object.keys(known)
  for (const [key, value] of Object.entries(input)) {
    if (!names.includes(key))
      throw new Fault(
        'bad-request',
        `${path}${key.slice(0, 80)}: not a known field; did you mean ${path}${nearest(key, names)}? (known: ${names.join(', ')})`,
      )
    // the names of fields are the shop's own
    if (path === '' && key === 'fields') continue
    const inside = known[key as keyof typeof known] as unknown
    if (typeof inside === 'object' && !Array.isArray(inside)) refuseUnknown(value, inside as object, `${path}${key}.`)
  }
}

function nearest(word: string, words: readonly string[]): string {
  const distances = words.map((known) => editDistance(word.slice(0, 80).toLowerCase(), known.toLowerCase()))
  return words[distances.indexOf(Math.min(...distances))] as string
}

/** Levenshtein: the least number of letters added, left out or changed. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          (above[j] as number) + 1,
          (row[j - 1] as number) + 1,
          (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    above = row
  }
  return above[b.length] as number
}
