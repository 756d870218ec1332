import { type Static, Type } from 'typebox'
import { EventInput } from './event.ts'
import { ItemInput } from './item.ts'
import { Id } from './words.ts'

const recommendationKinds = ['for-you', 'similar', 'popular', 'recently-viewed'] as const

/** Why an item is on the list. `because` names the items of the person's own history that argued for it. */
const reasonKinds = ['taste', 'similar', 'popular', 'recently-viewed'] as const

export const RecommendationRequest = Type.Object(
  {
    kind: Type.Optional(Type.Enum([...recommendationKinds], { default: 'for-you' })),
    user: Type.Optional(Id()),
    visitor: Type.Optional(Id()),
    items: Type.Optional(Type.Array(Id(), { maxItems: 100, description: 'For `similar`: like what.' })),
    events: Type.Optional(
      Type.Array(EventInput, { maxItems: 200, description: 'What the visitor just did, used but not stored.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 10 })),
    exclude: Type.Optional(Type.Array(Id(), { maxItems: 1000, description: 'Never these items.' })),
    excludeBought: Type.Optional(
      Type.Boolean({ default: true, description: 'Leave out what this user or visitor has bought.' }),
    ),
    excludeSeen: Type.Optional(Type.Boolean({ default: false, description: 'Leave out all they interacted with.' })),
    filter: Type.Optional(
      Type.Object(
        {
          category: Type.Optional(Type.String({ maxLength: 400 })),
          brand: Type.Optional(Type.String({ maxLength: 200 })),
          minPrice: Type.Optional(Type.Number({ minimum: 0 })),
          maxPrice: Type.Optional(Type.Number({ minimum: 0 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type RecommendationRequest = Static<typeof RecommendationRequest>

export const Reason = Type.Object({
  kind: Type.Enum([...reasonKinds]),
  text: Type.String({ description: 'A sentence a shop can show.' }),
  because: Type.Optional(Type.Array(Type.String(), { description: 'Ids of items in the history that argued for it.' })),
})
export type Reason = Static<typeof Reason>

export const RecommendedItem = Type.Object({
  id: Type.String(),
  score: Type.Number(),
  reason: Reason,
  item: Type.Object({ id: Type.String(), ...ItemInput.properties }),
})
export type RecommendedItem = Static<typeof RecommendedItem>

export const RecommendationAnswer = Type.Object({
  id: Type.String({ description: 'Send it back as `list` in the events that follow.' }),
  model: Type.String({ description: 'The model version that answered.' }),
  items: Type.Array(RecommendedItem),
})
export type RecommendationAnswer = Static<typeof RecommendationAnswer>
