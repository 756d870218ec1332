import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Backend } from '../../kernels/backend.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { type ItemKnnOptions, itemKnn } from './item-knn.ts'
import { weightings } from './item-weighting.ts'

const kernels = await openKernels({ threads: 1 })

async function similarityOf(matrix: Csr, options: Partial<ItemKnnOptions>): Promise<number[][]> {
  const model = await itemKnn.fit(matrix, { ...itemKnn.defaults, ...options }, { kernels, seed: 1 })
  const { rowStart, column, value } = model.parts().arrays
  return Array.from({ length: matrix.nCols }, (_, i) => {
    const row = new Array<number>(matrix.nCols).fill(0)
    for (let at = rowStart![i]!; at < rowStart![i + 1]!; at++) row[column![at]!] = value![at]!
    return row
  })
}

/** The slow other road: everything dense, written from the formulas. */
function denseSimilarity(R: number[][], nItems: number, o: ItemKnnOptions): number[][] {
  const users = [...R.keys()]
  const items = Array.from({ length: nItems }, (_, i) => i)
  const sum = (of: number[]) => of.reduce((a, b) => a + b, 0)
  const idf = R.map((row) => Math.log(nItems) - Math.log(1 + row.filter((r) => r > 0).length))
  const s = items.map((i) => sum(R.map((row) => row[i]!)))
  const mean = sum(s) / nItems
  const raw = (u: number, i: number) => {
    const r = R[u]![i]!
    if (r === 0) return 0
    const centred = (mean: number) => (Math.abs(r - mean) < 1e-9 ? 0 : r - mean)
    const meanOf = (all: number[]) => sum(all) / all.filter((one) => one > 0).length
    if (o.weighting === 'cosine') return r
    if (o.weighting === 'adjusted-cosine') return centred(meanOf(R[u]!))
    if (o.weighting === 'pearson') return centred(meanOf(R.map((row) => row[i]!)))
    if (o.weighting === 'tfidf') return Math.sqrt(r) * idf[u]!
    return ((r * (o.k1 + 1)) / (o.k1 * (1 - o.b + (o.b * s[i]!) / mean) + r)) * idf[u]!
  }
  const undivided = o.weighting === 'bm25' && o.damping === 0
  const norm = items.map((i) => (undivided ? 1 : Math.hypot(...users.map((u) => raw(u, i))) || 1))
  return items.map((i) =>
    items.map((j) => {
      const likeness = sum(users.map((u) => (raw(u, i) * raw(u, j)) / (norm[i]! * norm[j]! + o.damping)))
      const n = users.filter((u) => R[u]![i]! > 0 && R[u]![j]! > 0).length
      return (!o.withSelf && i === j) || n === 0 ? 0 : (likeness * n) / (n + o.shrinkage)
    }),
  )
}

const csrOf = (R: number[][], nItems: number) => {
  const entries = R.flatMap((row, u) => row.flatMap((r, i) => (r > 0 ? [[u, i, r] as const] : [])))
  return csrFrom(
    R.length,
    nItems,
    Uint32Array.from(entries, ([u]) => u),
    Uint32Array.from(entries, ([, i]) => i),
    Float32Array.from(entries, ([, , r]) => r),
    'sum',
  )
}

const cases = fc.record({
  R: fc.integer({ min: 1, max: 6 }).chain((nItems) =>
    fc.array(fc.array(fc.constantFrom(0, 0, 1, 1, 2.5, 4), { minLength: nItems, maxLength: nItems }), {
      minLength: 1,
      maxLength: 9,
    }),
  ),
  weighting: fc.constantFrom(...weightings),
  nNeighbours: fc.integer({ min: 1, max: 7 }),
  shrinkage: fc.constantFrom(0, 0, 1.5),
  damping: fc.constantFrom(0, 0, 3),
  withSelf: fc.boolean(),
})

const near = (got: number, want: number) =>
  assert.ok(Math.abs(got - want) < 1e-5 * (1 + Math.abs(want)), `${got} is not ${want}`)

test('neighbours and their likeness are those of the formulas, computed densely', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ R, ...chosen }) => {
      const nItems = R[0]!.length
      const options = { ...itemKnn.defaults, ...chosen }
      const got = await similarityOf(csrOf(R, nItems), options)
      const want = denseSimilarity(R, nItems, options)
      for (let i = 0; i < nItems; i++) {
        const best = want[i]!.filter((x) => x > 1e-12)
          .sort((a, b) => b - a)
          .slice(0, options.nNeighbours)
        const kept = got[i]!.filter((x) => x > 1e-12).sort((a, b) => b - a)
        assert.equal(kept.length, best.length)
        for (const [rank, x] of kept.entries()) near(x, best[rank]!)
        for (const [j, x] of got[i]!.entries()) if (x > 1e-12) near(x, want[i]![j]!)
      }
    }),
    { numRuns: 400 },
  )
})

