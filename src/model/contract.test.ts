import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../kernels/kernels.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'
import { algorithms, labels, type Resolved, resolve } from './algorithms.ts'
import { fitModel } from './fit.ts'
import { type Interactions, takeInteractions } from './interactions.ts'
import type { FitContext, ItemFeatures, Model, Range } from './model.ts'

/** What every algorithm promises, whatever its name: this suite runs once for each entry of the table. */

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())
const context = (nItems: number, seed = 1): FitContext => ({ kernels, seed, itemFeatures: featuresOf(nItems) })

/** Two features for each item but the last, which has none; a vector for each but the first. */
function featuresOf(nItems: number): ItemFeatures {
  const item = Uint32Array.from({ length: 2 * Math.max(0, nItems - 1) }, (_, k) => k >> 1)
  const feature = item.map((i, k) => (k % 2 === 0 ? i % 3 : 3 + ((i * 7) % 5)))
  const text = csrFrom(nItems, 8, item, feature, undefined, 'sum')
  const category = csrFrom(
    nItems,
    3,
    item,
    item.map((i) => i % 3),
    undefined,
    'max',
  )
  return {
    fields: { text, category },
    price: Float32Array.from({ length: nItems }, (_, i) => (i === 0 ? Number.NaN : 1 + i)),
    embeddings: { dim: 5, array: Float32Array.from({ length: nItems * 5 }, (_, k) => (k < 5 ? 0 : Math.sin(k * k))) },
  }
}

/** Random weights; user 2 has nothing, item 1 was never touched. Events come in an order of their own, some twice. */
function lopsided(nRows: number, nCols: number, nEntries: number): Interactions {
  const random = rng(nRows * 1000 + nCols)
  const row: number[] = []
  const column: number[] = []
  const value: number[] = []
  for (let k = 0; k < nEntries; k++) {
    const [u, i] = [Math.floor(random() * nRows), Math.floor(random() * nCols)]
    if (u === 2 || i === 1) continue
    row.push(u)
    column.push(i)
    value.push(0.25 + 3 * random())
  }
  return withAll(nRows, nCols, row, column, value)
}

/** The entries as events, one a quarter of a day, three to a basket; a feature for every second person. */
function withAll(nRows: number, nCols: number, row: number[], column: number[], value: number[]): Interactions {
  const matrix = csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
  const events = Array.from({ length: nRows }, (_, r) => row.flatMap((one, k) => (one === r ? [k] : [])))
  const rowStart = new Uint32Array(nRows + 1)
  for (let r = 0; r < nRows; r++) rowStart[r + 1] = rowStart[r]! + (events[r]?.length ?? 0)
  const order = events.flat()
  const place = events.flatMap((ofRow) => ofRow.map((_, at) => at))
  const sequences = {
    rowStart,
    item: Uint32Array.from(order, (k) => column[k] ?? 0),
    day: Float64Array.from(order, (k) => 20_000 + k / 4),
    weight: Float32Array.from(order, (k) => value[k] ?? 0),
    basket: Uint32Array.from(place, (at) => Math.floor(at / 3)),
  }
  const known = Uint32Array.from({ length: Math.ceil(nRows / 2) }, (_, k) => 2 * k)
  const userFeatures = csrFrom(
    nRows,
    4,
    known,
    known.map((r) => r % 3),
    undefined,
    'max',
  )
  return { ...matrix, sequences, userFeatures }
}

const nothing = (nRows: number, nCols: number) => withAll(nRows, nCols, [], [], [])

const matrices: Record<string, Interactions> = {
  'more users than items': lopsided(23, 7, 60),
  'more items than users': lopsided(5, 31, 50),
  'one user, one item': withAll(1, 1, [0], [0], [2.5]),
  'one user, many items': withAll(1, 70, [0, 0], [69, 3], [1, 1]),
  'a user with everything, another with the same again': withAll(
    2,
    5,
    [0, 0, 0, 0, 0, 1, 1],
    [4, 3, 2, 1, 0, 2, 2],
    [1, 1, 1, 1, 1, 2, 1],
  ),
  'users and items but no interactions': nothing(4, 3),
  'items but no users': nothing(0, 5),
  'nothing at all': nothing(0, 0),
}
const shop = matrices['more users than items'] as Interactions

