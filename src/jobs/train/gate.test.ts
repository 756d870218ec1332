import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { defaultGateConfig } from '../../evaluate/gate/gate-config.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { openStore } from '../open.ts'
import { gateConfig, readGateFile } from './gate-file.ts'
import { type TrainRequest, train } from './train.ts'

const dayMs = 86_400_000
const shop = freshShop()

/** People of three tastes over fifty days, some things liked more than others; more people than things. */
function shopLog(nUsers = 240, seed = 3): Event[] {
  const random = rng(seed)
  const events: Event[] = []
  for (let u = 0; u < nUsers; u++)
    for (let k = 0; k < 14; k++) {
      const item = `${['tea', 'lamp', 'sock'][u % 3]}-${Math.floor(14 * random() ** 1.5)}`
      const bought = random() < 0.5
      events.push({
        id: `${u}-${k}`,
        kind: bought ? 'purchase' : 'view',
        timeMs: Date.UTC(2026, 0, 1) + k * 3.7 * dayMs + u * 60_000,
        user: `user-${u}`,
        item,
        ...(bought && { quantity: 1, price: 5 }),
      })
    }
  return events
}

/** The same events, but who did what is dealt anew: nothing about people is left to learn. */
function withShuffledLabels(events: Event[], seed: number): Event[] {
  const order = shuffled(events.length, rng(seed))
  return events.map((event, e) => ({ ...event, item: events[order[e]!]!.item as string }))
}

const fit = (more: Partial<TrainRequest> = {}) => train({ ...shop, model: 'item-knn', threads: 1, ...more })
const live = async () => (await shop.store.published())?.version