test('a shop of three products, by hand', async () => {
  // Ann has tea and cup, Ben tea, cup and pot, Cem tea.      tea: A B C   cup: A B   pot: B
  const R = [
    [1, 1, 0],
    [1, 1, 1],
    [1, 0, 0],
  ]
  const S = await similarityOf(csrOf(R, 3), { weighting: 'cosine', nNeighbours: 3 })
  near(S[0]![1]!, 2 / (Math.sqrt(3) * Math.sqrt(2)))
  near(S[0]![2]!, 1 / (Math.sqrt(3) * 1))
  near(S[1]![2]!, 1 / Math.sqrt(2))
  near(S[1]![1]!, 1)

  const model = await itemKnn.fit(
    csrOf(R, 3),
    { ...itemKnn.defaults, weighting: 'cosine', nNeighbours: 3 },
    { kernels, seed: 1 },
  )
  // A visitor with one cup and two pots: tea = 1 · 2/√6 + 2 · 1/√3, and the pots argue the louder.
  const visitor = csrOf([[0, 1, 2]], 3)
  const scores = new Float32Array(3)
  model.scoreInto(visitor, scores)
  near(scores[0]!, 2 / Math.sqrt(6) + 2 / Math.sqrt(3))
  assert.deepEqual(model.because(visitor, 0, 5), [2, 1])
  assert.deepEqual(model.because(visitor, 2, 5), [1], 'a product is no reason for itself')
})

test('of equally close neighbours the lower item stays', async () => {
  // every pair of items shares the same users, so all are equally alike
  const R = [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ]
  const S = await similarityOf(csrOf(R, 4), { weighting: 'cosine', nNeighbours: 2 })
  for (const row of S) assert.deepEqual(row.map(Boolean), [true, true, false, false])
})

test('the neighbours may be those of the item that is scored', async () => {
  // tea goes with everything, so two neighbours of tea are cup and pot; cup and can both have tea alone
  const R = [
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [1, 0, 1, 0],
    [1, 0, 0, 1],
  ]
  const options = { weighting: 'cosine', nNeighbours: 2, withSelf: false } as const
  const rows = await similarityOf(csrOf(R, 4), options)
  const columns = await similarityOf(csrOf(R, 4), { ...options, neighbourhoodOf: 'scored' })
  assert.equal(rows[0]![3], 0, 'tea has two that are closer than the can')
  assert.ok(columns[0]![3]! > 0, 'the can has tea')
  assert.deepEqual(
    columns,
    rows.map((row, i) => row.map((_, j) => rows[j]![i]!)),
  )
})

test('an item appears in at most nNeighbourhoods neighbourhoods, those where it is closest', async () => {
  const R = [
    [1, 1, 0, 1],
    [1, 0, 1, 1],
    [1, 0, 0, 0],
    [0, 1, 1, 1],
    [1, 1, 0, 0],
  ]
  const all = await similarityOf(csrOf(R, 4), { weighting: 'cosine', nNeighbours: 4, withSelf: false })
  const cut = await similarityOf(csrOf(R, 4), {
    weighting: 'cosine',
    nNeighbours: 4,
    withSelf: false,
    nNeighbourhoods: 2,
  })
  for (let j = 0; j < 4; j++) {
    const before = all.map((row) => row[j]!).sort((a, b) => b - a)
    const after = cut.map((row) => row[j]!).sort((a, b) => b - a)
    assert.deepEqual(after, [...before.slice(0, 2), 0, 0])
  }
})

test('a product that only all-embracing customers have gets no likeness, not NaN', async () => {
  // with 2 items, a customer who has one of them has idf = ln 2 − ln 2 = 0: the norm of both items is 0
  const S = await similarityOf(
    csrOf(
      [
        [1, 0],
        [0, 1],
      ],
      2,
    ),
    { weighting: 'tfidf' },
  )
  assert.deepEqual(S, [
    [0, 0],
    [0, 0],
  ])
})

/** 1,500 customers of 200 products each: 60 million additions, enough for threads to be started. */
function busyShop(): Csr {
  const row = Uint32Array.from({ length: 300_000 }, (_, k) => Math.floor(k / 200))
  const column = Uint32Array.from(row, (u, k) => (u * 7 + (k % 200) * 3) % 1000)
  const value = Float32Array.from(row, (u, k) => 1 + ((u * 31 + k * 17) % 101) / 10)
  return csrFrom(1500, 1000, row, column, value, 'max')
}

for (const threads of [1, 2])
  test(`a fit on ${threads} threads that is stopped half way throws the reason`, async () => {
    const kernels = await openKernels({ threads })
    const stop = new AbortController()
    const reason = new Error('enough')
    let looks = 0
    const fitting = itemKnn.fit(busyShop(), itemKnn.defaults, {
      kernels,
      seed: 1,
      signal: stop.signal,
      onProgress: (done, total) => {
        assert.ok(done < total)
        if (++looks === 2) stop.abort(reason)
      },
    })
    await assert.rejects(fitting, (error) => error === reason)
    assert.equal(looks, 2)
    await kernels.close()
  })

test('threads and backends change the time and not a bit of the result', async () => {
  const shop = busyShop()
  const fit = async (threads: number, backend: Backend) => {
    const kernels = await openKernels({ threads, backend })
    const model = await itemKnn.fit(shop, itemKnn.defaults, { kernels, seed: 1 })
    await kernels.close()
    return model.parts()
  }
  const want = await fit(1, 'simd')
  assert.deepEqual(await fit(3, 'simd'), want)
  assert.deepEqual(await fit(2, 'plain'), want)
})