/** Options at the ends of what tuning may try and, for some, beyond. */
const oddOptions: Record<string, Record<string, unknown>[]> = {
  'item-knn': [
    { nNeighbours: 1, withSelf: false },
    { weighting: 'cosine', nNeighbours: 1_000_000, nNeighbourhoods: 1 },
    { k1: 1e6, b: 1 },
  ],
  ials: [{ dim: 1 }, { dim: 7 }, { dim: 70 }],
}

function edgesOf({ space = {}, name }: Resolved['algorithm']): Record<string, unknown>[] {
  const ends = Object.entries(space as Record<string, Range>).flatMap(([option, range]) =>
    ('choices' in range ? range.choices : [range.low, range.high]).map((value) => ({ [option]: value })),
  )
  return [{}, ...ends, ...(oddOptions[name] ?? [])]
}

function scoresOf(model: Model, histories: Interactions): Float32Array {
  const out = new Float32Array(histories.nRows * model.nItems).fill(Number.NaN)
  model.scoreInto(histories, out)
  return out
}

const fit = (resolved: Resolved, matrix: Interactions, seed?: number) =>
  fitModel(resolved, matrix, context(matrix.nCols, seed))

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a), Math.abs(b))

for (const label of labels()) {
  const resolved = resolve(label)

  for (const [name, matrix] of Object.entries(matrices)) {
    test(`${label}: scores are numbers for every item and every history (${name})`, async () => {
      const model = await fit(resolved, matrix)
      assert.equal(model.kind, resolved.algorithm.name)
      assert.equal(model.nItems, matrix.nCols)
      assert.ok(scoresOf(model, matrix).every(Number.isFinite))
    })

    test(`${label}: recommends what scoring and choosing the best gives (${name})`, async () => {
      const model = await fit(resolved, matrix)
      const scores = scoresOf(model, matrix)
      for (const exclude of [undefined, matrix])
        for (const k of [0, 1, 3, matrix.nCols + 5]) {
          const got = await model.recommend(matrix, k, exclude)
          assert.equal(got.k, k)
          assert.equal(got.count.length, matrix.nRows)
          for (let r = 0; r < matrix.nRows; r++) {
            const row = scores.slice(r * model.nItems, (r + 1) * model.nItems)
            if (exclude) for (const i of columnsOf(exclude, r)) row[i] = Number.NEGATIVE_INFINITY
            const want = topK(row, k)
            assert.equal(got.count[r], want.length, 'as many as there are')
            const items = got.item.subarray(r * k, r * k + want.length)
            assert.equal(new Set(items).size, want.length, 'each once')
            items.forEach((item, rank) => {
              // another order of additions may exchange near ties, but never give a lower score at a rank
              assert.ok(close(row[item]!, row[want[rank]!]!), `row ${r}, rank ${rank}: ${row[item]}`)
              assert.ok(close(got.score[r * k + rank]!, row[item]!))
            })
          }
        }
    })
  }

  test(`${label}: a model that was taken apart and loaded again scores the same, bit for bit`, async () => {
    for (const odd of edgesOf(resolved.algorithm)) {
      const options = { ...resolved.options, ...odd }
      resolved.algorithm.check(options)
      for (const matrix of [shop, nothing(0, 0)]) {
        const model = await fit({ ...resolved, options }, matrix)
        const { meta, arrays } = model.parts()
        const parts = { meta: JSON.parse(JSON.stringify(meta)), arrays: structuredClone(arrays) }
        const again = resolved.algorithm.load(parts, kernels)
        assert.equal(again.nItems, model.nItems)
        assert.ok(scoresOf(again, matrix).every(Number.isFinite), JSON.stringify(odd))
        assert.deepEqual(scoresOf(again, matrix), scoresOf(model, matrix), JSON.stringify(odd))
        assert.deepEqual(await again.recommend(matrix, 4), await model.recommend(matrix, 4))
        assert.deepEqual(again.parts(), model.parts())
      }
    }
  })

  test(`${label}: parts of another model are refused`, () => {
    assert.throws(() => resolved.algorithm.load({ meta: {}, arrays: {} }, kernels), RangeError)
  })

  test(`${label}: the same seed gives the same bits, with one thread or two`, async () => {
    const alone = await openKernels({ threads: 1 })
    try {
      const one = await fit(resolved, shop, 7)
      const two = await fitModel(resolved, shop, { ...context(shop.nCols, 7), kernels: alone })
      assert.deepEqual(one.parts(), two.parts())
      assert.deepEqual(await one.recommend(shop, 3), await two.recommend(shop, 3))
    } finally {
      await alone.close()
    }
  })

  test(`${label}: what it needs is said before, and refused with advice when it is too much`, async () => {
    const bytes = resolved.algorithm.memoryBytes(shop, resolved.options)
    assert.ok(Number.isFinite(bytes) && bytes > 0)
    assert.ok(bytes <= resolved.algorithm.memoryBytes(lopsided(400, 90, 3000), resolved.options), 'more data, no less')
    const fitting = fitModel(resolved, shop, { ...context(shop.nCols), memoryLimitBytes: bytes - 1 })
    await assert.rejects(fitting, /MiB, .* are allowed; raise the limit/)
  })

  test(`${label}: what it cannot do without is asked for by name`, async () => {
    const { sequences, userFeatures, ...bare } = shop
    const { itemFeatures, ...poor } = context(shop.nCols)
    const needs = resolved.algorithm.needs?.(resolved.options) ?? []
    if (needs.length === 0) return assert.equal((await fitModel(resolved, bare, poor)).nItems, shop.nCols)
    await assert.rejects(fitModel(resolved, bare, poor), (error) => {
      assert.ok(error instanceof RangeError)
      return needs.some((need) => error.message.includes(need))
    })
  })

  test(`${label}: a history without its order is still answered`, async () => {
    const model = await fit(resolved, shop)
    const { sequences, userFeatures, ...bare } = shop
    assert.ok(scoresOf(model, bare).every(Number.isFinite))
  })

  test(`${label}: fitting, scoring and recommending leave their matrix as it was`, async () => {
    const matrix = structuredClone(shop)
    const model = await fit(resolved, matrix)
    scoresOf(model, matrix)
    await model.recommend(matrix, 3, matrix)
    assert.deepEqual(matrix, shop)
  })

  test(`${label}: an aborted fit throws the reason it was given`, async () => {
    const reason = new Error('the shop closed')
    const { algorithm, options } = resolved
    const fitting = algorithm.fit(shop, options, { ...context(shop.nCols), signal: AbortSignal.abort(reason) })
    await assert.rejects(fitting, (error) => error === reason)
  })

  for (const option of Object.keys(resolved.options)) {
    test(`${label}: a bad ${option} is refused by name`, () => {
      // options of another algorithm may be none at all
      const none = option === 'modelOptions' ? [] : [{}]
      for (const bad of [Number.NaN, -1, 'nonsense', null, Number.POSITIVE_INFINITY, ...none])
        assert.throws(
          () => resolved.algorithm.check({ ...resolved.options, [option]: bad }),
          (error) => error instanceof RangeError && error.message.includes(option),
          `${option} = ${String(bad)}`,
        )
    })
  }

  test(`${label}: histories or exclusions of another shape are refused`, async () => {
    const model = await fit(resolved, shop)
    await assert.rejects(model.recommend(nothing(2, shop.nCols + 1), 3), RangeError)
    await assert.rejects(model.recommend(shop, 3, nothing(shop.nRows - 1, shop.nCols)), RangeError)
    await assert.rejects(model.recommend(shop, 1.5), RangeError)
  })

  test(`${label}: reasons are items of the history other than the one explained, few enough, each once`, async () => {
    const model = await fit(resolved, shop)
    for (let u = 0; u < shop.nRows; u++) {
      const history = takeInteractions(shop, [u])
      for (let item = 0; item < shop.nCols; item++)
        for (const limit of [0, 1, 3]) {
          const reasons = model.because(history, item, limit)
          assert.ok(reasons.length <= limit)
          assert.equal(new Set(reasons).size, reasons.length)
          for (const reason of reasons) assert.ok(history.column.includes(reason) && reason !== item)
        }
    }
  })

  test(`${label}: an item is not similar to itself, and likeness to others is a number`, async () => {
    const model = await fit(resolved, shop)
    if (!model.similarInto) return
    const out = new Float32Array(shop.nCols).fill(Number.NaN)
    for (let item = 0; item < shop.nCols; item++) {
      model.similarInto(item, out)
      out.forEach((likeness, other) => {
        if (other === item) assert.equal(likeness, Number.NEGATIVE_INFINITY)
        else assert.ok(Number.isFinite(likeness))
      })
    }
  })
}

