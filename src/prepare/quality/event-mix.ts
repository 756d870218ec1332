import type { Engine } from '../engine.ts'
import { person } from './events-table.ts'

/** What the events are, taken together. */
export interface EventMix {
  kinds: { kind: string; count: number; share: number }[]
  /** share of rows that name a customer, a visitor, both, neither */
  identity: { customer: number; visitor: number; both: number; neither: number }
  people: number
  items: number
  orders: number
  /** visits end after half an hour without anything */
  visits: { count: number; eventsEach: number }
  first: string | null
  last: string | null
  /** events a day, oldest first, at most 400 days */
  days: { day: string; count: number }[]
}

export async function eventMix(engine: Engine): Promise<EventMix> {
  const whole = await engine.one<
    Record<'n' | 'customer' | 'visitor' | 'both' | 'people' | 'items' | 'orders', number> & {
      first: string
      last: string
    }
  >(
    `SELECT count(*)::DOUBLE AS n, count(customer)::DOUBLE AS customer, count(visitor)::DOUBLE AS visitor,
       count(*) FILTER (customer IS NOT NULL AND visitor IS NOT NULL)::DOUBLE AS both, count(DISTINCT ${person})::DOUBLE AS people,
       count(DISTINCT item)::DOUBLE AS items, count(DISTINCT order_no)::DOUBLE AS orders, strftime(min(moment), '%Y-%m-%dT%H:%M:%SZ') AS first, strftime(max(moment), '%Y-%m-%dT%H:%M:%SZ') AS last FROM events`,
  )
  const share = (n: number) => (whole.n > 0 ? n / whole.n : 0)
  const { visits, events } = await engine.one<{ visits: number; events: number }>(
    `SELECT count(*) FILTER (fresh)::DOUBLE AS visits, count(*)::DOUBLE AS events FROM (
       SELECT coalesce(moment - lag(moment) OVER (PARTITION BY ${person} ORDER BY moment) > INTERVAL 30 MINUTE, true) AS fresh FROM events WHERE moment IS NOT NULL AND ${person} IS NOT NULL)`,
  )
  const kinds = await engine.all<{ kind: string; count: number }>(
    `SELECT coalesce(kind, 'unknown') AS kind, count(*)::DOUBLE AS count FROM events GROUP BY 1 ORDER BY count DESC, kind`,
  )
  const days = await engine.all<{ day: string; count: number }>(
    `SELECT * FROM (SELECT strftime(moment, '%Y-%m-%d') AS day, count(*)::DOUBLE AS count FROM events WHERE moment IS NOT NULL GROUP BY 1 ORDER BY day DESC LIMIT 400) ORDER BY day`,
  )
  return {
    kinds: kinds.map(({ kind, count }) => ({ kind, count, share: share(count) })),
    identity: {
      customer: share(whole.customer),
      visitor: share(whole.visitor),
      both: share(whole.both),
      neither: share(whole.n - whole.customer - whole.visitor + whole.both),
    },
    people: whole.people,
    items: whole.items,
    orders: whole.orders,
    visits: { count: visits, eventsEach: visits > 0 ? events / visits : 0 },
    first: whole.first,
    last: whole.last,
    days,
  }
}
