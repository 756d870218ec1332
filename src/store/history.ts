import type { Connection } from './connection.ts'
import { type EventRow, eventOf } from './records.ts'
import type { Store } from './store.ts'

/** Questions to the event log that one person, or nobody in particular, is asked about. */
export function history({ db, read }: Connection): Pick<Store, 'eventsOf' | 'usersOn' | 'countEvents' | 'lastSeq'> {
  return {
    eventsOf: ({ user, visitor }, { limit, afterSeq = 0 }) =>
      read(async () => {
        const rows: (EventRow & { seq: number })[] = []
        for (const [who, id] of [
          ['users', user],
          ['visitors', visitor],
        ] as const) {
          if (id === undefined) continue
          const key = await db.selectFrom(who).select('key').where('id', '=', id).executeTakeFirst()
          if (!key) continue
          rows.push(
            ...(await db
              .selectFrom('events')
              .leftJoin('items', 'items.key', 'events.item_key')
              .leftJoin('users', 'users.key', 'events.user_key')
              .leftJoin('visitors', 'visitors.key', 'events.visitor_key')
              .leftJoin('orders', 'orders.key', 'events.order_key')
              .select([
                'events.seq',
                'events.id',
                'events.kind',
                'events.time_ms',
                'users.id as user',
                'visitors.id as visitor',
                'items.id as item',
                'orders.id as order',
                'events.quantity',
                'events.price',
                'events.rating',
                'events.query',
                'events.list',
                'events.position',
                'events.device',
              ])
              .where(who === 'users' ? 'events.user_key' : 'events.visitor_key', '=', key.key)
              .where('events.seq', '>', afterSeq)
              .orderBy('events.time_ms', 'desc')
              .orderBy('events.seq', 'desc')
              .limit(limit)
              .execute()),
          )
        }
        const seen = new Set<number>()
        return rows
          .sort((a, b) => b.time_ms - a.time_ms || b.seq - a.seq)
          .filter(({ seq }) => !seen.has(seq) && seen.add(seq))
          .slice(0, limit)
          .map(({ seq: _, ...row }) => eventOf(row))
      }),

    usersOn(visitor: string): Promise<string[]> {
      return read(async () => {
        const rows = await db
          .selectFrom('events')
          .innerJoin('visitors', 'visitors.key', 'events.visitor_key')
          .innerJoin('users', 'users.key', 'events.user_key')
          .select('users.id')
          .distinct()
          .where('visitors.id', '=', visitor)
          .execute()
        return rows.map(({ id }) => id)
      })
    },

    countEvents(): Promise<number> {
      return read(async () => {
        const { n } = await db
          .selectFrom('events')
          .select((at) => at.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
        return n
      })
    },

    lastSeq(): Promise<number> {
      return read(async () => {
        const { seq } = await db
          .selectFrom('events')
          .select((at) => at.fn.max('seq').as('seq'))
          .executeTakeFirstOrThrow()
        return seq ?? 0
      })
    },
  }
}