const broken: Record<string, [RegExp, (m: Interactions) => Interactions]> = {
  'a weight that is not a number': [/row 0, column .*NaN/, (m) => ({ ...m, value: m.value.with(0, Number.NaN) })],
  'an infinite weight': [/Infinity/, (m) => ({ ...m, value: m.value.with(0, Number.POSITIVE_INFINITY) })],
  'a weight of zero': [/got the weight 0/, (m) => ({ ...m, value: m.value.with(0, 0) })],
  'an item out of range': [/got column 7, want one below 7/, (m) => ({ ...m, column: m.column.with(0, 7) })],
  'an entry twice': [/rising and each once/, (m) => ({ ...m, column: m.column.with(1, m.column[0] ?? 0) })],
  'fewer weights than entries': [/columns and/, (m) => ({ ...m, value: m.value.slice(1) })],
  'events out of order': [
    /want oldest first/,
    (m) => ({ ...m, sequences: { ...m.sequences!, day: m.sequences!.day.with(0, 30_000) } }),
  ],
  'an event with an unknown item': [
    /got item 99, want one below 7/,
    (m) => ({ ...m, sequences: { ...m.sequences!, item: m.sequences!.item.with(0, 99) } }),
  ],
}
for (const [name, [message, spoil]] of Object.entries(broken))
  test(`${name} is refused before any algorithm sees it`, async () => {
    await assert.rejects(fit(resolve('popular'), spoil(shop)), (error) => {
      assert.ok(error instanceof RangeError)
      assert.match(error.message, message)
      return true
    })
  })

test('an unknown model, variant or option is refused with those there are', () => {
  assert.throws(() => resolve('item-knm'), /got "item-knm", want one of popular, .*item-knn, item-knn:cosine/)
  assert.throws(() => resolve('item-knn:pearson'), RangeError)
  assert.throws(() => resolve('toString'), RangeError)
  assert.throws(() => resolve('item-knn:toString'), RangeError)
  assert.throws(() => resolve('item-knn', { neighbours: 3 }), /"neighbours", want one of weighting, nNeighbours/)
  assert.throws(() => resolve('popular', { dim: 3 }), /"dim", want one of count, halfLifeDays/)
  assert.throws(() => resolve('item-knn:bm25', { b: 2 }), /item-knn:bm25: b: got 2, want a number from 0 to 1/)
})

test('what is asked for goes over the variant, and the variant over the defaults', () => {
  const { options } = resolve('item-knn:tfidf', { shrinkage: 4 })
  assert.deepEqual(options, { ...algorithms['item-knn']?.defaults, weighting: 'tfidf', nNeighbours: 50, shrinkage: 4 })
})

const columnsOf = (m: Csr, r: number) => m.column.subarray(m.rowStart[r], m.rowStart[r + 1])
