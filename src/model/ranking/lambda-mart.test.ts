import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rng } from '../../numbers/rng.ts'
import { mean } from '../../numbers/stats.ts'
import { binned } from './bins.ts'
import { forestOf, predict } from './forest.ts'
import { growTree } from './grow-tree.ts'
import { lambdaMart, type RankingData } from './lambda-mart.ts'
import { lambdasInto, ndcgOfEach, type Questions } from './lambdas.ts'

const near = (got: number, want: number, within = 1e-9) =>
  assert.ok(Math.abs(got - want) <= within, `${got} is not ${want}`)

test('six rows, one split: the gain is what the arithmetic says, and the leaves too', () => {
  // feature 0 rises, feature 1 is of no use; gradients −1 −1 −1 +2 +2 −1, curvature 1, λ = 1
  const features = Float32Array.of(1, 7, 2, 7, 3, 7, 4, 7, 5, 7, 6, 7)
  const gradient = Float64Array.of(-1, -1, -1, 2, 2, -1)
  const curvature = new Float64Array(6).fill(1)
  const said = new Float64Array(6)
  const data = binned(features, 6, 2)
  assert.deepEqual([...data.edges[0]!], [1, 2, 3, 4, 5], 'the largest is no edge')
  assert.deepEqual([...data.edges[1]!], [], 'one value: nothing to split')
  // whole: G = 0, H = 6. Cut after 1: 1/2 + 1/6 = .667; after 2: 4/3 + 4/5 = 2.133; after 3: 9/4 + 9/4 = 4.5;
  // after 4: 1/5 + 1/3 = .533; after 5: 1/6 + 1/2 = .667. So after 3: leaves −3 / 4 and 3 / 4
  const two = growTree(data, gradient, curvature, { leaves: 2, minLeafRows: 1, lambda: 1 }, said)
  assert.deepEqual([two.feature[0], two.threshold[0], two.left[0]], [0, 3, 1])
  assert.deepEqual([...said], [-0.75, -0.75, -0.75, 0.75, 0.75, 0.75])
  // the left leaf cannot gain; the right one (2, 2, −1): 9/4 whole; after 4: 4/2 + 1/3 − 9/4 = .083;
  // after 5: 16/3 + 1/2 − 9/4 = 3.583. Leaves 4 / 3 and −1 / 2
  const three = growTree(data, gradient, curvature, { leaves: 3, minLeafRows: 1, lambda: 1 }, said)
  assert.equal(three.threshold[2], 5)
  ;[-0.75, -0.75, -0.75, 4 / 3, 4 / 3, -0.5].forEach((want, r) => {
    near(said[r]!, want)
  })
  const forest = forestOf([two, three])
  near(predict(forest, Float32Array.of(5.5, 0), 0), 0.75 - 0.5)
  near(predict(forest, Float32Array.of(0, Number.NaN, 0), 1), -0.75 - 0.75, 0)
})

test('leaves keep their least number of rows', () => {
  const data = binned(Float32Array.of(1, 2, 3, 4, 5, 6), 6, 1)
  const said = new Float64Array(6)
  const tree = growTree(
    data,
    Float64Array.of(9, -1, -1, -1, -1, -1),
    new Float64Array(6).fill(1),
    { leaves: 9, minLeafRows: 2, lambda: 0 },
    said,
  )
  // 9 alone would be the best cut; with two rows a leaf it takes its neighbour along
  assert.equal(tree.threshold[0], 2)
  assert.deepEqual([said[0], said[1]], [4, 4])
})

