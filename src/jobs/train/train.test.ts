import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { algorithms } from '../../model/algorithms.ts'
import { rng } from '../../numbers/rng.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { type Live, openLive } from '../live/live.ts'
import { openStore } from '../open.ts'
import { readModelFile } from './model-file.ts'
import { listModels, publish, rollback } from './publish.ts'
import { type TrainRequest, train } from './train.ts'

const dayMs = 86_400_000
const shop = freshShop()

/** Sixty people of two tastes, who look at many things and buy some of them; more people than things. */
function shopLog(): Event[] {
  const random = rng(3)
  const events: Event[] = []
  for (let u = 0; u < 60; u++)
    for (let k = 0; k < 12; k++) {
      const item = `${u % 2 === 0 ? 'tea' : 'lamp'}-${Math.floor(random() * 10)}`
      const bought = random() < 0.3
      events.push({
        id: `${u}-${k}`,
        kind: bought ? 'purchase' : 'view',
        timeMs: Date.UTC(2026, 0, 1) + k * dayMs + u * 1000,
        user: `user-${u}`,
        item,
        ...(bought && { quantity: 1, price: 5 }),
      })
    }
  return events
}

const fit = (more: Partial<TrainRequest> = {}) =>
  train({ ...shop, model: 'item-knn', threads: 1, gate: false, ...more })
const files = async () => (await readdir(join(shop.dataDir, 'models')).catch(() => [])).sort()

// this shop has no text model
const withoutTextModel = Object.values(algorithms).filter(
  ({ needs, defaults }) => !needs?.(defaults).includes('embeddings'),
)
for (const { name: model } of withoutTextModel)
  test(`${model}: the same snapshot, options and seed give the same file, whenever it is trained`, async () => {
    await shop.store.append(shopLog())
    const options = model === 'ials' ? { dim: 8, epochs: 2 } : {}
    const first = await fit({ model, options, seed: 5, now: () => Date.UTC(2026, 1, 1) })
    const again = await fit({ model, options, seed: 5, now: () => Date.UTC(2027, 1, 1), threads: 2 })
    assert.equal(again.hash, first.hash)
    assert.notEqual(again.version, first.version)
    if (model === 'ials') assert.notEqual((await fit({ model, options, seed: 6 })).hash, first.hash, 'the seed counts')
    await shop.store.append([
      {
        id: 'one-more',
        kind: 'purchase',
        timeMs: Date.UTC(2026, 0, 20),
        user: 'user-1',
        item: 'tea-1',
        quantity: 1,
        price: 5,
      },
    ])
    assert.notEqual((await fit({ model, options, seed: 5 })).hash, first.hash, 'the data counts')
  })

test('a version is listed, published unless told not to, and rolled back step by step', async () => {
  await shop.store.append(shopLog())
  const a = await fit({ now: () => 1e12 })
  const b = await fit({ now: () => 2e12 })
  const hidden = await fit({ publish: false, now: () => 3e12 })
  const c = await fit({ now: () => 4e12 })
  const live = async () => (await listModels(shop.store)).filter((model) => model.live).map(({ version }) => version)
  assert.deepEqual(
    (await listModels(shop.store)).map(({ version }) => version),
    [c.version, hidden.version, b.version, a.version],
  )
  assert.deepEqual(await live(), [c.version])
  assert.equal(
    (await rollback(shop.store, shop.dataDir, 5e12)).to.version,
    b.version,
    'past the one that never was live',
  )
  assert.equal(
    (await rollback(shop.store, shop.dataDir, 6e12)).to.version,
    a.version,
    'rolling back again goes further back',
  )
  await assert.rejects(
    rollback(shop.store, shop.dataDir, 7e12),
    (error) => error instanceof Fault && error.code === 'not-ready',
  )
  await publish(shop.store, shop.dataDir, hidden.version, 8e12)
  assert.deepEqual(await live(), [hidden.version])
})

