import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { openStore } from '../open.ts'
import { effectsOf } from './effects-of.ts'
import { ledgerOf } from './ledger-of.ts'
import { preparationOf } from './preparation-of.ts'
import { prepare } from './prepare.ts'
import { quarantineOf } from './quarantine-of.ts'

const startMs = Date.UTC(2026, 0, 1)
const event = (n: number, rest: Partial<Event>): Event => ({
  id: `e${n}`,
  kind: 'purchase',
  timeMs: startMs + n * 30_000,
  ...rest,
})

/** Forty views at one beat on a browser, one of staff, an order that is called a test, a line nobody buys, and two shoppers. */
const events: Event[] = [
  ...Array.from({ length: 40 }, (_, n) => event(n, { kind: 'view', visitor: 'beat', item: `i${n % 3}` })),
  event(50, { user: 'staff-1', visitor: 'till', item: 'i1', order: 'A1' }),
  event(51, { visitor: 'till', kind: 'view', item: 'i2' }),
  event(52, { user: 'bob', item: 'i2', order: 'test-9' }),
  event(53, { user: 'ann', item: 'i1', order: 'A2', quantity: 2e6 }),
  event(54, { user: 'ann', item: 'i2', order: 'A3', quantity: 1, price: 3 }),
  event(55, { user: 'cem', item: 'i1', order: 'A4', quantity: 1 }),
]

async function withShop(visit: (shop: { store: Store; dataDir: string; now: () => number }) => Promise<void>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-release-'))
  const store = await openStore(dataDir)
  let clock = startMs + 1e9
  try {
    await store.append(events)
    await visit({ store, dataDir, now: () => (clock += 60_000) })
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
}

test('the quarantine names who is in it, for what, with their rows; what a signed-out browser did is its owner’s', () =>
  withShop(async (shop) => {
    await prepare(shop)
    const { people, rows, suspects, limit, released } = await quarantineOf(shop.store, shop.dataDir)
    assert.deepEqual([people, rows, limit, released], [4, 44, 0.5, []])
    assert.deepEqual(
      suspects.map(({ who, step, rows, did, releasable }) => [who, step, rows, did, releasable]),
      [
        ['visitor:beat', 'bots', 40, { view: 40 }, true],
        ['staff-1', 'staff-and-tests', 2, { purchase: 1, view: 1 }, true],
        ['ann', 'quantities', 1, { purchase: 1 }, false],
        ['order:test-9', 'staff-and-tests', 1, { purchase: 1 }, true],
      ],
    )
    const [beat] = suspects
    // rate 40 / 500, one beat
    assert.deepEqual([beat?.score, beat?.first.slice(0, 16)], [1.08, '2026-01-01T00:00'])
    assert.deepEqual(beat?.examples[0], { source: null, row: 1, said: '2026-01-01 00:00, beat view i0' })
    assert.equal((await quarantineOf(shop.store, shop.dataDir, { limit: 1 })).suspects.length, 1)
  }))

test('a release holds through every later preparation, is in the ledger and in the configuration, and can be taken back', () =>
  withShop(async (shop) => {
    const { store, dataDir } = shop
    const first = await prepare(shop)
    const said = await effectsOf(store, dataDir, { verb: 'release', of: 'visitor:beat' })
    assert.deepEqual([said.rows, said.models, said.done, await store.releases()], [40, [], false, []])

    const freed = await prepare({ ...shop, release: ['visitor:beat', 'order:test-9'] })
    assert.deepEqual([freed.freed, freed.interactions - first.interactions], [41, 41])
    const { lines } = await ledgerOf(store, dataDir, { person: 'beat', limit: 9 })
    assert.deepEqual(
      lines.map(({ step, field, before, why }) => [step, field, before, why]),
      [['bots', 'quarantine', 'acts like a machine, 1.08 of 4: rhythm 1.00', 'released by hand']],
    )
    const { balance } = freed
    assert.equal(balance.read, balance.kept + balance.quarantined)

    for (const config of [{}, { minUserEvents: 1, returnWindowDays: 3 }]) {
      const again = await prepare({ ...shop, config })
      assert.equal(again.interactions, freed.interactions, 'whatever else is asked')
    }
    const kept = await prepare(shop)
    assert.equal((await prepare(shop)).snapshot, kept.snapshot, 'and nothing is prepared twice for it')
    const stored = await store.snapshot()
    assert.deepEqual(stored?.config.released, [], 'names stand where an erasure finds them, not here')

    const model = { createdMs: shop.now(), algorithm: 'popular', options: {}, seed: 1, hash: '', file: '' }
    await store.addModel({ ...model, version: 'v1', snapshot: kept.snapshot })
    await store.publish('v1', shop.now())
    const back = await effectsOf(store, dataDir, { verb: 'unrelease', of: 'visitor:beat' })
    assert.deepEqual(back.models, [{ version: 'v1', live: true }])
    assert.match(back.says, /^visitor:beat is judged again .* v1 among them, which is live/)
    const caught = await prepare({ ...shop, unrelease: ['visitor:beat'] })
    assert.equal(caught.freed, -40)
    await prepare({ ...shop, unrelease: ['order:test-9'] })
    const last = await prepare(shop)
    assert.deepEqual(
      last.steps.map(({ step, hash }) => [step, hash]),
      first.steps.map(({ step, hash }) => [step, hash]),
    )
  }))

test('what cannot be released is refused, and nothing is remembered of it', () =>
  withShop(async (shop) => {
    const refused = (asked: object) =>
      prepare({ ...shop, ...asked }).then(
        () => assert.fail('nothing was refused'),
        (error) => (error instanceof Fault ? `${error.code}: ${error.message}` : Promise.reject(error)),
      )
    assert.match(await refused({ release: ['ann'] }), /^not-ready: nothing was prepared yet/)
    await prepare(shop)
    assert.match(await refused({ release: ['ann'] }), /^not-found: release: got "ann", want somebody in quarantine/)
    assert.match(await refused({ unrelease: ['ann'] }), /^not-found: unrelease: got "ann", want .*: none/)
    assert.deepEqual(await shop.store.releases(), [])
  }))

test('whoever is erased is named no longer, though the ledger was written before', () =>
  withShop(async (shop) => {
    const { store, dataDir } = shop
    await prepare(shop)
    await store.deleteUser('staff-1')
    const { suspects } = await quarantineOf(store, dataDir)
    assert.deepEqual(
      suspects.map(({ who }) => who),
      ['visitor:beat', 'ann', 'order:test-9'],
    )
    const { steps } = await preparationOf(store, dataDir)
    const { lines } = await ledgerOf(store, dataDir, { limit: 100 })
    assert.ok(lines.length > 40)
    assert.ok(!/staff-1/.test(JSON.stringify([steps.map(({ reasons }) => reasons), lines])))
  }))
