import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { openStore } from '../open.ts'
import { listModels } from '../train/publish.ts'
import { ledgerOf } from './ledger-of.ts'
import { ensurePrepared, loadSnapshot, prepare } from './prepare.ts'

const startMs = Date.UTC(2026, 0, 1)
const dayMs = 86_400_000

interface Shop {
  store: Store
  dataDir: string
  /** an hour later at every look */
  now: () => number
}

async function withShop(events: readonly Event[], visit: (shop: Shop) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-prepare-'))
  const store = await openStore(dataDir)
  let clock = startMs + 100 * dayMs
  try {
    if (events.length > 0) await store.append(events)
    await visit({ store, dataDir, now: () => (clock += 3_600_000) })
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
}

const event = (n: number, rest: Partial<Event>): Event => ({
  id: `e${n}`,
  kind: 'purchase',
  timeMs: startMs + n * dayMs,
  ...rest,
})

const events: Event[] = [
  event(0, { user: 'ann', item: 'cup', quantity: 2, price: 3 }),
  event(1, { user: 'ann', item: 'POST', quantity: 1, price: 18 }),
  event(2, { user: 'bob', item: 'pot ü', quantity: 1, price: 9 }),
  event(3, { user: 'ann', kind: 'refund', item: 'cup', quantity: 1 }),
  event(4, { item: 'cup', quantity: 1, price: 3 }),
]

const refused = async (job: Promise<unknown>) => {
  const error = await job.then(
    () => assert.fail('nothing was refused'),
    (error) => error,
  )
  assert.ok(error instanceof Fault, String(error))
  return error
}

test('a snapshot read back is the clean events that were written, to the last piece', () =>
  withShop(events, async (shop) => {
    const report = await prepare(shop)
    assert.deepEqual(
      [report.events, report.interactions, report.users, report.items, report.reused],
      [5, 2, 2, 2, false],
    )
    const { clean, untilSeq, name } = await loadSnapshot(shop.store, shop.dataDir)
    assert.equal(name, report.snapshot)
    assert.equal(untilSeq, await shop.store.lastSeq())
    assert.deepEqual(clean, {
      users: ['ann', 'bob'],
      items: ['cup', 'pot ü'],
      user: Uint32Array.of(0, 1),
      item: Uint32Array.of(0, 1),
      timeMs: Float64Array.of(startMs, startMs + 2 * dayMs),
      kind: Uint8Array.of(6, 6),
      quantity: Float32Array.of(2, 1),
      returned: Float32Array.of(1, 0),
      price: Float32Array.of(3, 9),
      rating: Float32Array.of(Number.NaN, Number.NaN),
      returns: {
        event: Uint32Array.of(0),
        timeMs: Float64Array.of(startMs + 3 * dayMs),
        pieces: Float32Array.of(1),
      },
    })
  }))

test('the ledger keeps what each step did, and the log keeps everything', () =>
  withShop(events, async (shop) => {
    const before = await shop.store.readEvents()
    const report = await prepare(shop)
    const stored = await shop.store.snapshot(report.snapshot)
    assert.deepEqual(stored?.steps, report.steps)
    assert.ok(report.steps.every(({ note }) => note.endsWith('.')))
    assert.deepEqual(await shop.store.readEvents(), before)
  }))

test('nothing is prepared twice: only a new event, an erasure or another configuration makes another snapshot', () =>
  withShop(events, async (shop) => {
    const first = await prepare(shop)
    const again = await prepare(shop)
    assert.deepEqual([again.snapshot, again.reused, again.steps], [first.snapshot, true, first.steps])
    assert.equal((await ensurePrepared(shop)).name, first.snapshot)

    const other = await prepare({ ...shop, config: { minUserEvents: 1, maxQuantity: 1 } })
    assert.ok(!other.reused)
    assert.equal(other.interactions, 1)

    await shop.store.append([event(9, { user: 'cem', item: 'cup', quantity: 1 })])
    const grown = await ensurePrepared(shop)
    assert.deepEqual(grown.clean.users, ['bob', 'cem'])

    await shop.store.deleteUser('bob')
    assert.deepEqual((await ensurePrepared(shop)).clean.users, ['cem'])
  }))

test('who forgets to prepare is served, and by the configuration asked for last', () =>
  withShop(events, async (shop) => {
    assert.equal((await ensurePrepared(shop)).clean.user.length, 2)
    await prepare({ ...shop, config: { maxQuantity: 1 } })
    assert.equal((await ensurePrepared(shop)).config.maxQuantity, 1)
    const { leftBehind } = await prepare(shop)
    assert.deepEqual(leftBehind, { maxQuantity: 1 }, 'and says what it no longer goes by')
    assert.equal((await ensurePrepared(shop)).config.maxQuantity, 1e6, 'prepare without a word means the defaults')
    assert.equal((await prepare(shop)).leftBehind, undefined, 'once')
  }))

test('what a mapping says about products counts, and the user has the last word', () =>
  withShop([], async (shop) => {
    await shop.store.append(events, {
      progress: {
        fingerprint: 'f',
        source: 'shop.csv',
        rowsRead: 7,
        counts: { accepted: 5, merged: 2, rejected: 0, setAside: 0 },
        reasons: {},
        rejectBytes: 0,
        done: true,
        startedMs: startMs,
        prepare: { productPattern: '^pot' },
      },
    })
    const report = await prepare(shop)
    assert.deepEqual((await loadSnapshot(shop.store, shop.dataDir)).clean.items, ['pot ü'])
    assert.deepEqual(report.imported, { read: 7, merged: 2, rejected: 0, setAside: 0 })
    await prepare({ ...shop, config: { productPattern: '^[cP]' } })
    assert.deepEqual((await loadSnapshot(shop.store, shop.dataDir)).clean.items, ['cup', 'POST'])
  }))

test('a product is called what most lines of the files call it, unless somebody said otherwise by hand', () =>
  withShop(events, async (shop) => {
    await shop.store.append([], {
      items: [
        { id: 'cup', title: 'damaged', price: 3 },
        { id: 'pot ü', title: 'POT' },
        { id: 'POST', title: 'lost' },
      ],
      titles: [
        { item: 'cup', title: 'damaged', count: 1 },
        { item: 'cup', title: ' RED  CUP', count: 1 },
        { item: 'pot ü', title: 'POT', count: 1 },
        { item: 'pot ü', title: 'A POT', count: 2 },
        { item: 'POST', title: 'lost', count: 1 },
        { item: 'POST', title: 'POSTAGE', count: 8 },
      ],
    })
    await shop.store.append([], { titles: [{ item: 'cup', title: ' RED  CUP', count: 3 }] })
    await shop.store.putItems([{ id: 'pot ü', title: 'Grandmother’s pot' }])
    const { steps } = await prepare(shop)
    const named = (of: typeof steps) => {
      const { hash, hashBefore, ...rest } =
        of.find(({ step }) => step === 'descriptions') ?? ({} as (typeof of)[number])
      assert.notEqual(hash, hashBefore)
      return rest
    }
    // cup: 1 line says damaged, 1 + 3 RED CUP; pot: named by hand; POST: no product, nobody's business
    assert.deepEqual(named(steps), {
      step: 'descriptions',
      kept: 2,
      dropped: 0,
      merged: 0,
      filled: 1,
      quarantined: 0,
      note: '2 products go by more than one name; 2 lines used a rarer one. Each is called what most lines call it (1 title changed in the catalogue).',
      samples: ['cup is "RED CUP", not "damaged" (1)', 'pot ü is "A POT", not "POT" (1)'],
    })
    assert.deepEqual(await shop.store.itemsById(['cup', 'pot ü', 'POST']), [
      { id: 'cup', title: 'RED CUP', price: 3 },
      { id: 'pot ü', title: 'Grandmother’s pot' },
      { id: 'POST', title: 'lost' },
    ])
    const again = await prepare({ ...shop, config: { maxQuantity: 9 } })
    assert.deepEqual(named(again.steps), named(steps), 'it says the same however often it runs')
    const { lines } = await ledgerOf(shop.store, shop.dataDir, { step: 'descriptions', limit: 9 })
    assert.deepEqual(
      lines.map(({ item, field, before, after, why }) => [item, field, before, after, why]),
      [['cup', 'title', 'damaged', 'RED CUP', 'what most lines of the files call it']],
    )
  }))

test('names that most lines give are taken back too, but not what another hand named since', () =>
  withShop(events, async (shop) => {
    const { store } = shop
    await store.append([], {
      items: [
        { id: 'cup', title: 'damaged' },
        { id: 'pot ü', title: 'POT' },
      ],
      titles: [
        { item: 'cup', title: 'RED CUP', count: 4 },
        { item: 'cup', title: 'damaged', count: 1 },
        { item: 'pot ü', title: 'BIG POT', count: 2 },
        { item: 'pot ü', title: 'POT', count: 1 },
      ],
    })
    const titles = async () => [...(await store.titles()).values()]
    const first = await prepare(shop)
    assert.deepEqual(await titles(), ['RED CUP', 'BIG POT'])
    const of = (report: typeof first) => report.steps.find(({ step }) => step === 'descriptions')
    const { undone, steps } = await prepare({ ...shop, undo: 'descriptions' })
    assert.deepEqual([undone?.restored, undone?.hash], [2, of(first)?.hashBefore])
    assert.deepEqual(await titles(), ['damaged', 'POT'])
    assert.ok(!steps.some(({ step }) => step === 'descriptions'))

    const redone = await prepare({ ...shop, redo: 'descriptions' })
    assert.deepEqual(of(redone), of(first))
    assert.deepEqual(await titles(), ['RED CUP', 'BIG POT'])
    await store.putItems([{ id: 'pot ü', title: 'Grandmother’s pot' }])
    await prepare({ ...shop, undo: 'descriptions' })
    assert.deepEqual(await titles(), ['damaged', 'Grandmother’s pot'])
  }))

test('a title that only loses spaces is told apart from one that gives way to another', () =>
  withShop(events, async (shop) => {
    await shop.store.append([], {
      items: [{ id: 'cup', title: ' RED  CUP' }],
      titles: [{ item: 'cup', title: ' RED  CUP', count: 2 }],
    })
    const { steps } = await prepare(shop)
    assert.equal(
      steps.find(({ step }) => step === 'descriptions')?.note,
      'No product goes by two names. 1 title lost doubled spaces or those at the ends.',
    )
    const [line] = (await ledgerOf(shop.store, shop.dataDir, { step: 'descriptions', limit: 9 })).lines
    assert.deepEqual(
      [line?.before, line?.after, line?.why],
      [' RED  CUP', 'RED CUP', 'spaces that are doubled or at the ends'],
    )
  }))

test('a damaged or lost snapshot is made again, and refused when asked for by name', () =>
  withShop(events, async (shop) => {
    const { snapshot } = await prepare(shop)
    const path = join(shop.dataDir, 'snapshots', `${snapshot}.parquet`)
    const bytes = await readFile(path)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(path, bytes)
    assert.equal((await refused(loadSnapshot(shop.store, shop.dataDir, snapshot))).code, 'corrupt')
    const mended = await ensurePrepared(shop)
    assert.notEqual(mended.name, snapshot)
    await rm(join(shop.dataDir, 'snapshots', `${mended.name}.parquet`))
    assert.equal((await refused(loadSnapshot(shop.store, shop.dataDir))).code, 'not-found')
    assert.equal((await refused(loadSnapshot(shop.store, shop.dataDir, 'no-such'))).code, 'not-found')
  }))

test('an empty log, and a log of which nothing is left, say what to do', async () => {
  await withShop([], async (shop) => {
    assert.equal((await refused(loadSnapshot(shop.store, shop.dataDir))).code, 'not-ready')
    const { code, message } = await refused(prepare(shop))
    assert.equal(code, 'bad-data')
    assert.match(message, /osusume import FILE/)
  })
  await withShop(events, async (shop) => {
    const { code, message } = await refused(prepare({ ...shop, config: { productPattern: '^\\d+$' } }))
    assert.equal(code, 'bad-data')
    assert.match(message, /^nothing is left of 5 events: step "products" took 4\. /)
    assert.equal(await shop.store.snapshot(), undefined)
  })
})

test('stopped half-way it leaves neither a file nor a line in the ledger', () =>
  withShop(events, async (shop) => {
    for (const stage of [0, 1, 2]) {
      const stop = new AbortController()
      const onProgress = ({ done }: { done: number }) => done === stage && stop.abort(new Fault('cancelled', 'stop'))
      const { code } = await refused(prepare({ ...shop, signal: stop.signal, onProgress }))
      assert.equal(code, 'cancelled')
    }
    assert.equal(await shop.store.snapshot(), undefined)
    assert.deepEqual(await readdir(join(shop.dataDir, 'snapshots')).catch(() => []), [])
  }))

test('a step taken back restores what it took, to the last row, and marks the models that were built with it', () =>
  withShop(events, async (shop) => {
    const first = await prepare(shop)
    const model = { createdMs: shop.now(), algorithm: 'popular', options: {}, seed: 1, hash: '', file: '' }
    await shop.store.addModel({ ...model, version: 'v1', snapshot: first.snapshot })
    const { undone, steps, snapshot } = await prepare({ ...shop, undo: 'returns' })
    assert.deepEqual(undone?.models, ['v1'])
    assert.equal(undone?.restored, 1)
    assert.equal(undone?.hash, first.steps.find(({ step }) => step === 'prices')?.hash)
    assert.ok(!steps.some(({ step }) => step === 'returns'))
    const { clean } = await loadSnapshot(shop.store, shop.dataDir)
    assert.deepEqual([...clean.kind].sort(), [6, 6, 7], 'the refund stands as an event of its own')
    assert.deepEqual((await listModels(shop.store))[0]?.undone, ['returns'])

    const again = await prepare({ ...shop, redo: 'returns' })
    assert.deepEqual(
      again.steps.map(({ step, hash }) => [step, hash]),
      first.steps.map(({ step, hash }) => [step, hash]),
    )
    assert.notEqual(again.snapshot, snapshot)
    assert.match((await refused(prepare({ ...shop, undo: 'people' }))).message, /^undo: got "people", want a step/)
    assert.match((await refused(prepare({ ...shop, undo: 'flour' }))).message, /want one of the steps that ran/)
  }))

test('the ledger has an entry for every row that was not kept and every value that was changed', () =>
  withShop(
    [...events, event(5, { user: 'eve', visitor: 'b1', item: 'cup' }), event(6, { visitor: 'b1', item: 'pot ü' })],
    async (shop) => {
      const { steps, balance } = await prepare(shop)
      const { lines } = await ledgerOf(shop.store, shop.dataDir, { limit: 100 })
      for (const { step, dropped, merged, quarantined, filled } of steps) {
        const fates = lines.filter((line) => line.step === step).map(({ fate }) => fate)
        const of = (fate: string) => fates.filter((one) => one === fate).length
        assert.deepEqual(
          [of('dropped'), of('merged'), of('quarantined'), of('changed')],
          [dropped, merged, quarantined, filled],
          step,
        )
      }
      const [post] = (await ledgerOf(shop.store, shop.dataDir, { item: 'POST', limit: 9 })).lines
      assert.deepEqual([post?.step, post?.row, post?.why], ['products', 2, '"POST" is no product'])
      const [back] = (await ledgerOf(shop.store, shop.dataDir, { step: 'returns', limit: 9 })).lines
      assert.deepEqual([back?.row, back?.into_row], [4, 1])
      const [signedOut] = (await ledgerOf(shop.store, shop.dataDir, { person: 'eve', limit: 9 })).lines
      assert.deepEqual([signedOut?.field, signedOut?.before, signedOut?.after], ['customer', null, 'eve'])
      const { read, ...where } = balance
      assert.equal(
        read,
        Object.values(where).reduce((a, b) => a + b),
      )
    },
  ))

test('the same log and configuration give the same bytes; a log that came in two parts gives those of one', () =>
  withShop(events.slice(0, 2), async (shop) => {
    await prepare(shop)
    await shop.store.append(events.slice(2))
    const parts = await prepare(shop)
    const bytes = (dataDir: string, snapshot: string) => readFile(join(dataDir, 'snapshots', `${snapshot}.parquet`))
    const inParts = await bytes(shop.dataDir, parts.snapshot)
    await withShop(events, async (whole) => {
      const { snapshot, steps } = await prepare(whole)
      assert.ok(inParts.equals(await bytes(whole.dataDir, snapshot)))
      assert.deepEqual(parts.steps, steps)
    })
  }))
