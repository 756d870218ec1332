import { type Event, eventKinds } from '../contract/event.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import type { EventColumns } from './event-columns.ts'

/** The events of one person, from whichever browser, as a log of their own. */
export function columnsOfOne(events: readonly Event[]): EventColumns {
  const items = new Vocabulary()
  const orders = new Vocabulary()
  const row = (vocabulary: Vocabulary, id: string | undefined) => (id === undefined ? -1 : vocabulary.add(id))
  const visitors = new Vocabulary()
  return {
    length: events.length,
    timeMs: Float64Array.from(events, ({ timeMs }) => timeMs),
    kind: Uint8Array.from(events, ({ kind }) => eventKinds.indexOf(kind)),
    user: new Int32Array(events.length),
    visitor: Int32Array.from(events, ({ visitor }) => row(visitors, visitor)),
    item: Int32Array.from(events, ({ item }) => row(items, item)),
    order: Int32Array.from(events, ({ order }) => row(orders, order)),
    quantity: Float64Array.from(events, ({ quantity }) => quantity ?? Number.NaN),
    price: Float64Array.from(events, ({ price }) => price ?? Number.NaN),
    rating: Float64Array.from(events, ({ rating }) => rating ?? Number.NaN),
    users: ['one'],
    visitors: visitors.ids,
    items: items.ids,
    orders: orders.ids,
  }
}