test('stopped at any moment, training leaves the store as it was and no file', async () => {
  await shop.store.append(shopLog())
  await fit({ publish: false })
  const before = await files()
  let steps = 0
  await fit({ publish: false, onProgress: () => steps++ })
  const after = await files()
  assert.equal(after.length, before.length + 1)
  for (let at = 0; at <= steps; at++) {
    const controller = new AbortController()
    let seen = 0
    const stop = () => controller.abort(new Fault('cancelled', 'stopped'))
    if (at === 0) stop()
    await assert.rejects(
      fit({ publish: false, signal: controller.signal, onProgress: () => ++seen === at && stop() }),
      (error) => error instanceof Fault && error.code === 'cancelled',
    )
    assert.deepEqual(await files(), after)
    assert.equal((await shop.store.models()).length, 2)
  }
})

test('an unknown model, an unknown option and an empty log are refused in words, and leave nothing', async () => {
  const refused = (code: string, message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Fault)
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  }
  await assert.rejects(fit({ model: 'magic' }), refused('bad-request', /got "magic", want one of/))
  await assert.rejects(fit({ options: { colour: 1 } }), refused('bad-request', /colour/))
  await assert.rejects(fit(), refused('bad-data', /./))
  await shop.store.append([{ id: 'x', kind: 'search', timeMs: 1, user: 'u', query: 'tea' }])
  await assert.rejects(fit(), refused('bad-data', /./))
  assert.deepEqual([await files(), await shop.store.models()], [[], []])
})

test('a version knows which products are variants of which, also ones with letters of many bytes', async () => {
  const variants = [
    { id: 'tea-1', parent: 'Tee „grün“ 🍵' },
    { id: 'lamp-2', parent: 'lamp-3' },
  ]
  await shop.store.append(shopLog(), { items: variants })
  const { version } = await fit()
  const kernels = await openKernels({ threads: 1 })
  try {
    const { standsFor } = await readModelFile(join(shop.dataDir, 'models', `${version}.osm`), version, kernels)
    assert.deepEqual(standsFor, new Map(variants.map(({ id, parent }) => [id, parent])))
  } finally {
    await kernels.close()
  }
})

test('live takes up a published model, a changed catalogue and an erasure made by somebody else', async () => {
  await shop.store.append(shopLog())
  const first = await fit()
  const other = await openStore(shop.dataDir)
  const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
  try {
    const list = await ids(live, 'user-0')
    const [top] = list
    assert.equal(live.version, first.version)
    const second = await train({ store: other, dataDir: shop.dataDir, model: 'popular', threads: 1, gate: false })
    await live.refresh()
    assert.equal(live.version, second.version)
    await publish(other, shop.dataDir, first.version, Date.now())
    await live.refresh()
    assert.deepEqual(await ids(live, 'user-0'), list, 'the same version gives the same list')

    await other.putItems([{ id: top as string, available: false }])
    // a reload that took long is not repeated at once; a quick one is
    while ((await ids(live, 'user-0')).includes(top as string)) await live.refresh()

    assert.equal((await live.recommend({ user: 'user-2' })).items[0]?.reason.kind, 'taste')
    await other.deleteUser('user-2')
    await live.refresh()
    assert.equal((await live.recommend({ user: 'user-2' })).items[0]?.reason.kind, 'popular')
  } finally {
    await live.close()
    await other.close()
  }
})

