import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { rng } from '../../numbers/rng.ts'
import { eventsIn, test as testPart, train } from '../../prepare/splits/part.ts'
import type { Store } from '../../store/store.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { loadSnapshot } from '../prepare/prepare.ts'
import { evaluate } from './evaluate.ts'
import { replay } from './replay.ts'
import { type SplitKind, shopCut, splitKinds } from './shop-cut.ts'
import { shopTrials } from './shop-trials.ts'
import { eventsRead } from './tuned.ts'

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-splits-'))
  store = await openStore(dataDir)
  await store.append(departmentShop())
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

const models = ['item-knn:bm25'] as const
const metrics = ['ndcg@5', 'hr@5', 'coverage@5'] as const

for (const split of (Object.keys(splitKinds) as SplitKind[]).filter((kind) => kind !== 'sessions'))
  test(`${split}: the model finds the departments, the list of the test is kept, and the run replays to the bit`, async () => {
    const { protocol, results, run = '' } = await evaluate({ store, dataDir, split, seen: 'exclude', models, metrics })
    const lead = results[1]?.metrics['ndcg@5']?.difference
    assert.ok(lead && lead.low > 0, JSON.stringify(lead))
    assert.equal(results[1]?.users, protocol.testUsers)
    assert.equal(protocol.split, split)
    assert.ok(protocol.testUsers > 0 && protocol.trainStart <= protocol.trainEnd)

    const kept = await store.run(run)
    assert.ok(kept)
    const list = gunzipSync(await readFile(join(dataDir, kept.splitFile))).toString()
    assert.equal(createHash('sha256').update(list).digest('hex'), protocol.splitHash)
    const lines = list.trimEnd().split('\n').slice(1)
    const { test: nTest, history, out } = protocol.events
    assert.equal(lines.length, nTest + history + out)
    assert.equal(lines.filter((line) => line.endsWith('\ttest')).length, nTest)

    const again = await replay({ store, dataDir, run, threads: 1 })
    assert.deepEqual(again.replay, { of: run, same: true, differs: [], changed: [] })
    assert.equal((await store.runs()).filter((one) => one.run === again.run).length, 0, 'a replay is no new run')
  })

