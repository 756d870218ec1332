import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FactorModel } from '../../src/model/ratings/factor-model.ts'
import { meanRating, ratingsFrom } from '../../src/model/ratings/rating-model.ts'
import { resolveRating } from '../../src/model/ratings/ratings.ts'
import { plainEpoch, svd } from '../../src/model/ratings/svd.ts'

/** Predictions held against scikit-surprise's on a small fixed set; bench/peers/ratings_golden.py wrote them. */
interface Golden {
  nUsers: number
  nItems: number
  user: number[]
  item: number[]
  value: number[]
  askedUser: number[]
  askedItem: number[]
  first: { P: number[][]; Q: number[][] }
  answers: Record<'baseline' | 'baseline:sgd' | 'slope-one' | 'svd' | 'shrunk', number[]> & {
    knn: Record<string, number[]>
    nmf: { dim: number; lambda: number; objective: number }
  }
}
const golden = JSON.parse(readFileSync(new URL('ratings.json', import.meta.url), 'utf8')) as Golden
const { nUsers, nItems, answers } = golden
const ratings = ratingsFrom(
  nUsers,
  nItems,
  Uint32Array.from(golden.user),
  Uint32Array.from(golden.item),
  Float32Array.from(golden.value),
  { low: 0.5, high: 5 },
)
const [users, items] = [Int32Array.from(golden.askedUser), Int32Array.from(golden.askedItem)]

async function predicted(label: string, options?: Record<string, unknown>): Promise<Float64Array> {
  const { algorithm, options: all } = resolveRating(label, options)
  const out = new Float64Array(users.length)
  ;(await algorithm.fit(ratings, all, { seed: 1 })).predictInto(users, items, out)
  return out
}

function same(got: Float64Array, want: readonly number[], within: number): void {
  assert.equal(got.length, want.length)
  got.forEach((prediction, k) => {
    assert.ok(Math.abs(prediction - want[k]!) <= within, `${k}: ${prediction} is not ${want[k]}`)
  })
}

for (const label of ['baseline', 'baseline:sgd', 'slope-one'] as const)
  test(`${label} predicts what Surprise does`, async () => same(await predicted(label), answers[label], 1e-8))

for (const [name, want] of Object.entries(answers.knn)) {
  const [centre, similarity, side] = name.split(' ')
  test(`neighbours of ${side}, ${similarity}, around ${centre}: predictions are Surprise's`, async () => {
    const options = { centre, similarity, items: side === 'items', nNeighbours: 60 }
    same(await predicted('knn', options), want, 1e-7)
  })
}

test('shrinkage and support of neighbours are those of Surprise', async () =>
  same(await predicted('knn', { shrinkage: 20, minSupport: 4, nNeighbours: 60 }), answers.shrunk, 1e-7))

test('SVD from the same first factors goes where Surprise goes, gradient by gradient', () => {
  const dim = 4
  const state = {
    base: meanRating(ratings),
    userBias: new Float64Array(nUsers),
    itemBias: new Float64Array(nItems),
    P: Float64Array.from(golden.first.P.flat()),
    Q: Float64Array.from(golden.first.Q.flat()),
    Y: new Float64Array(0),
  }
  for (let epoch = 0; epoch < 12; epoch++)
    plainEpoch(ratings, { ...svd.defaults, dim, lambda: 0.05, biased: true }, 0.02, state)
  const { P: userFactors, Q: itemFactors, userBias, itemBias, base: mean } = state
  const out = new Float64Array(users.length)
  const model = new FactorModel('svd', {
    mean,
    scale: ratings.scale,
    dim,
    userBias,
    itemBias,
    userFactors,
    itemFactors,
  })
  model.predictInto(users, items, out)
  same(out, answers.svd, 1e-8)
})

test('NMF comes as low in 20 epochs as Surprise in 300, on the same objective', async () => {
  const { dim, lambda, objective } = answers.nmf
  const { algorithm, options } = resolveRating('nmf', { dim, epochs: 20, userLambda: lambda, itemLambda: lambda })
  const { userFactors: P, itemFactors: Q } = (await algorithm.fit(ratings, options, { seed: 1 })).parts().arrays
  const least = golden.user.reduce((sum, u, k) => {
    const [p, q] = [
      P!.subarray(u * dim, (u + 1) * dim),
      Q!.subarray(golden.item[k]! * dim, (golden.item[k]! + 1) * dim),
    ]
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, f) => sum + x * b[f]!, 0)
    return sum + (golden.value[k]! - dot(p, q)) ** 2 + lambda * (dot(p, p) + dot(q, q))
  }, 0)
  assert.ok([...P!, ...Q!].every((x) => x >= 0))
  assert.ok(least <= 1.02 * objective, `${least} against ${objective}`)
})
