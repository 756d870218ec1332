import { type Static, Type } from 'typebox'
import { checker } from '../../contract/check.ts'
import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'

const Column = (description: string) => Type.String({ minLength: 1, maxLength: 200, description })
const Kind = Type.Enum([...eventKinds])

const Attributes = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Column('holds this attribute'), {
  description: 'attributes by their names, each a number, true or false, a|list or a text',
})

export const timeFormats = [
  'iso',
  'epoch-s',
  'epoch-ms',
  'epoch-us',
  'D/M/Y',
  'M/D/Y',
  'Y/M/D',
  'month-name',
  'day',
] as const
export type TimeFormat = (typeof timeFormats)[number]

/** Which column of a file is what. Columns are called by the name in the header (or the JSON key). */
export const Mapping = Type.Object(
  {
    columns: Type.Optional(
      Type.Array(Column('name'), {
        minItems: 1,
        description:
          'names for the columns of a file without a header, which are called "column 1", "column 2" … otherwise',
      }),
    ),
    kind: Type.Union(
      [
        Kind,
        Type.Object(
          {
            column: Column('holds a word for what was done'),
            values: Type.Record(Type.String(), Kind, {
              description: 'the word -> the kind; any other word is set aside',
            }),
          },
          { additionalProperties: false },
        ),
      ],
      { description: 'what every row is, or where it says so' },
    ),
    rules: Type.Optional(
      Type.Array(
        Type.Object(
          { column: Column('looked at'), startsWith: Type.String({ minLength: 1 }), kind: Kind },
          { additionalProperties: false },
        ),
        { description: 'exceptions, the first that fits wins; a refund brings its quantity as a positive number' },
      ),
    ),
    time: Type.Optional(
      Type.Object(
        {
          column: Column('when'),
          format: Type.Optional(
            Type.Enum([...timeFormats], {
              description:
                'iso also reads "YYYY-MM-DD HH:MM:SS" and YYYYMMDD; month-name "5 Mar 2024" and "Mar 5, 2024 10:11"; day counts days (or orders) from an unknown first one; the others read dates with or without a time of day',
            }),
          ),
          clock: Type.Optional(Column('the time of day, where it stands apart from the date: 14:05, 2:05 PM or 1405')),
          elapsedMs: Type.Optional(Column('milliseconds to be added')),
          utcOffsetMinutes: Type.Optional(
            Type.Integer({ minimum: -840, maximum: 840, description: 'of times that name no zone' }),
          ),
        },
        {
          additionalProperties: false,
          description: 'without one nothing is known of when, and all counts as one moment',
        },
      ),
    ),
    id: Type.Optional(Column('names the event; without one, the row itself does, so that a repeat is one event')),
    user: Type.Optional(Column('the customer')),
    visitor: Type.Optional(Column('the browser')),
    item: Type.Optional(Column('the product')),
    quantity: Type.Optional(Column('pieces')),
    price: Type.Optional(Column('of one piece')),
    rating: Type.Optional(Column('stars')),
    order: Type.Optional(Column('order, invoice or basket')),
    query: Type.Optional(Column('what was searched')),
    device: Type.Optional(
      Column('with what: phone, tablet, desktop, app, bot, or a user agent, of which the class alone is kept'),
    ),
    items: Type.Optional(
      Type.Object(
        {
          title: Type.Optional(Column('title')),
          description: Type.Optional(Column('description')),
          category: Type.Optional(Column('category path')),
          brand: Type.Optional(Column('brand')),
          price: Type.Optional(Column('list price')),
          url: Type.Optional(Column('page')),
          image: Type.Optional(Column('picture')),
          attributes: Type.Optional(Attributes),
        },
        { additionalProperties: false, description: 'what the row says about its product' },
      ),
    ),
    users: Type.Optional(
      Type.Object(
        {
          country: Type.Optional(Column('country')),
          city: Type.Optional(Column('city')),
          gender: Type.Optional(Column('gender')),
          attributes: Type.Optional(Attributes),
        },
        { additionalProperties: false, description: 'what the row says about its customer' },
      ),
    ),
    absent: Type.Optional(
      Type.Array(Type.String(), { description: 'words that mean "not given", besides the empty field' }),
    ),
    decimal: Type.Optional(
      Type.Union([Type.Literal('.'), Type.Literal(',')], {
        description: 'the decimal sign; without it "1,234" is refused, for it may be either',
      }),
    ),
    currency: Type.Optional(Column('the currency of the prices, as three letters')),
    currencies: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Z]{3}$' }), Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }), {
        description: 'what one of each is worth in the shop’s own; a price in any other currency is refused',
      }),
    ),
    categorySeparator: Type.Optional(
      Type.String({ minLength: 1, maxLength: 10, description: 'parts the levels of a path, besides >, » and |' }),
    ),
    prepare: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'settings for `prepare`, e.g. productPattern' }),
    ),
  },
  { additionalProperties: false },
)
export type Mapping = Static<typeof Mapping>

const check = checker(Mapping)

/** @throws Fault bad-request  naming the field, what came and what was wanted */
export function parseMapping(input: unknown, from: string): Mapping {
  try {
    return check(input)
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, `${from}: ${error.message}`, { cause: error }) : error
  }
}

/** Every column a mapping speaks of, with the field that speaks of it. */
export function mappedColumns(mapping: Mapping): { field: string; column: string }[] {
  const { kind, rules = [], time, items = {}, users = {} } = mapping
  const named = (field: string, column: string | undefined) => (column === undefined ? [] : [{ field, column }])
  return [
    ...(typeof kind === 'object' ? named('kind', kind.column) : []),
    ...rules.flatMap(({ column }) => named('rules', column)),
    ...named('time', time?.column),
    ...named('time.clock', time?.clock),
    ...named('time.elapsedMs', time?.elapsedMs),
    ...(
      ['id', 'user', 'visitor', 'item', 'quantity', 'price', 'rating', 'order', 'query', 'device', 'currency'] as const
    ).flatMap((field) => named(field, mapping[field])),
    ...saidColumns(items).flatMap(({ field, column }) => named(`items.${field}`, column)),
    ...saidColumns(users).flatMap(({ field, column }) => named(`users.${field}`, column)),
  ]
}

/** Columns that say something of a product or customer, those of attributes as `attributes.NAME`. */
export function saidColumns(
  said: NonNullable<Mapping['items'] | Mapping['users']>,
): { field: string; column: string }[] {
  const { attributes = {}, ...fields } = said
  return [
    ...Object.entries(fields).map(([field, column]) => ({ field, column })),
    ...Object.entries(attributes).map(([name, column]) => ({ field: attributePrefix + name, column })),
  ]
}

export const attributePrefix = 'attributes.'

/** @throws Fault bad-file  the mapping speaks of columns the file does not have */
export function refuseMissingColumns(mapping: Mapping, columns: readonly string[], fileName: string): void {
  const missing = mappedColumns(mapping).filter(({ column }) => !columns.includes(column))
  if (missing.length > 0)
    throw new Fault(
      'bad-file',
      `${fileName}: got the header ${columns.slice(0, 20).join(',')}; want ${missing
        .map(({ field, column }) => `"${column}" (${field})`)
        .join(', ')}`,
    )
}
