import assert from 'node:assert/strict'
import fc from 'fast-check'
import { deviceClasses, type Event, eventKinds } from '../contract/event.ts'
import { event, type StoreUnderTest } from './fixtures/store-under-test.ts'
import type { EventTable, ImportProgress } from './store.ts'

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const id = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }).filter((text) => text.length <= 128),
)
const amount = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }))

/** Events of few people and products, so that they meet; ids often repeat. */
const events: fc.Arbitrary<Event[]> = fc
  .array(
    fc.record({
      id: fc.oneof(fc.integer({ min: 0, max: 12 }).map(String), id),
      kind: fc.constantFrom(...eventKinds),
      timeMs: fc.integer({ min: 0, max: 40 }).map((n) => Date.UTC(2026, 0, 1) + n),
      user: some(id),
      visitor: some(id),
      item: some(id),
      order: some(id),
      quantity: some(amount),
      price: some(amount),
      rating: some(amount),
      query: some(fc.string()),
      list: some(id),
      position: some(fc.nat()),
      device: some(fc.constantFrom(...deviceClasses)),
    }),
    { maxLength: 30 },
  )
  .map((list) => list.map(said))

/** Absent fields are absent, and −0 is 0: no shop means the difference. */
function said(event: object): Event {
  const entries = Object.entries(event).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, Object.is(value, -0) ? 0 : value])) as unknown as Event
}

