import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../kernels/kernels.ts'
import { type Csr, csrFrom, takeRows } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'
import { algorithms, labels, type Resolved, resolve } from './algorithms.ts'
import type { FitContext, Model } from './model.ts'

/** What every algorithm promises, whatever its name: this suite runs once for each entry of the table. */

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())
const context = (seed = 1): FitContext => ({ kernels, seed })

/** Random weights; user 2 has nothing, item 1 was never touched. */
function lopsided(nRows: number, nCols: number, nEntries: number): Csr {
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
  return csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
}

const nothing = (nRows: number, nCols: number) =>
  csrFrom(nRows, nCols, new Uint32Array(), new Uint32Array(), undefined, 'sum')

const matrices: Record<string, Csr> = {
  'more users than items': lopsided(23, 7, 60),
  'more items than users': lopsided(5, 31, 50),
  'one user, one item': csrFrom(1, 1, Uint32Array.of(0), Uint32Array.of(0), Float32Array.of(2.5), 'sum'),
  'one user, many items': csrFrom(1, 70, Uint32Array.of(0, 0), Uint32Array.of(69, 3), undefined, 'sum'),
  'users and items but no interactions': nothing(4, 3),
  'items but no users': nothing(0, 5),
  'nothing at all': nothing(0, 0),
}
const shop = matrices['more users than items'] as Csr

/** Options at the edges of what is allowed, on top of the defaults. */
const oddOptions: Record<string, Record<string, unknown>[]> = {
  popular: [{}],
  'item-knn': [
    { nNeighbours: 1, withSelf: false },
    { weighting: 'cosine', nNeighbours: 1_000_000, nNeighbourhoods: 1 },
    { weighting: 'tfidf', shrinkage: 1e9 },
    { k1: 0, b: 0 },
    { k1: 1e6, b: 1 },
  ],
  ials: [{ dim: 1 }, { dim: 7 }, { dim: 70 }],
}

function scoresOf(model: Model, histories: Csr): Float32Array {
  const out = new Float32Array(histories.nRows * model.nItems).fill(Number.NaN)
  model.scoreInto(histories, out)
  return out
}

const fit = ({ algorithm, options }: Resolved, matrix: Csr, seed?: number) =>
  algorithm.fit(matrix, options, context(seed))

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
    for (const odd of oddOptions[resolved.algorithm.name] ?? [{}]) {
      const options = { ...resolved.options, ...odd }
      resolved.algorithm.check(options)
      for (const matrix of [shop, nothing(0, 0)]) {
        const model = await resolved.algorithm.fit(matrix, options, context())
        const { meta, arrays } = model.parts()
        const parts = { meta: JSON.parse(JSON.stringify(meta)), arrays: structuredClone(arrays) }
        const again = resolved.algorithm.load(parts, kernels)
        assert.equal(again.nItems, model.nItems)
        assert.deepEqual(scoresOf(again, matrix), scoresOf(model, matrix), JSON.stringify(odd))
        assert.deepEqual(await again.recommend(matrix, 4), await model.recommend(matrix, 4))
        assert.deepEqual(again.parts(), model.parts())
      }
    }
  })

  test(`${label}: parts of another model are refused`, () => {
    assert.throws(() => resolved.algorithm.load({ meta: {}, arrays: {} }, kernels), RangeError)
  })

  test(`${label}: the same seed gives the same bits`, async () => {
    const [one, two] = [await fit(resolved, shop, 7), await fit(resolved, shop, 7)]
    assert.deepEqual(one.parts(), two.parts())
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
    const fitting = resolved.algorithm.fit(shop, resolved.options, {
      ...context(),
      signal: AbortSignal.abort(reason),
    })
    await assert.rejects(fitting, (error) => error === reason)
  })

  for (const option of Object.keys(resolved.options)) {
    test(`${label}: a bad ${option} is refused by name`, () => {
      for (const bad of [Number.NaN, -1, 'nonsense', null, {}, Number.POSITIVE_INFINITY])
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
      const history = takeRows(shop, [u])
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

test('an unknown model, variant or option is refused with those there are', () => {
  assert.throws(() => resolve('item-knm'), /got "item-knm", want one of popular, item-knn, item-knn:cosine/)
  assert.throws(() => resolve('item-knn:pearson'), RangeError)
  assert.throws(() => resolve('toString'), RangeError)
  assert.throws(() => resolve('item-knn:toString'), RangeError)
  assert.throws(() => resolve('item-knn', { neighbours: 3 }), /"neighbours", want one of weighting, nNeighbours/)
  assert.throws(() => resolve('popular', { dim: 3 }), /"dim", want none/)
  assert.throws(() => resolve('item-knn:bm25', { b: 2 }), /item-knn:bm25: b: got 2, want a number from 0 to 1/)
})

test('what is asked for goes over the variant, and the variant over the defaults', () => {
  const { options } = resolve('item-knn:tfidf', { shrinkage: 4 })
  assert.deepEqual(options, { ...algorithms['item-knn']?.defaults, weighting: 'tfidf', nNeighbours: 50, shrinkage: 4 })
})

const columnsOf = (m: Csr, r: number) => m.column.subarray(m.rowStart[r], m.rowStart[r + 1])
