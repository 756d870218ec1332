import { type Static, Type } from 'typebox'
import { Id, Time } from './words.ts'

/**
 * What a visitor can do. The position in this list is the number the store and the columns keep:
 * append at the end, never reorder.
 */
export const eventKinds = [
  'view',
  'list_view',
  'click',
  'add_to_cart',
  'remove_from_cart',
  'wishlist',
  'purchase',
  'refund',
  'rating',
  'dislike',
  'search',
] as const

export type EventKind = (typeof eventKinds)[number]

/**
 * With what a visitor came, and nothing finer. The position in this list is the number the store keeps: append at the end, never reorder.
 */
export const deviceClasses = ['desktop', 'phone', 'tablet', 'app', 'bot'] as const

export type DeviceClass = (typeof deviceClasses)[number]

/** An event as the outside says it. */
export const EventInput = Type.Object(
  {
    id: Type.Optional(
      Id({ description: 'Makes sending again harmless: one id is stored once. Made up when missing.' }),
    ),
    kind: Type.Enum([...eventKinds], { description: 'What was done.' }),
    time: Type.Optional(Time({ description: 'When: ISO 8601 or milliseconds since 1970. Now when missing.' })),
    user: Type.Optional(Id({ description: 'A known customer.' })),
    visitor: Type.Optional(Id({ description: 'A browser. `user`, `visitor` or both are needed.' })),
    item: Type.Optional(Id({ description: 'A product. Needed by every kind but search and list_view.' })),
    quantity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
    price: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12, description: 'Of one piece.' })),
    rating: Type.Optional(Type.Number({ minimum: -1e6, maximum: 1e6 })),
    order: Type.Optional(Id({ description: 'The order or basket it belongs to.' })),
    query: Type.Optional(Type.String({ maxLength: 1000, description: 'What was searched.' })),
    list: Type.Optional(Id({ description: 'The `id` of the recommendation that was clicked or shown.' })),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100000 })),
    device: Type.Optional(
      Type.Enum([...deviceClasses], {
        description: 'With what. Of an event that a page or app sends, read from its `User-Agent`, which is not kept.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type EventInput = Static<typeof EventInput>

/**
 * An event as the rooms inside know it: parsed, timed, with an id.
 * Files may bring what a live shop may not send (no user at all, a quantity or price at or below zero): it is kept as
 * it came, and `prepare` decides and counts.
 */
export interface Event {
  id: string
  kind: EventKind
  timeMs: number
  user?: string
  visitor?: string
  item?: string
  quantity?: number
  price?: number
  rating?: number
  order?: string
  query?: string
  list?: string
  position?: number
  device?: DeviceClass
}

/** Kinds that say nothing about one product. */
export const itemlessKinds: readonly EventKind[] = ['search', 'list_view']
