import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../kernels/kernels.ts'
import { resolve } from '../model/algorithms.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { compare } from './compare.ts'
import { everyMetricAt, parseMetric } from './metric-at-k.ts'
import { scoreUsers, usersWithTest } from './score-users.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const pairs = (nRows: number, nCols: number, entries: [number, number][]): Csr =>
  csrFrom(
    nRows,
    nCols,
    Uint32Array.from(entries, ([u]) => u),
    Uint32Array.from(entries, ([, i]) => i),
    undefined,
    'max',
  )

// Five users, four items. Popularity in training: item 2 three times, item 0 twice, item 3 once, item 1 never.
const train = pairs(5, 4, [
  [0, 2],
  [0, 0],
  [1, 2],
  [2, 2],
  [2, 3],
  [3, 0],
])
// User 0 came back for item 3, user 2 for items 0 and 1, user 4 (who had nothing) for item 2.
const test1 = pairs(5, 4, [
  [0, 3],
  [2, 0],
  [2, 1],
  [4, 2],
])

const fitted = (label: string, matrix: Csr) => {
  const { algorithm, options } = resolve(label)
  return algorithm.fit(matrix, options, { kernels, seed: 1 })
}

test('popularity on a shop of four products, by hand', async () => {
  const users = usersWithTest(test1)
  assert.deepEqual([...users], [0, 2, 4])
  const wanted = ['precision@2', 'recall@2', 'ndcg@2', 'mrr@2', 'coverage@2'].map(parseMetric)
  const model = await fitted('popular', train)
  const { perUser, lists } = await scoreUsers(
    model,
    { histories: train, targets: test1, exclude: train },
    users,
    wanted,
  )
  // lists: user 0 has 2 and 0, sees 3, 1; user 2 has 2 and 3, sees 0, 1; user 4 sees 2, 0
  assert.deepEqual([...(perUser.get('precision@2') ?? [])], [1 / 2, 1, 1 / 2])
  assert.deepEqual([...(perUser.get('recall@2') ?? [])], [1, 1, 1])
  assert.deepEqual([...(perUser.get('mrr@2') ?? [])], [1, 1, 1])
  const table = compare([{ label: 'popular', perUser, lists }], 'popular', wanted, test1, users, 1).table.get('popular')
  assert.equal(table?.get('precision@2')?.value, (1 / 2 + 1 + 1 / 2) / 3)
  assert.equal(table?.get('coverage@2')?.value, 1, '3, 1, 0, 2 were all shown')
  assert.equal(table?.get('ndcg@2')?.difference, undefined, 'the baseline is not held against itself')
})

test('with seen items included, the same lists for all', async () => {
  const wanted = [parseMetric('recall@1')]
  const model = await fitted('popular', train)
  const { perUser } = await scoreUsers(model, { histories: train, targets: test1 }, usersWithTest(test1), wanted)
  assert.deepEqual([...(perUser.get('recall@1') ?? [])], [0, 0, 1], 'everyone sees item 2 first')
})

test('a model that follows the cliques of a shop beats popularity, with an interval that says so', async () => {
  const random = rng(12)
  const before: [number, number][] = []
  const after: [number, number][] = []
  // 300 users in 5 cliques of 8 items; each had 5 of the clique's items and comes back for another
  for (let u = 0; u < 300; u++) {
    const items = Array.from({ length: 8 }, (_, i) => (u % 5) * 8 + i).sort(() => random() - 0.5)
    for (const i of items.slice(0, 5)) before.push([u, i])
    after.push([u, items[5] as number])
  }
  const [history, future] = [pairs(300, 40, before), pairs(300, 40, after)]
  const users = usersWithTest(future)
  const wanted = everyMetricAt([3])
  const trial = { histories: history, targets: future, exclude: history }
  const measured = []
  for (const label of ['popular', 'item-knn:bm25'])
    measured.push({ label, ...(await scoreUsers(await fitted(label, history), trial, users, wanted)) })
  const knn = compare(measured, 'popular', wanted, future, users, 1).table.get('item-knn:bm25')
  // the three items of the clique that are left fill the list, in an order that says nothing
  assert.equal(knn?.get('hr@3')?.value, 1)
  const lead = knn?.get('ndcg@3')?.difference
  assert.ok(lead && lead.low > 0.3 && lead.low <= lead.value && lead.value <= lead.high)
})

test('stopped between users, it throws the reason', async () => {
  const reason = new Error('enough')
  const model = await fitted('popular', train)
  const asking = scoreUsers(
    model,
    { histories: train, targets: test1, exclude: train },
    usersWithTest(test1),
    everyMetricAt([2]),
    {
      signal: AbortSignal.abort(reason),
    },
  )
  await assert.rejects(asking, (error) => error === reason)
})

test('a metric that needs what nobody knows is refused by name', async () => {
  const model = await fitted('popular', train)
  const asked = (key: string) =>
    scoreUsers(model, { histories: train, targets: test1, exclude: train }, usersWithTest(test1), [parseMetric(key)])
  await assert.rejects(asked('revenue@2'), /revenue@2: no price is known of any item/)
  await assert.rejects(asked('diversity-category@2'), /no category is known/)
  await assert.rejects(asked('repeat-recall@2'), /nothing is had again; want seen include/)
})

test('what popularity lists is no serendipity, whichever model lists it', async () => {
  const wanted = ['serendipity@2', 'precision@2'].map(parseMetric)
  const trial = { histories: train, targets: test1, exclude: train }
  const users = usersWithTest(test1)
  const popular = await scoreUsers(await fitted('popular', train), trial, users, wanted)
  assert.deepEqual([...(popular.perUser.get('serendipity@2') ?? [])], [0, 0, 0])
  const baseline = { depth: 2, count: Uint32Array.of(0, 1, 1), item: Uint32Array.of(0, 0, 0, 0, 2, 0) }
  const { perUser } = await scoreUsers(await fitted('popular', train), trial, users, wanted, { baseline })
  assert.deepEqual([...(perUser.get('serendipity@2') ?? [])], [1 / 2, 1 / 2, 0], 'with a baseline that lists less')
})

test('a metric is read by its name, and refused with those there are', () => {
  assert.deepEqual(parseMetric('ndcg@10'), { name: 'ndcg', k: 10, key: 'ndcg@10' })
  assert.deepEqual(parseMetric('auc'), { name: 'auc', k: 0, key: 'auc' })
  const legacy = { name: 'sampled-hr', k: 10, key: 'sampled-100-hr@10', nSampled: 100 }
  assert.deepEqual(parseMetric('sampled-100-hr@10'), legacy)
  for (const bad of [
    'auc@10',
    'sampled-hr@10',
    'sampled-0-hr@10',
    'sampled-100-map@10',
    'ndcg',
    'ndcg@0',
    'ndcg@1001',
    'ndgc@10',
    'ndcg@1.5',
    'ndcg@-1',
    '@10',
    '',
  ])
    assert.throws(
      () => parseMetric(bad),
      /want NAME@K with NAME one of precision, recall, map, ndcg, hr, mrr, coverage, .*auc or gauc/,
    )
})
