import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { topK } from '../../numbers/topk.ts'
import { algorithms, resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'
import type { ItemFeatures, Model } from '../model.ts'
import { Asker, askerFeatures } from './asker.ts'
import { itemFacts } from './item-facts.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const [nItems, nCategories] = [60, 6]
const categoryOf = (item: number) => item % nCategories

/** Everybody buys in one category, ten items there are in each. */
function faithful(nUsers: number, seed: number): Interactions {
  const random = rng(seed)
  const [row, item]: [number[], number[]] = [[], []]
  for (let u = 0; u < nUsers; u++)
    for (let k = 0; k < 5; k++) {
      row.push(u)
      item.push((u % nCategories) + nCategories * Math.floor(random() * 10))
    }
  return interactionsFrom(nUsers, nItems, { row: Uint32Array.from(row), item: Uint32Array.from(item) }, 'max')
}

const items = Uint32Array.from({ length: nItems }, (_, i) => i)
const itemFeatures: ItemFeatures = {
  fields: { category: csrFrom(nItems, nCategories, items, items.map(categoryOf), undefined, 'max') },
}
const train = faithful(300, 1)
/** Neither part knows what a category is. */
const parts = [{ model: 'popular' }, { model: 'popular:recent' }]

const fit = (label: string, options: object) =>
  fitModel(resolve(label, { parts, ...options }), train, { kernels, seed: 1, itemFeatures })

function scores(model: Model, histories: Interactions): Float32Array[] {
  const out = new Float32Array(histories.nRows * nItems)
  model.scoreInto(histories, out)
  return Array.from({ length: histories.nRows }, (_, r) => out.subarray(r * nItems, (r + 1) * nItems))
}

/** Share of the five best that are of the category of the history. */
function met(model: Model): number {
  const strangers = faithful(60, 2)
  const each = scores(model, strangers).map(
    (row, u) => topK(row, 5).filter((i) => categoryOf(i) === u % nCategories).length / 5,
  )
  return each.reduce((sum, share) => sum + share, 0) / each.length
}

test('a taste for one category, which no part and so no blend knows, is learnt by the trees', async () => {
  const reranked = met(await fit('rerank', { minLeafRows: 10 }))
  assert.ok(reranked > 0.9, `${reranked}`)
  assert.ok(met(await fit('blend', {})) < 0.4)
})

test('candidates stand above everything else, which keeps the order of the blend', async () => {
  const weighted = [{ model: 'popular', weight: 1 }]
  const model = await fit('rerank', { parts: weighted, candidates: 7, minLeafRows: 10 })
  const popular = await fit('blend', { parts: weighted })
  const asked = faithful(12, 3)
  const first = scores(popular, asked)
  for (const [r, row] of scores(model, asked).entries()) {
    const candidates = topK(first[r]!, 7)
    const least = Math.min(...Array.from(candidates, (i) => row[i]!))
    const rest = Array.from(items).filter((i) => !candidates.includes(i))
    for (const i of rest) assert.ok(row[i]! < least)
    const byBlend = [...rest].sort((a, b) => first[r]![b]! - first[r]![a]! || a - b)
    assert.deepEqual(
      [...rest].sort((a, b) => row[b]! - row[a]! || a - b),
      byBlend,
    )
  }
})

test('trees that were grown over other features are refused, not misread', async () => {
  const { meta, arrays } = (await fit('rerank', { trees: 1 })).parts()
  assert.throws(
    () => algorithms.rerank?.load({ meta: { ...meta, nFeatures: 7 }, arrays }, kernels),
    /rerank: trees over 7 features, want \d+ of this version/,
  )
})

test('where no part needs the order of a history, whether it is known changes nothing', async () => {
  const model = await fit('rerank', { parts: [{ model: 'popular' }, { model: 'item-knn' }], minLeafRows: 10 })
  const strangers = faithful(60, 2)
  const { sequences, ...unordered } = strangers
  assert.ok(sequences, 'there is an order to be left out')
  assert.deepEqual(scores(model, unordered), scores(model, strangers))
})

test('without trees the blend is left', async () => {
  const [none, blend] = [await fit('rerank', { trees: 0 }), await fit('blend', {})]
  const [a, b] = [scores(none, faithful(9, 4)), scores(blend, faithful(9, 4))]
  for (const [r, row] of a.entries()) assert.deepEqual(topK(row, 10), topK(b[r]!, 10))
})

test('what is known of a candidate, by hand', () => {
  // days 0, 1, 2, 10: items 0, 1, 0 of Ann and 2 of Ben; prices 1, e, e³
  const histories = interactionsFrom(
    2,
    3,
    {
      row: Uint32Array.of(0, 0, 0, 1),
      item: Uint32Array.of(0, 1, 0, 2),
      day: Float64Array.of(0, 1, 2, 10),
    },
    'sum',
  )
  const category = csrFrom(3, 2, Uint32Array.of(0, 1, 2), Uint32Array.of(0, 1, 0), undefined, 'max')
  const price = Float32Array.of(1, Math.E, Math.E ** 3)
  const facts = itemFacts(histories, { fields: { category }, price })
  const known = (item: number) => {
    const out = new Float32Array(askerFeatures.length)
    new Asker(histories, 0, facts).featuresInto(item, out, 0)
    return Object.fromEntries(askerFeatures.map((name, f) => [name, out[f]!]))
  }
  const zero = known(0)
  // Ann's weights are 2 and 1: her mean log price is 1 / 3, two thirds of her category 0. A half-life is one day of ten
  const want = {
    people: Math.log(2),
    recent: Math.log1p(2 ** -10 + 2 ** -8),
    'days since its first event': 2,
    'days since its last event': 0,
    'log price': 0,
    'log price less the mean of the history': -1 / 3,
    'share of its categories in the history': 2 / 3,
    'times in the history': 2,
    'days since it was last in the history': 0,
    'events since it was last in the history': 0,
    'items in the history': 2,
  }
  for (const [name, value] of Object.entries(want))
    assert.ok(Math.abs(zero[name]! - value) < 1e-6, `${name}: ${zero[name]} is not ${value}`)
  assert.ok(Number.isNaN(zero['share of its brand in the history']))
  const two = known(2)
  assert.equal(two['times in the history'], 0)
  assert.ok(Number.isNaN(two['days since it was last in the history']))
  assert.equal(two['days since its first event'], -8)
  assert.equal(known(1)['events since it was last in the history'], 1)
})