test('what a browser did before its owner signed in counts once, whether training knew of it or not', async () => {
  const log = shopLog()
  const look = (id: string, visitor: string, more: Partial<Event> = {}): Event => ({
    id,
    kind: 'view',
    timeMs: Date.UTC(2026, 0, 2),
    visitor,
    item: 'tea-1',
    ...more,
  })
  // "owned" is user-4's browser, and training gives them what was done on it; "loose" is nobody's
  await shop.store.append([
    ...log,
    look('o1', 'owned', { user: 'user-4', item: 'tea-2' }),
    look('o2', 'owned'),
    look('l1', 'loose'),
  ])
  await fit({ config: { weights: { repeats: 'sum' } } })
  const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
  try {
    const of = async (user: string, visitor?: string) =>
      (await live.recommend({ user, limit: 50, excludeBought: false, ...(visitor && { visitor }) })).items.map(
        ({ score }) => score,
      )
    assert.deepEqual(await of('user-4', 'owned'), await of('user-4'), 'already in the row')
    assert.notDeepEqual(await of('user-4', 'loose'), await of('user-4'), 'news to the row')
    await live.append([look('o3', 'owned')])
    assert.notDeepEqual(await of('user-4', 'owned'), await of('user-4'), 'done since')
  } finally {
    await live.close()
  }
})

test('what was done on a browser counts for nobody once a second person signs in on it', async () => {
  const look = (id: string, more: Partial<Event>): Event => ({
    ...{ id, kind: 'view', timeMs: Date.UTC(2026, 1, 1), visitor: 'till', item: 'tea-1' },
    ...more,
  })
  await shop.store.append([...shopLog(), look('t1', { user: 'user-4' })])
  await fit()
  const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
  try {
    const of = async (user: string, visitor?: string) =>
      (await live.recommend({ user, limit: 50, excludeSeen: true, ...(visitor && { visitor }) })).items.map(
        ({ id }) => id,
      )
    assert.ok((await of('user-4', 'till')).includes('lamp-3'))
    await live.append([look('t2', { item: 'lamp-3' })])
    assert.ok(!(await of('user-4', 'till')).includes('lamp-3'), 'their own browser: they have seen it')
    assert.deepEqual(await of('user-7', 'till'), await of('user-7'), 'it is the browser of user-4')
    await live.append([look('t3', { user: 'user-7' })])
    for (const user of ['user-4', 'user-7']) assert.deepEqual(await of(user, 'till'), await of(user))
    await live.mergeUsers('user-4', 'user-7')
    assert.ok(!(await of('user-4', 'till')).includes('lamp-3'), 'two who are one share nothing')
  } finally {
    await live.close()
  }
})

test('people who are said to be one after training are weighed by all they did, not by the newest few hundred', async () => {
  const [first, ...looks] = Array.from({ length: 700 }, (_, k): Event => {
    const timeMs = Date.UTC(2026, 0, 1) + k * 60_000
    return { id: `old-${k}`, kind: 'view', timeMs, user: 'old', item: `lamp-${k % 10}` }
  })
  await shop.store.append([
    ...shopLog(),
    { ...first!, kind: 'purchase', item: 'tea-9', quantity: 1, price: 5 },
    ...looks,
  ])
  await fit()
  const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
  try {
    await live.mergeUsers('old', 'user-1')
    const { items } = await live.recommend({ user: 'old', limit: 50 })
    assert.ok(items.length > 5 && !items.some(({ id }) => id === 'tea-9'), 'it was bought long ago')
  } finally {
    await live.close()
  }
})

test('a person nobody trained on, with the same events, gets the same list as one who was trained on', async () => {
  const log = shopLog()
  await shop.store.append(log.map((event) => (event.user === 'user-4' ? { ...event, user: 'twin' } : event)))
  await fit()
  // user-4 comes after training, with the history that "twin" was trained with
  await shop.store.append(
    log.filter(({ user }) => user === 'user-4').map((event) => ({ ...event, id: `late-${event.id}` })),
  )
  const live = await openLive({ ...shop, threads: 1, pollMs: 0 })
  try {
    const of = async (user: string) => (await live.recommend({ user })).items
    assert.deepEqual(await of('user-4'), await of('twin'))
  } finally {
    await live.close()
  }
})

const ids = async (live: Live, user: string) => (await live.recommend({ user })).items.map(({ id }) => id)
