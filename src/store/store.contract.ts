import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Event, eventKinds } from '../contract/event.ts'
import type { EventTable, ImportProgress, ModelVersion, Store, StoredRun } from './store.ts'

/** Opens an empty store, and the same one again when called with the name it was given before. */
export type Opener = (name: string) => Promise<Store>

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
    }),
  )
}

const asRow = ({ id: _, query: __, list: ___, position: ____, ...row }: Event) => row

const event = (over: Partial<Event> & { id: string }): Event => ({
  kind: 'view',
  timeMs: Date.UTC(2026, 0, 1),
  user: 'ann',
  item: 'tea',
  ...over,
})

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

/** What every store must do, whatever it keeps its rows in. */
export function storeContract(what: string, open: Opener): void {
  let opened = 0
  const fresh = () => open(`store-${++opened}`)
  /** Runs with an empty store that is closed again. */
  const withStore = async (work: (store: Store) => Promise<void>) => {
    const store = await fresh()
    try {
      await work(store)
    } finally {
      await store.close()
    }
  }
  const say = (name: string, work: () => Promise<void>) => test(`${what}: ${name}`, work)

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
          assert.deepEqual(rowsOf(await store.readEvents()), want.map(asRow))
          const again = await store.append(list)
          assert.equal(again.accepted, 0)
          assert.equal(again.known.length + again.earlier.length, list.length)
          assert.equal(await store.countEvents(), want.length)
        })
      }),
      { numRuns: 40 },
    )
  })

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

  say('files describe products as they go: the first word stays, gaps are filled, names are counted', () =>
    withStore(async (store) => {
      const before = await store.catalogueVersion()
      await store.append([event({ id: '1' })], {
        items: [{ id: 'tea', title: 'Green tea' }],
        users: [{ id: 'ann', country: 'Japan' }],
        titles: [{ item: 'tea', title: 'Green tea', count: 2 }],
      })
      await store.append([], {
        items: [{ id: 'tea', title: 'TEA', brand: 'Uji' }],
        users: [{ id: 'ann', country: 'France', city: 'Kyoto' }],
        titles: [
          { item: 'tea', title: 'Green tea', count: 1 },
          { item: 'tea', title: 'TEA', count: 5 },
        ],
      })
      assert.deepEqual(await store.item('tea'), { id: 'tea', title: 'Green tea', brand: 'Uji' })
      assert.deepEqual(await store.user('ann'), { id: 'ann', country: 'Japan', city: 'Kyoto' })
      assert.deepEqual(await store.titleCounts(), [
        { item: 'tea', title: 'Green tea', count: 3 },
        { item: 'tea', title: 'TEA', count: 5 },
      ])
      await store.retitle([
        { item: 'tea', title: 'Green Tea' },
        { item: 'unknown', title: '?' },
      ])
      assert.deepEqual(await store.allItems(), [{ id: 'tea', title: 'Green Tea', brand: 'Uji' }])
      assert.ok((await store.catalogueVersion()) > before)
    }),
  )

  say('a product put is replaced whole, comes back as it was, and leaves when deleted while its events stay', () =>
    withStore(async (store) => {
      const tea = {
        id: 'tea',
        title: 'Tea',
        price: 0,
        available: false,
        attributes: { organic: true, grams: 50, tags: ['a'] },
      }
      await store.putItems([{ id: 'tea', title: 'old', brand: 'gone' }])
      await store.putItems([tea, { id: 'cup' }])
      assert.deepEqual(await store.itemsById(['cup', 'none', 'tea']), [{ id: 'cup' }, undefined, tea])
      await store.append([event({ id: '1' })])
      const version = await store.catalogueVersion()
      assert.equal(await store.deleteItem('tea'), true)
      assert.ok((await store.catalogueVersion()) > version)
      assert.equal(await store.deleteItem('tea'), false)
      assert.equal(await store.item('tea'), undefined)
      assert.deepEqual((await store.readEvents()).items.includes('tea'), true)
      await store.putItems([{ id: 'tea' }])
      assert.deepEqual(await store.item('tea'), { id: 'tea' }, 'nothing of its former life comes back')
    }),
  )

  say('an erased customer is gone with all they did, and is remembered only as a hash', () =>
    withStore(async (store) => {
      await store.putUsers([{ id: 'ann', country: 'Japan', birthYear: 1990 }])
      await store.append([event({ id: '1' }), event({ id: '2', user: 'bob' }), event({ id: '3', visitor: 'v' })])
      assert.equal(await store.deleteUser('ann'), true)
      assert.equal(await store.deleteUser('ann'), false)
      assert.equal(await store.user('ann'), undefined)
      assert.deepEqual(await store.eventsOf({ user: 'ann', visitor: 'v' }, { limit: 9 }), [])
      const table = await store.readEvents()
      assert.deepEqual(table.users, ['bob'])
      assert.equal(table.length, 1)
      assert.deepEqual(await store.erasures(), new Set([createHash('sha256').update('ann').digest('hex')]))
    }),
  )

  say('that two are one person is kept once, taken back whole, and forgotten with either of them', () =>
    withStore(async (store) => {
      await store.putUsers([{ id: 'bob' }])
      assert.equal(await store.mergeUsers('bob', 'ann'), true)
      assert.equal(await store.mergeUsers('ann', 'bob'), false)
      assert.equal(await store.mergeUsers('ann', 'ann'), false)
      assert.equal(await store.mergeUsers('cem', 'visitor:v'), true)
      assert.deepEqual(await store.merges(), [
        ['ann', 'bob'],
        ['cem', 'visitor:v'],
      ])
      assert.equal(await store.unmergeUsers('visitor:v', 'cem'), true)
      assert.equal(await store.unmergeUsers('visitor:v', 'cem'), false)
      await store.deleteUser('bob')
      assert.deepEqual(await store.merges(), [])
    }),
  )

  say('variants are told with their parents while they are in the catalogue', () =>
    withStore(async (store) => {
      await store.putItems([{ id: 'cup' }, { id: 'red-cup', parent: 'cup' }, { id: 'mug', parent: 'set' }])
      assert.deepEqual(
        await store.parents(),
        new Map([
          ['mug', 'set'],
          ['red-cup', 'cup'],
        ]),
      )
      await store.deleteItem('mug')
      assert.deepEqual([...(await store.parents()).keys()], ['red-cup'])
    }),
  )

  say('the last version published is live, and publishing an older one rolls back', () =>
    withStore(async (store) => {
      const model = (version: string, createdMs: number): ModelVersion => ({
        version,
        createdMs,
        algorithm: 'ials',
        options: { dim: 64 },
        seed: 1,
        snapshot: 's',
        hash: 'h',
        file: `models/${version}.osm`,
      })
      assert.equal(await store.published(), undefined)
      await store.addModel(model('one', 1))
      await store.addModel(model('two', 2))
      assert.equal(await store.published(), undefined)
      await store.publish('one', 10)
      await store.publish('two', 20)
      assert.deepEqual(await store.published(), { ...model('two', 2), publishedMs: 20 })
      await store.publish('one', 30)
      assert.equal((await store.published())?.version, 'one')
      assert.deepEqual(
        (await store.models()).map(({ version }) => version),
        ['two', 'one'],
      )
    }),
  )

  say('keys and snapshots come back as they were', () =>
    withStore(async (store) => {
      const key = { prefix: 'pk_1', hash: 'h', scope: 'public' as const, createdMs: 5 }
      await store.addKey(key)
      assert.deepEqual(await store.keys(), [key])
      assert.equal(await store.deleteKey('pk_1'), true)
      assert.equal(await store.deleteKey('pk_1'), false)
      const snapshot = (name: string, createdMs: number) => ({
        snapshot: name,
        createdMs,
        file: `snapshots/${name}.osm`,
        untilSeq: 3,
        config: { minItems: 2 },
        steps: [],
      })
      await store.addSnapshot(snapshot('a', 1))
      await store.addSnapshot(snapshot('b', 2))
      assert.deepEqual(await store.snapshot(), snapshot('b', 2))
      assert.deepEqual(await store.snapshot('a'), snapshot('a', 1))
      assert.equal(await store.snapshot('c'), undefined)
      assert.deepEqual(await store.snapshots(), [snapshot('b', 2), snapshot('a', 1)])
    }),
  )

  say('evaluations come back as they were, newest first', () =>
    withStore(async (store) => {
      const run = (name: string, createdMs: number): StoredRun => ({
        run: name,
        createdMs,
        version: '0.1.0',
        snapshot: 's',
        catalogueVersion: 2,
        request: { split: 'time', holdoutDays: 28 },
        protocol: { split: 'time', splitHash: 'h' },
        results: [{ model: 'ials', options: { dim: 8 }, metrics: { 'ndcg@10': { value: 0.1, low: 0, high: 1 / 3 } } }],
        splitFile: `runs/${name}.tsv.gz`,
        report: '/tmp/report.html',
      })
      await store.addRun(run('a', 1))
      await store.addRun(run('b', 2))
      assert.deepEqual(await store.runs(), [run('b', 2), run('a', 1)])
      assert.deepEqual(await store.run('a'), run('a', 1))
      assert.equal(await store.run('c'), undefined)
      await assert.rejects(store.addRun(run('a', 3)))
    }),
  )

  say('everything is there after closing and opening again, and found whole', async () => {
    const name = 'twice'
    const first = await open(name)
    await first.append([event({ id: '1', quantity: 0.1 })], { items: [{ id: 'tea', title: 'Tea' }] })
    const before = await first.readEvents()
    await first.close()
    const second = await open(name)
    assert.deepEqual(await second.readEvents(), before)
    assert.deepEqual(await second.item('tea'), { id: 'tea', title: 'Tea' })
    assert.deepEqual(await second.check(), [])
    await second.close()
  })

  say('calls that overlap wait for each other', () =>
    withStore(async (store) => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.append([event({ id: String(n % 5) }), event({ id: `own-${n}` })])),
      )
      assert.equal(
        results.reduce((sum, { accepted }) => sum + accepted, 0),
        25,
      )
      assert.equal(await store.countEvents(), 25)
    }),
  )
}