test('sessions: every beginning of a visit asks for what comes next, and models learnt from visits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-visits-'))
  const shop = await openStore(folder)
  try {
    // forty days, each with 12 visits of four products of one department, some minutes apart
    const random = rng(8)
    const views = Array.from({ length: 40 * 12 * 4 }, (_, n): Event => {
      const visit = Math.floor(n / 4)
      const minute = (visit % 12) * 60 + (n % 4) * 5 + 4 * random()
      return {
        id: `v${n}`,
        kind: 'view',
        timeMs: Date.UTC(2011, 0, 1) + Math.floor(visit / 12) * 86_400_000 + minute * 60_000,
        user: `customer-${visit % 67}`,
        item: `product-${(visit % 4) * 12 + ((visit * 5 + (n % 4) * (1 + (visit % 3))) % 12)}`,
      }
    })
    await shop.append(views)
    const asked = { store: shop, dataDir: folder, split: 'sessions', holdoutDays: 10, metrics } as const
    const { protocol, results, run = '' } = await evaluate({ ...asked, models: ['session-knn'] })
    // of the visits of ten days, each with products it had not had, three ask
    assert.deepEqual([protocol.users, protocol.testUsers, protocol.leftOut.unknown], [12 * 30, 12 * 10 * 3, 0])
    assert.ok((results[1]?.metrics['hr@5']?.difference?.low ?? 0) > 0)
    assert.equal((await replay({ store: shop, dataDir: folder, run })).replay.same, true)
  } finally {
    await shop.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('what is told by default is said in the protocol; folds count every pair once', async () => {
  const random = (await evaluate({ store, dataDir, split: 'random', models, metrics })).protocol
  assert.equal(random.testShare, 0.2)
  const folded = (await evaluate({ store, dataDir, split: 'k-fold', folds: 3, models, metrics })).protocol
  const { clean, config } = await loadSnapshot(store, dataDir)
  const pairs = new Set(Array.from(clean.user, (u, e) => `${u} ${clean.item[e]}`)).size
  assert.ok(
    clean.kind.every((kind) => kind === clean.kind[0]),
    'a shop of purchases only',
  )
  assert.equal(folded.testPairs + folded.leftOut.unknown, pairs)
  assert.equal(config.weights.kinds.purchase, 1)
})

test('a replay of a run that nobody made, and of one whose product names changed, says so', async () => {
  await assert.rejects(replay({ store, dataDir, run: 'none' }), (error) => {
    assert.ok(error instanceof Fault && error.code === 'not-found')
    return true
  })
  const { run = '' } = await evaluate({ store, dataDir, models, metrics })
  await store.putItems([{ id: 'new', title: 'A new thing' }])
  const { changed, same } = (await replay({ store, dataDir, run })).replay
  assert.deepEqual([changed, same], [['products have changed since'], true])
})

test('options tuned on what comes before the test pass, options tuned with a look at it are refused', async () => {
  const { clean, config } = await loadSnapshot(store, dataDir)
  const cut = shopCut(clean, config.weights, { split: 'time', seen: 'exclude', seed: 1, holdoutDays: 25 })
  const [part] = cut.folds
  assert.ok(part)
  const tuned = { model: 'item-knn:tfidf', options: { nNeighbours: 7 } }
  const asked = { store, dataDir, holdoutDays: 25, metrics }
  const honest = { ...tuned, read: eventsRead(clean, eventsIn(part, train)) }
  const { results } = await evaluate({ ...asked, tuned: [honest] })
  assert.equal(results[1]?.options.nNeighbours, 7)
  const planted = { ...tuned, read: eventsRead(clean) }
  await assert.rejects(evaluate({ ...asked, tuned: [planted] }), (error) => {
    assert.ok(error instanceof Fault && error.code === 'leak')
    assert.match(error.message, /options of item-knn:tfidf were tuned on .*\d+ of the \d+ rows of this test/)
    return true
  })
})

test('a cut with an event of the test planted into the training part is stopped', async () => {
  const { clean, config } = await loadSnapshot(store, dataDir)
  const request = { split: 'time', seen: 'exclude', seed: 1 } as const
  const cut = shopCut(clean, config.weights, request)
  const [part] = cut.folds
  assert.ok(part)
  const late = Uint8Array.from(part)
  const last = eventsIn(part, testPart).at(-1)
  assert.ok(last !== undefined)
  late[last] = train
  assert.throws(
    () => shopTrials({ ...cut, folds: [late] }, config.weights, request),
    (error) =>
      error instanceof Fault && error.code === 'leak' && /later than the first one asked for/.test(error.message),
  )
})

test('a report on few customers says how little it can tell', async () => {
  const { protocol } = await evaluate({ store, dataDir, models, metrics, holdoutDays: 0.2 })
  assert.ok(protocol.testUsers < 100)
  assert.match(protocol.warnings?.join() ?? '', /^Only \d+ questions? (was|were) asked/)
  const many = (await evaluate({ store, dataDir, models, metrics, holdoutDays: 25 })).protocol
  assert.deepEqual(many.warnings, [])
})

test('without names, sessions and baskets are asked of models made for them', async () => {
  const modelsOf = async (split: SplitKind) =>
    (await evaluate({ store, dataDir, split, metrics: ['ndcg@5'], keep: false })).results.map(({ model }) => model)
  assert.deepEqual(await modelsOf('last-basket'), ['popular', 'item-knn:bm25', 'buy-again', 'next-basket'])
  assert.deepEqual(await modelsOf('leave-last-out'), ['popular', 'item-knn:bm25', 'transitions', 'ials'])
  await assert.rejects(
    evaluate({ store, dataDir, models: ['tea'], snapshot: 'none' }),
    /"tea"/,
    'before anything is read',
  )
})
