import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../../numbers/rng.ts'
import type { Range } from '../model.ts'
import { fitRatings } from './fit-ratings.ts'
import { type RatingModel, type Ratings, ratingsFrom } from './rating-model.ts'
import { ratings as algorithms, ratingLabels, resolveRating } from './ratings.ts'

/** What every rating algorithm promises: this suite runs once for each entry of the table. */

const scale = { low: 1, high: 5 }

/** Tastes in two groups, some noise; user 3 rated nothing, item 2 was never rated. */
function lopsided(nUsers = 30, nItems = 12, seed = 1): Ratings {
  const random = rng(seed)
  const [user, item, value]: [number[], number[], number[]] = [[], [], []]
  for (let u = 0; u < nUsers; u++)
    for (let i = 0; i < nItems; i++) {
      if (u === 3 || i === 2 || random() < 0.5) continue
      user.push(u)
      item.push(i)
      value.push(Math.min(5, Math.max(1, Math.round((u % 2 === i % 2 ? 4 : 2) + 2 * (random() - 0.5)))))
    }
  return ratingsFrom(nUsers, nItems, Uint32Array.from(user), Uint32Array.from(item), Float32Array.from(value), scale)
}

const of = (nUsers: number, nItems: number, rows: readonly (readonly [number, number, number])[]) =>
  ratingsFrom(
    nUsers,
    nItems,
    Uint32Array.from(rows, ([u]) => u),
    Uint32Array.from(rows, ([, i]) => i),
    Float32Array.from(rows, ([, , r]) => r),
    scale,
  )

const cases: Record<string, Ratings> = {
  'tastes in two groups': lopsided(),
  'one rating': of(1, 1, [[0, 0, 4]]),
  'no ratings': of(3, 2, []),
  'nobody and nothing': of(0, 0, []),
  'all ratings equal': of(3, 3, [
    [0, 0, 3],
    [0, 1, 3],
    [1, 1, 3],
    [2, 2, 3],
    [2, 0, 3],
  ]),
}

/** Every pair there is, and strangers and unknown items. */
function everywhere(model: RatingModel): Float64Array {
  const users: number[] = []
  const items: number[] = []
  for (let u = -1; u < model.nUsers; u++)
    for (let i = -1; i < model.nItems; i++) {
      users.push(u)
      items.push(i)
    }
  const out = new Float64Array(users.length).fill(Number.NaN)
  model.predictInto(Int32Array.from(users), Int32Array.from(items), out)
  return out
}

const shop = cases['tastes in two groups'] as Ratings