/** The log as a plain array keeps it: the first of an id stays. */
function firsts(list: readonly Event[]): Event[] {
  const seen = new Set<string>()
  return list.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** A table with its ids in place of their numbers. */
function rowsOf(table: EventTable): unknown[] {
  const word = (ids: string[], at: number | undefined) => (at === undefined || at < 0 ? undefined : ids[at])
  const number = (value: number | undefined) => (Number.isNaN(value) ? undefined : value)
  return Array.from({ length: table.length }, (_, at) =>
    said({
      kind: eventKinds[table.kind[at]!],
      timeMs: table.timeMs[at],
      user: word(table.users, table.user[at]),
      visitor: word(table.visitors, table.visitor[at]),
      item: word(table.items, table.item[at]),
      order: word(table.orders, table.order[at]),
      quantity: number(table.quantity[at]),
      price: number(table.price[at]),
      rating: number(table.rating[at]),
      device: deviceClasses[table.device?.[at] ?? -1],
    }),
  )
}

const asRow = ({ id: _, query: __, list: ___, position: ____, ...row }: Event) => row

const progressOf = (over: Partial<ImportProgress> = {}): ImportProgress => ({
  fingerprint: 'f',
  source: 'orders.csv',
  rowsRead: 0,
  counts: { accepted: 0, merged: 0, rejected: 0, setAside: 0 },
  reasons: {},
  rejectBytes: 0,
  done: false,
  startedMs: 1,
  ...over,
})

/** What a log must do: nothing twice, nothing lost, told by person, by moment and by import. */
export function eventsContract({ say, withStore }: StoreUnderTest): void {
  say('events stored in any batches read as if stored at once, and sending again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat(30), { maxLength: 4 }), async (list, cuts) => {
        await withStore(async (store) => {
          const edges = [0, ...cuts.map((cut) => Math.min(cut, list.length)).sort((a, b) => a - b), list.length]
          let accepted = 0
          for (let n = 1; n < edges.length; n++)
            accepted += (await store.append(list.slice(edges[n - 1], edges[n]))).accepted
          const want = firsts(list)
          assert.equal(accepted, want.length)
          assert.deepEqual(rowsOf(await store.readEvents({ devices: true })), want.map(asRow))
          const again = await store.append(list)
          assert.equal(again.accepted, 0)
          assert.equal(again.known.length + again.earlier.length, list.length)
          assert.equal(await store.countEvents(), want.length)
        })
      }),
      { numRuns: 40 },
    )
  })

  say('rows of a file remember their line, also behind an erasure; rows that were sent have none', () =>
    withStore(async (store) => {
      const of = (id: string, over: Partial<Event> = {}) => event({ id, ...over })
      await store.append([of('sent'), of('too', { user: 'bob' })])
      const orders = progressOf({ source: 'orders.csv' })
      await store.append([of('a'), of('b', { user: 'bob' }), of('c')], { progress: orders, lines: [2, 3, 5] })
      // what is stored already keeps the line it came with
      await store.append([of('c'), of('d')], { progress: orders, lines: [6, 7] })
      const views = progressOf({ fingerprint: 'g', source: 'views.csv' })
      await store.append([of('e')], { progress: views, lines: Uint32Array.of(2) })
      const places = async () => {
        const { sources, length } = await store.readEvents({ sources: true })
        return Array.from({ length }, (_, row) => {
          const file = sources?.files[sources.fileOf(row)]
          return file === undefined ? undefined : `${file}:${sources?.lineOf(row)}`
        })
      }
      const bobs = [undefined, 'orders.csv:3']
      const others = [undefined, 'orders.csv:2', 'orders.csv:5', 'orders.csv:7', 'views.csv:2']
      assert.deepEqual(await places(), [others[0], bobs[0], others[1], bobs[1], ...others.slice(2)])
      await store.deleteUser('bob')
      assert.deepEqual(await places(), others)
      assert.equal((await store.readEvents()).sources, undefined, 'only where it is asked for')
    }),
  )

  say("a person's events are those of a plain list, newest first", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        some(id),
        some(id),
        fc.integer({ min: 1, max: 8 }),
        async (list, user, visitor, limit) => {
          await withStore(async (store) => {
            await store.append(list)
            const want = firsts(list)
              .map((event, seq) => ({ event, seq }))
              .filter(
                ({ event }) =>
                  (user !== undefined && event.user === user) || (visitor !== undefined && event.visitor === visitor),
              )
              .sort((a, b) => b.event.timeMs - a.event.timeMs || b.seq - a.seq)
              .slice(0, limit)
              .map(({ event }) => event)
            const who = { ...(user !== undefined && { user }), ...(visitor !== undefined && { visitor }) }
            assert.deepEqual(await store.eventsOf(who, { limit }), want)
          })
        },
      ),
      { numRuns: 40 },
    )
  })

  say('who was ever signed in on a browser is known, each once', () =>
    withStore(async (store) => {
      const { user: _, ...signedOut } = event({ id: '4', visitor: 'b' })
      const on = (id: string, visitor: string, user: string) => event({ id, visitor, user })
      await store.append([
        on('1', 'b', 'ann'),
        on('2', 'b', 'ann'),
        on('3', 'b', 'bob'),
        signedOut,
        on('5', 'c', 'eve'),
      ])
      assert.deepEqual((await store.usersOn('b')).sort(), ['ann', 'bob'])
      assert.deepEqual([await store.usersOn('c'), await store.usersOn('nobody')], [['eve'], []])
    }),
  )

  say('what came after a moment can be asked for alone', () =>
    withStore(async (store) => {
      await store.append([event({ id: '1' }), event({ id: '2' })])
      const afterSeq = await store.lastSeq()
      await store.append([event({ id: '3' })])
      assert.deepEqual(
        (await store.eventsOf({ user: 'ann' }, { limit: 9, afterSeq })).map(({ id }) => id),
        ['3'],
      )
      assert.ok((await store.lastSeq()) > afterSeq)
      assert.equal((await store.readEvents()).untilSeq, await store.lastSeq())
    }),
  )

  say('a repeat inside an import is told from what was stored before it', () =>
    withStore(async (store) => {
      await store.append([event({ id: 'old' })])
      const progress = progressOf()
      await store.append([event({ id: 'x' })], { progress })
      const second = await store.append(
        [event({ id: 'old' }), event({ id: 'x' }), event({ id: 'y' }), event({ id: 'y' })],
        {
          progress,
        },
      )
      assert.deepEqual(second, { accepted: 1, earlier: [1, 3], known: [0] })
    }),
  )

  say('progress is stored with its rows or not at all', () =>
    withStore(async (store) => {
      const progress = progressOf({ rowsRead: 2 })
      const stop = new Error('stop')
      await assert.rejects(
        store.append([event({ id: '1' })], {
          progress,
          items: [{ id: 'tea', title: 'Tea' }],
          onStored() {
            throw stop
          },
        }),
        stop,
      )
      assert.equal(await store.countEvents(), 0)
      assert.equal(await store.importProgress('f'), undefined)
      assert.equal(await store.item('tea'), undefined)
      await store.append([event({ id: '1' })], {
        progress,
        onStored: ({ accepted }) => {
          progress.counts.accepted += accepted
        },
      })
      assert.equal((await store.importProgress('f'))?.counts.accepted, 1)
      assert.deepEqual(await store.imports(), [progress])
    }),
  )
}
