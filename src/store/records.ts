import { deviceClasses, type Event, eventKinds } from '../contract/event.ts'
import type { Item } from '../contract/item.ts'
import type { User } from '../contract/user.ts'
import type { Tables } from './schema.ts'

/** What a table holds of a record: every column but its key, null where the record says nothing. */
type Written<T> = { [C in keyof T as C extends 'key' | 'listed' ? never : C]: T[C] }
export type ItemRow = Written<Tables['items']>
export type UserRow = Written<Tables['users']>

export const itemColumns = [
  'title',
  'description',
  'category',
  'brand',
  'price',
  'currency',
  'url',
  'image',
  'available',
  'parent',
  'attributes',
] as const
export const userColumns = ['country', 'city', 'gender', 'birth_year', 'attributes'] as const

export function itemRow(item: Item): ItemRow {
  return {
    id: item.id,
    title: item.title ?? null,
    description: item.description ?? null,
    category: item.category ?? null,
    brand: item.brand ?? null,
    price: item.price ?? null,
    currency: item.currency ?? null,
    url: item.url ?? null,
    image: item.image ?? null,
    available: item.available === undefined ? null : Number(item.available),
    parent: item.parent ?? null,
    attributes: item.attributes ? JSON.stringify(item.attributes) : null,
  }
}

export function itemOf(row: ItemRow): Item {
  const { available, attributes, ...rest } = row
  return said({
    ...rest,
    available: available === null ? null : available === 1,
    attributes: attributes === null ? null : JSON.parse(attributes),
  }) as unknown as Item
}

export function userRow(user: User): UserRow {
  return {
    id: user.id,
    country: user.country ?? null,
    city: user.city ?? null,
    gender: user.gender ?? null,
    birth_year: user.birthYear ?? null,
    attributes: user.attributes ? JSON.stringify(user.attributes) : null,
  }
}

export function userOf(row: UserRow): User {
  const { birth_year, attributes, ...rest } = row
  return said({
    ...rest,
    birthYear: birth_year,
    attributes: attributes === null ? null : JSON.parse(attributes),
  }) as unknown as User
}

/** An event with its ids looked up. */
export interface EventRow {
  id: string
  kind: number
  time_ms: number
  user: string | null
  visitor: string | null
  item: string | null
  order: string | null
  quantity: number | null
  price: number | null
  rating: number | null
  query: string | null
  list: string | null
  position: number | null
  device: number | null
}

export function eventOf({ kind, time_ms, device, ...rest }: EventRow): Event {
  return said({
    ...rest,
    kind: eventKinds[kind],
    timeMs: time_ms,
    device: device === null ? null : deviceClasses[device],
  }) as unknown as Event
}

/** Without what is null: absent fields are absent. */
function said(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
}
