import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { resolve } from '../../model/algorithms.ts'
import { fitModel } from '../../model/fit.ts'
import { takeInteractions } from '../../model/interactions.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { openStore } from '../open.ts'
import { train } from '../train/train.ts'
import { openLive } from './live.ts'
import { type LookAmong, openCandidates } from './look-among.ts'
import { indexLibrary } from './nearest-items.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())
const signal = new AbortController().signal

const [nUsers, nItems] = [300, 900]
const random = rng(5)
const draw = (n: number) => Uint32Array.from({ length: 6000 }, () => Math.floor(random() ** 2 * n))
const shop = csrFrom(nUsers, nItems, draw(nUsers), draw(nItems), undefined, 'max')
const recipes = [
  { label: 'ials', options: { dim: 18, epochs: 4 } },
  { label: 'pure-svd', options: { rank: 18 } },
]

const absent = await indexLibrary().then(
  () => false as const,
  (error: unknown) => {
    if (error instanceof Fault) return `no library for approximate search: ${error.message}`
    throw error
  },
)

/** The share of everybody's exact ten that is found, every found score held against the model's own. */
async function recall({ label, options }: (typeof recipes)[number], how: LookAmong['how']): Promise<number> {
  const model = await fitModel(resolve(label, options), shop, { kernels, seed: 1 })
  const candidates = await (await openCandidates(kernels, { how, above: 0 }))(model, signal)
  assert.ok(candidates)
  const best = await model.recommend(shop, 10)
  const scores = new Float32Array(nItems)
  let hits = 0
  for (let u = 0; u < nUsers; u++) {
    const row = takeInteractions(shop, [u])
    const { item, score } = await candidates.find(row, 100)
    model.scoreInto(row, scores)
    score.forEach((s, at) => {
      assert.ok(Math.abs(s - scores[item[at]!]!) < 1e-5 * (1 + Math.abs(s)))
      assert.ok(at === 0 || s <= score[at - 1]!, 'by falling score')
    })
    const first = new Set(item.subarray(0, 10))
    for (const i of best.item.subarray(u * 10, u * 10 + best.count[u]!)) if (first.has(i)) hits++
  }
  return hits / best.count.reduce((sum, n) => sum + n, 0)
}

for (const recipe of recipes) {
  test(`${recipe.label}: codes find everybody's ten best, with their scores`, async () => {
    assert.equal(await recall(recipe, 'codes'), 1)
  })
  test(`${recipe.label}: an index finds nearly all of them, with their scores`, { skip: absent }, async () => {
    const found = await recall(recipe, 'hnsw')
    assert.ok(found > 0.95, `${found}`)
  })
}

test('small models and models whose scores are no products are left to score every item', async () => {
  const small = await fitModel(resolve('ials', { dim: 4, epochs: 1 }), shop, { kernels, seed: 1 })
  assert.equal(await (await openCandidates(kernels, { how: 'codes' }))(small, signal), undefined)
  const popular = await fitModel(resolve('popular'), shop, { kernels, seed: 1 })
  assert.equal(await (await openCandidates(kernels, { how: 'codes', above: 0 }))(popular, signal), undefined)
})

test('a served shop answers alike through codes, also where a filter leaves too few candidates', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-look-'))
  const store = await openStore(dataDir)
  try {
    const category = (i: number) => (i % 150 === 0 ? 'Rare' : 'Usual')
    await store.putItems(Array.from({ length: nItems }, (_, i) => ({ id: `i${i}`, category: category(i) })))
    const events: Event[] = []
    for (let u = 0; u < nUsers; u++)
      for (let at = shop.rowStart[u]!; at < shop.rowStart[u + 1]!; at++)
        events.push({ id: `${at}`, kind: 'view', timeMs: 1.7e12 + at, user: `u${u}`, item: `i${shop.column[at]}` })
    await store.append(events)
    await train({ store, dataDir, model: 'ials', options: { dim: 16, epochs: 3 }, threads: 1, gate: false })
    const made = Promise.withResolvers<void>()
    const log = {
      info: (_: object, message: string) => message === 'candidates made' && made.resolve(),
      error: (_: object, message: string) => made.reject(new Error(message)),
    }
    const common = { store, dataDir, threads: 1, pollMs: 0 }
    const [exact, coded] = await Promise.all([
      openLive(common),
      openLive({ ...common, log, lookAmong: { how: 'codes', above: 0 } }),
    ])
    try {
      await made.promise
      let rare = 0
      for (let u = 0; u < 40; u++)
        for (const filter of [undefined, { category: 'Rare' }]) {
          const request = { user: `u${u}`, limit: 5, excludeSeen: true, ...(filter && { filter }) }
          const [want, got] = await Promise.all([exact.recommend(request), coded.recommend(request)])
          assert.deepEqual(ids(got), ids(want))
          rare += filter ? got.items.length : 0
        }
      assert.ok(rare > 40, 'the filter leaves something to compare')
    } finally {
      await Promise.all([exact.close(), coded.close()])
    }
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
})

const ids = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id)
