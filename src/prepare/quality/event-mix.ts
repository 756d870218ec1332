import type { Engine } from '../engine.ts'
import { type EventColumn, person } from './events-table.ts'

/** So many of something, and its share of all. */
export interface Counted {
  count: number
  share: number
}

/** How many events each of something has: "1", "2", "3 to 5" and so on. */
export type Sizes = ({ events: string } & Counted)[]

/** Events that share a value, as those of one country. */
export interface EventsOf extends Counted {
  value: string
  people: number
  /** share of these events by kind */
  kinds: Record<string, number>
}

/** What the events are, taken together. */
export interface EventMix {
  kinds: ({ kind: string } & Counted)[]
  /** share of rows that name a customer, a visitor, both, neither */
  identity: { customer: number; visitor: number; both: number; neither: number }
  people: number
  items: number
  orders: number
  /** visits end after half an hour without anything */
  visits: {
    count: number
    eventsEach: number
    /** half of the visits are no longer, minutes from the first to the last event */
    medianMinutes: number
    sizes: Sizes
    /** visits in which it is done at least once */
    reaching: ({ kind: string } & Counted)[]
  }
  /** where the source tells browsers apart */
  browsers?: {
    count: number
    eventsEach: number
    /** share of browsers on which a customer signs in, and on which several do */
    signedIn: number
    shared: number
    sizes: Sizes
  }
  /** where the source says with what people came; at most ten, the largest first */
  devices?: EventsOf[]
  countries?: EventsOf[]
  first: string | null
  last: string | null
  /** events a day, oldest first, at most 400 days */
  days: { day: string; count: number }[]
}

const nParts = 10

export async function eventMix(engine: Engine, filled: ReadonlySet<EventColumn>): Promise<EventMix> {
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
    visits: await visitsOf(engine),
    ...(filled.has('visitor') && { browsers: await browsersOf(engine) }),
    ...(filled.has('device') && { devices: await eventsBy(engine, 'device', whole.n) }),
    ...(filled.has('country') && { countries: await eventsBy(engine, 'country', whole.n) }),
    first: whole.first,
    last: whole.last,
    days,
  }
}

async function visitsOf(engine: Engine): Promise<EventMix['visits']> {
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE visit AS
     WITH steps AS (SELECT ${person} AS who, moment, kind, line,
         coalesce(moment - lag(moment) OVER (PARTITION BY ${person} ORDER BY moment, line) > INTERVAL 30 MINUTE, true) AS fresh
         FROM events WHERE moment IS NOT NULL AND ${person} IS NOT NULL)
     SELECT count(*) AS n, epoch(max(moment) - min(moment)) / 60 AS minutes, list(DISTINCT kind) AS kinds
     FROM (SELECT *, sum(fresh::INTEGER) OVER (PARTITION BY who ORDER BY moment, line) AS nth FROM steps) GROUP BY who, nth`,
  )
  const { count, events, minutes } = await engine.one<Record<'count' | 'events' | 'minutes', number | null>>(
    `SELECT count(*)::DOUBLE AS count, sum(n)::DOUBLE AS events, median(minutes) AS minutes FROM visit`,
  )
  const n = count ?? 0
  const reaching = await engine.all<{ kind: string; count: number }>(
    `SELECT kind, count(*)::DOUBLE AS count FROM (SELECT unnest(kinds) AS kind FROM visit) WHERE kind IS NOT NULL GROUP BY kind ORDER BY count DESC, kind`,
  )
  return {
    count: n,
    eventsEach: n > 0 ? (events ?? 0) / n : 0,
    medianMinutes: minutes ?? 0,
    sizes: await sizesOf(engine, 'visit', n),
    reaching: reaching.map(({ kind, count }) => ({ kind, count, share: n > 0 ? count / n : 0 })),
  }
}

async function browsersOf(engine: Engine): Promise<NonNullable<EventMix['browsers']>> {
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE browser AS SELECT count(*) AS n, count(DISTINCT customer) AS customers FROM events WHERE visitor IS NOT NULL GROUP BY visitor`,
  )
  const { count, events, signedIn, shared } = await engine.one<
    Record<'count' | 'events' | 'signedIn' | 'shared', number>
  >(
    `SELECT count(*)::DOUBLE AS count, sum(n)::DOUBLE AS events, avg((customers > 0)::INTEGER) AS signedIn, avg((customers > 1)::INTEGER) AS shared FROM browser`,
  )
  return { count, eventsEach: events / count, signedIn, shared, sizes: await sizesOf(engine, 'browser', count) }
}

/** How many rows of a table have so many events (`n`). */
async function sizesOf(engine: Engine, table: string, total: number): Promise<Sizes> {
  const sizes = await engine.all<{ events: string; count: number }>(
    `SELECT events, count(*)::DOUBLE AS count FROM (SELECT CASE WHEN n <= 2 THEN n::VARCHAR WHEN n <= 5 THEN '3 to 5' WHEN n <= 10 THEN '6 to 10'
       WHEN n <= 20 THEN '11 to 20' WHEN n <= 50 THEN '21 to 50' ELSE 'over 50' END AS events, n FROM ${table}) GROUP BY events ORDER BY min(n)`,
  )
  return sizes.map(({ events, count }) => ({ events, count, share: count / total }))
}

async function eventsBy(engine: Engine, column: 'device' | 'country', total: number): Promise<EventsOf[]> {
  const parts = await engine.all<{ value: string; count: number; people: number; kinds: string }>(
    `SELECT value, sum(n)::DOUBLE AS count, any_value(people)::DOUBLE AS people, json_group_object(kind, n / count)::VARCHAR AS kinds FROM (
       SELECT *, sum(n) OVER (PARTITION BY value) AS count FROM (
         SELECT left(${column}, 80) AS value, coalesce(kind, 'unknown') AS kind, count(*) AS n FROM events WHERE ${column} IS NOT NULL GROUP BY ALL)
       JOIN (SELECT left(${column}, 80) AS value, count(DISTINCT ${person}) AS people FROM events GROUP BY ALL) USING (value) ORDER BY value, kind)
     GROUP BY value ORDER BY count DESC, value LIMIT ${nParts}`,
  )
  return parts.map(({ value, count, people, kinds }) => ({
    value,
    count,
    share: count / total,
    people,
    kinds: JSON.parse(kinds),
  }))
}
