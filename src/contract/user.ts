import { type Static, Type } from 'typebox'
import { Attributes } from './words.ts'

/** What a shop says about a customer. */
export const UserInput = Type.Object(
  {
    country: Type.Optional(Type.String({ maxLength: 100 })),
    city: Type.Optional(Type.String({ maxLength: 200 })),
    gender: Type.Optional(Type.String({ maxLength: 40 })),
    birthYear: Type.Optional(Type.Integer({ minimum: 1880, maximum: 2100 })),
    attributes: Type.Optional(Attributes),
  },
  { additionalProperties: false },
)
export type UserInput = Static<typeof UserInput>

export interface User extends UserInput {
  id: string
}
