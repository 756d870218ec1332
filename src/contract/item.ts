import { type Static, Type } from 'typebox'
import { Attributes, Id } from './words.ts'

/** What a shop says about a product. Every field may be missing: events alone make an item known. */
export const ItemInput = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 1000 })),
    description: Type.Optional(Type.String({ maxLength: 20000 })),
    category: Type.Optional(Type.String({ maxLength: 400, description: 'A path, levels parted by " > ".' })),
    brand: Type.Optional(Type.String({ maxLength: 200 })),
    price: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12 })),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    url: Type.Optional(Type.String({ maxLength: 2000 })),
    image: Type.Optional(Type.String({ maxLength: 2000 })),
    available: Type.Optional(Type.Boolean({ description: 'false = sold out: never recommended.' })),
    parent: Type.Optional(Id({ description: 'The product of which this is a variant.' })),
    attributes: Type.Optional(Attributes),
  },
  { additionalProperties: false },
)
export type ItemInput = Static<typeof ItemInput>

export interface Item extends ItemInput {
  id: string
}