test('a model that has learned what people like goes live, and its version tells why', async () => {
  await shop.store.append(shopLog())
  const { published, version, gate } = await fit()
  assert.equal(published, true)
  assert.equal(await live(), version)
  assert.equal(gate?.decision, 'promoted')
  assert.match(
    gate.words,
    /^item-knn is live now\. .*That is better than the popular list with \.\d+ \(\+\.\d+, between/,
  )
  const [stored] = await shop.store.models()
  assert.deepEqual(stored?.report?.gate, gate)
  const again = await fit()
  assert.equal(again.published, true, 'the live recipe on the same data is not worse than itself')
  assert.match(again.gate?.words ?? '', /The live model has the same recipe/)
})

for (const [model, options] of [
  ['item-knn', {}],
  ['ials', { dim: 8, epochs: 3 }],
  ['ease', {}],
  ['rp3beta', {}],
  ['user-knn', {}],
] as const)
  test(`${model} trained on shuffled labels is never promoted, and what was live stays`, async () => {
    for (const seed of [1, 2]) {
      const folder = join(shop.dataDir, `shuffled-${seed}`)
      const other = await openStore(folder)
      try {
        await other.append(withShuffledLabels(shopLog(), seed))
        const { published, gate, version } = await fit({ store: other, dataDir: folder, model, options, seed })
        assert.equal(published, false, gate?.words)
        assert.equal(await other.published(), undefined)
        assert.ok(
          (await other.models()).some((one) => one.version === version),
          'kept, to be looked at',
        )
        assert.match(gate?.words ?? '', /nothing is live yet/)
      } finally {
        await other.close()
      }
    }
  })

test('a recipe that is worse than the live one is held back in one paragraph, and goes live when forced', async () => {
  await shop.store.append(shopLog())
  const good = await fit({ model: 'item-knn' })
  const worse = await fit({ model: 'popular' })
  assert.equal(worse.published, false)
  assert.equal(await live(), good.version)
  assert.match(
    worse.gate?.words ?? '',
    /^popular was trained and kept, but \S+ stays live\. Asked .*customers\. That is worse than the live model \(item-knn, trained on the same past\)/,
  )
  assert.doesNotMatch(worse.gate?.words ?? '', /\n/)
  const forced = await fit({ model: 'popular', force: true })
  assert.equal(await live(), forced.version)
  assert.deepEqual([forced.gate?.decision, forced.gate?.forced], ['held-back', true])
  assert.match(forced.gate?.words ?? '', /live now because you insisted/)
  const { gate: none, ...unasked } = await fit({ gate: false })
  assert.deepEqual([none, unasked.published], [undefined, true], 'who does not ask the gate publishes unseen')
})

test('a training that says nothing of the gate is held to the wishes that lie in the folder', async () => {
  await shop.store.append(shopLog())
  await writeFile(join(shop.dataDir, 'gate.json'), '{"minCoverage":1}')
  const { published, gate } = await fit({ model: 'popular' })
  assert.deepEqual([published, gate?.decision, await live()], [false, 'held-back', undefined])
})

test('the merchant’s sentences, sold-out products and the catalogue shown are limits however good the lists', async () => {
  await shop.store.append(shopLog())
  const brandOf = (name: string) => (name.startsWith('tea') ? 'Leaf' : 'Other')
  await shop.store.putItems(
    ['tea', 'lamp', 'sock'].flatMap((kind) =>
      Array.from({ length: 14 }, (_, k) => ({
        id: `${kind}-${k}`,
        brand: brandOf(kind),
        category: kind === 'lamp' ? 'Home > Lamps' : 'Gifts',
        available: !(kind === 'sock' && k < 12),
      })),
    ),
  )
  const held = async (change: object, reason: RegExp, model = 'item-knn') => {
    const { published, gate } = await fit({ model, gate: gateConfig(change) })
    assert.equal(published, false, gate?.words)
    assert.match(gate?.words ?? '', reason)
  }
  await held({ assertions: ['max 3 per brand'] }, /“max 3 per brand” is broken by \d+ % of its lists/)
  await held({ assertions: ['never category home'] }, /“never category home” is broken/)
  await shop.store.putUsers([
    { id: 'user-1', birthYear: 2012 },
    { id: 'user-2', birthYear: 1980, country: 'CH' },
  ])
  await held({ assertions: ['never category home to under 18'] }, /to under 18” is broken by 100 % of its lists/)
  await held({ assertions: ['no out-of-stock'] }, /“no out-of-stock” is broken/)
  await held(
    { maxOutOfStock: 0.05 },
    /gives \d+ % of its places to sold-out products, and at most 5(\.0)? % is allowed/,
  )
  await held({ minCoverage: 0.9 }, /show \d+ % of the catalogue, and at least 90 % is wanted/, 'popular')
  assert.equal(
    (
      await fit({
        gate: gateConfig({ assertions: ['never category alcohol', 'never brand leaf to under 10'], maxOutOfStock: 1 }),
      })
    ).published,
    true,
  )
})

test('a shop too small to judge gets its first model and newer data, but no other recipe unseen', async () => {
  await shop.store.append(shopLog(9))
  const first = await fit()
  assert.equal(first.published, true)
  assert.match(first.gate?.words ?? '', /Only \d known customers came back/)
  assert.equal((await fit()).published, true)
  const other = await fit({ model: 'popular' })
  assert.equal(other.published, false)
  assert.match(other.gate?.words ?? '', /not exchanged for another/)
})

test('stopped while the gate compares, training leaves nothing', async () => {
  await shop.store.append(shopLog())
  const controller = new AbortController()
  await assert.rejects(
    fit({
      signal: controller.signal,
      onProgress: ({ stage }) => stage.startsWith('gate: ask') && controller.abort(new Fault('cancelled', 'stopped')),
    }),
    (error) => error instanceof Fault && error.code === 'cancelled',
  )
  assert.deepEqual(await shop.store.models(), [])
})

test('wishes come from gate.json of the data folder or a named file; what is no wish is refused with the place', async () => {
  assert.deepEqual(await readGateFile(shop.dataDir), defaultGateConfig)
  const file = join(shop.dataDir, 'gate.json')
  await writeFile(file, '{"goal":"recall@20","assertions":["max 3 per brand"]}')
  assert.deepEqual(await readGateFile(shop.dataDir), {
    ...defaultGateConfig,
    goal: 'recall@20',
    assertions: ['max 3 per brand'],
  })
  const refused = async (text: string, message: RegExp) => {
    await writeFile(file, text)
    await assert.rejects(readGateFile(shop.dataDir), (error) => {
      assert.ok(error instanceof Fault && error.code === 'bad-request', String(error))
      assert.match(error.message, message)
      return true
    })
  }
  await refused('{', /gate\.json is not JSON/)
  await refused('{"margin":2}', /margin: got 2/)
  await refused('{"goals":"x"}', /goals/)
  await refused('{"goal":"coverage@10"}', /goal: got "coverage@10", want a metric of hits/)
  await refused('{"goal":"ndgc@10"}', /got "ndgc@10"/)
  await refused('{"assertions":["three per brand"]}', /got "three per brand", want a sentence such as/)
  await assert.rejects(
    readGateFile(shop.dataDir, join(shop.dataDir, 'none.json')),
    (error) => (error as Fault).code === 'not-found',
  )
})
