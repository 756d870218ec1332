import { type TSchemaOptions, Type } from 'typebox'

/** An identifier from outside: 1 to 128 characters, none of them a control character. */
export const Id = (options: TSchemaOptions = {}) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000-\\u001f\\u007f]*$', ...options })

/** A moment: ISO 8601 text or milliseconds since 1970. `parseTime` makes it a number. */
export const Time = (options: TSchemaOptions = {}) =>
  Type.Union([Type.String({ maxLength: 40 }), Type.Number({ minimum: 0, maximum: 8.64e15 })], options)

/** Free attributes of an item or a user: text, numbers, booleans or lists of text. */
export const Attributes = Type.Record(
  Type.String({ minLength: 1, maxLength: 64 }),
  Type.Union([
    Type.String({ maxLength: 4000 }),
    Type.Number(),
    Type.Boolean(),
    Type.Array(Type.String({ maxLength: 400 }), { maxItems: 100 }),
  ]),
)