test('a histogram of many values cuts where sorting all of them would', () => {
  const random = rng(3)
  const n = 500
  // 40 values of each feature: every value is an edge, so the bins lose nothing
  const features = Float32Array.from({ length: n * 3 }, () => Math.floor(40 * random()) / 8)
  const gradient = Float64Array.from({ length: n }, (_, r) => Math.sin(features[3 * r + 1]! * 2) + random() - 0.5)
  const curvature = Float64Array.from({ length: n }, () => 0.1 + random())
  const tree = growTree(
    binned(features, n, 3),
    gradient,
    curvature,
    { leaves: 2, minLeafRows: 1, lambda: 0.5 },
    new Float64Array(n),
  )
  let best = { gain: 0, feature: -1, threshold: Number.NaN }
  const score = (rows: number[]) =>
    rows.reduce((sum, r) => sum + gradient[r]!, 0) ** 2 / (rows.reduce((sum, r) => sum + curvature[r]!, 0) + 0.5)
  const all = Array.from({ length: n }, (_, r) => r)
  for (let f = 0; f < 3; f++)
    for (const threshold of new Set(all.map((r) => features[3 * r + f]!))) {
      const [left, right] = [true, false].map((side) => all.filter((r) => features[3 * r + f]! <= threshold === side))
      if (right!.length === 0) continue
      const gain = score(left!) + score(right!) - score(all)
      if (gain > best.gain + 1e-12) best = { gain, feature: f, threshold }
    }
  assert.deepEqual([tree.feature[0], tree.threshold[0]], [best.feature, best.threshold])
})

test('trees on what is left of a squared error lower it with every tree', () => {
  const random = rng(8)
  const n = 400
  const features = Float32Array.from({ length: n * 2 }, () => random())
  const wanted = Float64Array.from(
    { length: n },
    (_, r) => Math.abs(features[2 * r]! - features[2 * r + 1]!) + 0.2 * random(),
  )
  const data = binned(features, n, 2)
  const [score, said] = [new Float64Array(n), new Float64Array(n)]
  let before = Number.POSITIVE_INFINITY
  for (let t = 0; t < 30; t++) {
    const left = wanted.map((y, r) => y - score[r]!)
    const error = left.reduce((sum, e) => sum + e * e, 0)
    assert.ok(error < before, `${error} after ${t} trees, ${before} before`)
    before = error
    growTree(data, left, new Float64Array(n).fill(1), { leaves: 6, minLeafRows: 5, lambda: 1 }, said)
    for (let r = 0; r < n; r++) score[r]! += 0.3 * said[r]!
  }
  assert.ok(before < 0.05 * wanted.reduce((sum, y) => sum + y * y, 0))
})

test('lambdas are the slope of the pairwise loss, by differences', () => {
  const random = rng(4)
  const questions: Questions = {
    start: Uint32Array.of(0, 7, 7, 12),
    wanted: Uint8Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0),
    nWanted: Uint32Array.of(3, 1, 1),
  }
  const score = Float64Array.from({ length: 12 }, () => 3 * random())
  const depth = 3
  const [gradient, curvature] = [new Float64Array(12), new Float64Array(12)]
  lambdasInto(questions, score, depth, gradient, curvature)
  // ranks as they are now, once and for all; what an exchange of two would change of NDCG@3, from its definition
  const loss = (at: Float64Array) => {
    let sum = 0
    for (const [q, from, to] of [
      [0, 0, 7],
      [2, 7, 12],
    ] as const) {
      const list = Array.from({ length: to - from }, (_, k) => from + k).sort((a, b) => score[b]! - score[a]!)
      const ndcg = (order: number[]) => {
        const ideal = [1, 1 / Math.log2(3), 1 / 2].slice(0, questions.nWanted[q]).reduce((a, b) => a + b)
        return order.slice(0, depth).reduce((sum, r, k) => sum + questions.wanted[r]! / Math.log2(k + 2), 0) / ideal
      }
      for (const i of list)
        for (const j of list) {
          if (!questions.wanted[i] || questions.wanted[j]) continue
          const exchanged = list.map((r) => (r === i ? j : r === j ? i : r))
          sum += Math.abs(ndcg(exchanged) - ndcg(list)) * Math.log(1 + Math.exp(at[j]! - at[i]!))
        }
    }
    return sum
  }
  const step = 1e-4
  for (let r = 0; r < 12; r++) {
    const [up, down] = [score.with(r, score[r]! + step), score.with(r, score[r]! - step)]
    near(gradient[r]!, -(loss(up) - loss(down)) / (2 * step), 1e-6)
    near(curvature[r]!, (loss(up) - 2 * loss(score) + loss(down)) / step ** 2, 1e-5)
  }
  assert.ok(gradient.some((g) => g > 0.01))
})

