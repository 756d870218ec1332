import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault, type FaultCode } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { departmentShop } from '../fixtures/department-shop.ts'
import { openStore } from '../open.ts'
import { evaluate } from './evaluate.ts'

let dataDir = ''
let store: Store
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'osusume-evaluate-'))
  store = await openStore(dataDir)
  await store.append(departmentShop())
})
after(async () => {
  await store.close()
  await rm(dataDir, { recursive: true, force: true })
})

const knn = ['item-knn:bm25'] as const
const refuses = (code: FaultCode, words: RegExp) => (error: unknown) =>
  error instanceof Fault && error.code === code && words.test(error.message)

test('a model that finds the departments is better than popularity, and the report says so', async () => {
  const { protocol, results, report } = await evaluate({ store, dataDir, holdoutDays: 25, models: knn })
  assert.deepEqual(
    results.map(({ model }) => model),
    ['popular', 'item-knn:bm25'],
  )
  const [popular, model] = results
  // 128 came back, for products of their department that they did not have
  assert.ok(model && popular && model.users >= 128 && model.users === popular.users)
  const lead = model.metrics['ndcg@5']?.difference
  assert.ok(lead && lead.low > 0.2, JSON.stringify(lead))
  // five products of the department are left, and all five are on the list
  assert.ok((model.metrics['recall@5']?.value ?? 0) > 0.97)
  for (const { value, low, high } of Object.values(model.metrics)) assert.ok(low <= value && value <= high)
  assert.equal(Object.keys(model.metrics).length, 7 * 3)
  assert.ok(protocol.cut && protocol.trainEnd <= protocol.cut && protocol.cut < protocol.testStart)
  assert.ok(protocol.leftOut.unknown >= 2, 'the newcomer and the new product')
  assert.match(await readFile(report, 'utf8'), /<h1>item-knn:bm25 leads<\/h1>/)
  assert.ok(report.startsWith(dataDir))
})

test('the same seed gives the same figures; another seed only other intervals', async () => {
  const run = async (seed: number) => {
    const { results } = await evaluate({ store, dataDir, models: knn, seed, metrics: ['ndcg@10'] })
    return results.map(({ metrics }) => metrics['ndcg@10'])
  }
  const [one, again, other] = [await run(1), await run(1), await run(2)]
  assert.deepEqual(again, one)
  assert.notDeepEqual(other, one)
  assert.deepEqual(
    other.map((metric) => metric?.value),
    one.map((metric) => metric?.value),
  )
})

test('with seen items included there is more to find, and the baseline is there even unasked', async () => {
  const include = await evaluate({ store, dataDir, seen: 'include', models: ['popular'] })
  const exclude = await evaluate({ store, dataDir, seen: 'exclude', models: knn })
  assert.ok(include.protocol.testPairs >= exclude.protocol.testPairs)
  assert.equal(include.protocol.leftOut.seen, 0)
  assert.equal(exclude.results[0]?.model, 'popular')
})

test('options reach the model they are for', async () => {
  const { results } = await evaluate({
    store,
    dataDir,
    models: ['item-knn:bm25', 'item-knn:tfidf'],
    options: { 'item-knn:tfidf': { nNeighbours: 3 } },
    metrics: ['hr@3'],
  })
  assert.equal(results.find(({ model }) => model === 'item-knn:tfidf')?.options.nNeighbours, 3)
  assert.equal(results.find(({ model }) => model === 'item-knn:bm25')?.options.nNeighbours, 200)
})

test('what cannot be meant is refused by name', async () => {
  const asked = { store, dataDir, models: knn }
  await assert.rejects(evaluate({ ...asked, models: ['ialz'] }), refuses('bad-request', /models: got "ialz", want/))
  await assert.rejects(evaluate({ ...asked, metrics: ['auc@10'] }), refuses('bad-request', /metrics: got "auc@10"/))
  await assert.rejects(
    evaluate({ ...asked, options: { 'item-knn': { b: 1 } } }),
    refuses('bad-request', /options: got options for "item-knn"/),
  )
  await assert.rejects(
    evaluate({ ...asked, options: { 'item-knn:bm25': { b: 7 } } }),
    refuses('bad-request', /b: got 7/),
  )
  await assert.rejects(evaluate({ ...asked, holdoutDays: 0 }), refuses('bad-request', /holdout-days/))
  await assert.rejects(evaluate({ ...asked, holdoutDays: 4000 }), refuses('bad-data', /nothing to test on/))
})

test('a report that cannot be written is a fault, not a crash', async () => {
  const reportFile = join(dataDir, 'osusume.db', 'report.html')
  await assert.rejects(
    evaluate({ store, dataDir, models: knn, reportFile }),
    refuses('no-access', /report: .*cannot be/),
  )
})

test('stopped, it throws the reason and writes no report', async () => {
  const reason = new Fault('cancelled', 'stopped')
  const stop = new AbortController()
  const before = await readdir(join(dataDir, 'reports'))
  const running = evaluate({
    store,
    dataDir,
    models: knn,
    signal: stop.signal,
    onProgress: ({ stage }) => {
      if (stage.startsWith('ask popular')) stop.abort(reason)
    },
  })
  await assert.rejects(running, (error) => error === reason)
  assert.deepEqual(await readdir(join(dataDir, 'reports')), before)
})