for (const label of ratingLabels()) {
  const { algorithm, options: defaults } = resolveRating(label)
  const name = algorithm.name

  for (const [title, ratings] of Object.entries(cases))
    test(`${label}: predictions are numbers on the scale, for strangers and the unknown as well (${title})`, async () => {
      const model = await algorithm.fit(ratings, defaults, { seed: 1 })
      assert.deepEqual([model.kind, model.nUsers, model.nItems], [name, ratings.nRows, ratings.nCols])
      for (const prediction of everywhere(model)) assert.ok(prediction >= 1 && prediction <= 5, String(prediction))
    })

  test(`${label}: where everything was rated alike, everything is predicted so`, async () => {
    const model = await algorithm.fit(cases['all ratings equal'] as Ratings, defaults, { seed: 1 })
    const out = new Float64Array(2)
    model.predictInto(Int32Array.of(0, 2), Int32Array.of(0, 2), out)
    for (const prediction of out) assert.ok(Math.abs(prediction - 3) < 0.5, String(prediction))
  })

  test(`${label}: it learns: ratings held out are met better than by chance`, async () => {
    const { nRows, nCols, rowStart, column, value } = lopsided(120, 20, 5)
    const rows: (readonly [number, number, number])[] = []
    for (let u = 0; u < nRows; u++)
      for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) rows.push([u, column[at]!, value[at]!])
    const [train, held] = [rows.filter((_, k) => k % 5 !== 0), rows.filter((_, k) => k % 5 === 0)]
    const model = await algorithm.fit(of(nRows, nCols, train), defaults, { seed: 1 })
    const out = new Float64Array(held.length)
    model.predictInto(
      Int32Array.from(held, ([u]) => u),
      Int32Array.from(held, ([, i]) => i),
      out,
    )
    const mean = train.reduce((sum, [, , r]) => sum + r, 0) / train.length
    const error = (of: (k: number) => number) =>
      Math.sqrt(held.reduce((sum, [, , r], k) => sum + (r - of(k)) ** 2, 0) / held.length)
    // what is usual for people and items says nothing of two tastes: those that know only that do as well as the mean
    const allowed = name === 'random' ? 2 : name === 'slope-one' ? 1.2 : name === 'baseline' ? 1.1 : 0.97
    assert.ok(
      error((k) => out[k]!) < allowed * error(() => mean),
      `${error((k) => out[k]!)} against ${error(() => mean)}`,
    )
  })

  test(`${label}: taken apart and loaded again it predicts the same, bit for bit`, async () => {
    for (const ratings of [shop, cases['nobody and nothing'] as Ratings]) {
      const model = await algorithm.fit(ratings, defaults, { seed: 1 })
      const { meta, arrays } = model.parts()
      const again = algorithm.load({ meta: JSON.parse(JSON.stringify(meta)), arrays: structuredClone(arrays) })
      assert.deepEqual(everywhere(again), everywhere(model))
    }
    assert.throws(() => algorithm.load({ meta: {}, arrays: {} }), RangeError)
  })

  test(`${label}: the same seed gives the same bits, and the ratings stay as they were`, async () => {
    const before = structuredClone(shop)
    const [one, two] = [
      await algorithm.fit(shop, defaults, { seed: 7 }),
      await algorithm.fit(shop, defaults, { seed: 7 }),
    ]
    assert.deepEqual(everywhere(one), everywhere(two))
    assert.deepEqual(shop, before)
  })

  test(`${label}: an aborted fit throws the reason it was given`, async () => {
    const reason = new Error('the shop closed')
    await assert.rejects(
      algorithm.fit(shop, defaults, { seed: 1, signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    )
  })

  test(`${label}: what it needs is said before, and refused with advice when it is too much`, async () => {
    const need = algorithm.memoryBytes({ nUsers: 30, nItems: 12, nRatings: 150 }, defaults)
    assert.ok(need > 0 && need <= algorithm.memoryBytes({ nUsers: 300, nItems: 120, nRatings: 9000 }, defaults))
    const fitting = fitRatings(resolveRating(label), shop, { seed: 1, memoryLimitBytes: 1 })
    await assert.rejects(fitting, /MiB, .* are allowed; raise the limit/)
  })

  test(`${label}: a scale of 0.5 to 5, 0 to 100 or around 0 only moves and stretches what is predicted`, async () => {
    for (const [by, from] of [
      [0.5, 0],
      [20, 0],
      [1, -3],
    ] as const) {
      const { low, high } = { low: by * 1 + from, high: by * 5 + from }
      const moved = { ...shop, value: shop.value.map((r) => by * r + from), scale: { low, high } }
      const predicted = everywhere(await algorithm.fit(moved, defaults, { seed: 1 }))
      assert.ok(predicted.every((r) => r >= low && r <= high))
      const spread = Math.max(...predicted) - Math.min(...predicted)
      assert.ok(spread > 0.1 * (high - low), `${spread} of ${high - low}: it still tells items apart`)
    }
  })

  for (const option of Object.keys(defaults))
    test(`${label}: a bad ${option} is refused by name`, () => {
      for (const bad of [Number.NaN, -1, 'nonsense', null, {}, Number.POSITIVE_INFINITY])
        assert.throws(
          () => algorithm.check({ ...defaults, [option]: bad }),
          (error) => error instanceof RangeError && error.message.includes(option),
          `${option} = ${String(bad)}`,
        )
    })

  test(`${label}: both ends of what tuning may try are good options`, async () => {
    const ends = Object.entries((algorithm.space ?? {}) as Record<string, Range>).flatMap(([option, range]) =>
      ('choices' in range ? range.choices : [range.low, range.high]).map((value) => ({ [option]: value })),
    )
    for (const end of ends)
      for (const prediction of everywhere(await algorithm.fit(shop, { ...defaults, ...end }, { seed: 1 })))
        assert.ok(prediction >= 1 && prediction <= 5, JSON.stringify(end))
  })
}

test('a rating off the scale and one that is no number are refused', () => {
  assert.throws(() => of(1, 1, [[0, 0, 6]]), /rating 0: got 6, want a number from 1 to 5/)
  assert.throws(() => of(1, 1, [[0, 0, Number.NaN]]), /got NaN/)
  assert.throws(() => of(1, 1, [[0, 1, 3]]), RangeError)
})

test('of a pair that was rated twice the later rating counts, and the scale is what was given', () => {
  const { column, value, scale } = ratingsFrom(
    1,
    3,
    Uint32Array.of(0, 0, 0),
    Uint32Array.of(1, 2, 1),
    Float32Array.of(9, 2, 7),
  )
  assert.deepEqual([[...column], [...value], scale], [[1, 2], [7, 2], { low: 2, high: 9 }])
})

test('an unknown rating model, variant or option is refused with those there are', () => {
  assert.throws(() => resolveRating('svdd'), /got "svdd", want one of random, baseline, baseline:sgd, svd/)
  assert.throws(() => resolveRating('knn', { neighbours: 3 }), /"neighbours", want one of nNeighbours/)
  assert.throws(() => resolveRating('blend', { parts: [{ model: 'blend' }] }), /parts\[0\]: got the model "blend"/)
  assert.ok(Object.hasOwn(algorithms, 'svd++'))
})