test('NDCG of the questions is the mean of those that want something', () => {
  const questions: Questions = {
    start: Uint32Array.of(0, 3, 5),
    wanted: Uint8Array.of(0, 1, 0, 0, 0),
    nWanted: Uint32Array.of(2, 0),
  }
  // the wanted one is second of the list, two are wanted: (1 / log₂ 3) / (1 + 1 / log₂ 3)
  const half = 1 / Math.log2(3)
  near(mean(ndcgOfEach(questions, Float64Array.of(3, 2, 1, 0, 0), 2)), half / (1 + half))
  near(mean(ndcgOfEach(questions, Float64Array.of(3, 2, 1, 0, 0), 1)), 0)
})

/** Ten rows a question, two signals ±1; wanted is where exactly one of them is up: no weighted sum tells it. */
function eitherOr(nQuestions: number, seed: number): RankingData {
  const random = rng(seed)
  const nRows = 10 * nQuestions
  const features = Float32Array.from({ length: nRows * 2 }, () => (random() < 0.5 ? -1 : 1) + 0.5 * (random() - 0.5))
  const wanted = Uint8Array.from({ length: nRows }, (_, r) => Number(features[2 * r]! > 0 !== features[2 * r + 1]! > 0))
  const start = Uint32Array.from({ length: nQuestions + 1 }, (_, q) => 10 * q)
  const nWanted = Uint32Array.from({ length: nQuestions }, (_, q) =>
    wanted.subarray(10 * q, 10 * q + 10).reduce((sum, w) => sum + w, 0),
  )
  return { start, wanted, nWanted, nFeatures: 2, features, first: new Float64Array(nRows) }
}

const options = { trees: 40, leaves: 8, minLeafRows: 5, lambda: 1, learningRate: 0.2, depth: 5 }

test('what is wanted when exactly one of two signals is up is learnt by trees and by no weighted sum of the signals', async () => {
  const [train, validation, asked] = [eitherOr(150, 1), eitherOr(50, 2), eitherOr(100, 3)]
  const forest = await lambdaMart(train, validation, options)
  const byTrees = asked.first.map((_, r) => predict(forest, asked.features, 2 * r))
  assert.ok(mean(ndcgOfEach(asked, byTrees, 5)) > 0.99, `${mean(ndcgOfEach(asked, byTrees, 5))}`)
  for (let angle = 0; angle < 2 * Math.PI; angle += 0.1) {
    const bySum = asked.first.map(
      (_, r) => Math.cos(angle) * asked.features[2 * r]! + Math.sin(angle) * asked.features[2 * r + 1]!,
    )
    assert.ok(mean(ndcgOfEach(asked, bySum, 5)) < 0.8)
  }
})

test('where the first order is right already, no tree stays', async () => {
  const right = (data: RankingData) => ({ ...data, first: Float64Array.from(data.wanted) })
  const forest = await lambdaMart(right(eitherOr(50, 1)), right(eitherOr(20, 2)), options)
  assert.equal(forest.root.length, 0)
})

test('what features that mean nothing seem to bring on a few questions is taken for chance, and no tree stays', async () => {
  const blind = (data: RankingData, seed: number) => {
    const random = rng(seed)
    return { ...data, features: data.features.map(() => random()) }
  }
  for (let seed = 1; seed <= 5; seed++) {
    const [learnt, held] = [blind(eitherOr(100, seed), seed), blind(eitherOr(40, 50 + seed), 90 + seed)]
    const forest = await lambdaMart(learnt, held, options)
    const byTrees = held.first.map((first, r) => first + predict(forest, held.features, 2 * r))
    const gains = ndcgOfEach(held, byTrees, 5).map((value, q) => value - ndcgOfEach(held, held.first, 5)[q]!)
    const error = Math.sqrt(mean(gains.map((gain) => (gain - mean(gains)) ** 2)) / gains.length)
    assert.ok(
      forest.root.length === 0 || mean(gains) > error,
      `${forest.root.length} trees for ${mean(gains)} ± ${error}`,
    )
  }
})
