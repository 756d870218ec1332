import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  averagePrecision,
  cappedRecall,
  f1,
  hitRate,
  type Metric,
  metrics,
  ndcg,
  precision,
  recall,
  reciprocalRank,
} from './metrics.ts'

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-12, `${got} is not ${want}`)
const { log2 } = Math

test('a list with hits at ranks 2 and 5 of 3 relevant items, by hand', () => {
  const hits = [0, 1, 0, 0, 1]
  near(precision(hits, 3, 5), 2 / 5)
  near(recall(hits, 3, 5), 2 / 3)
  near(cappedRecall(hits, 3, 5), 2 / 3)
  // precision 2/5, recall 2/3
  near(f1(hits, 3, 5), (2 * (2 / 5) * (2 / 3)) / (2 / 5 + 2 / 3))
  near(averagePrecision(hits, 3, 5), (1 / 2 + 2 / 5) / 3)
  near(ndcg(hits, 3, 5), (1 / log2(3) + 1 / log2(6)) / (1 + 1 / log2(3) + 1 / log2(4)))
  near(hitRate(hits, 3, 5), 1)
  near(reciprocalRank(hits, 3, 5), 1 / 2)
})

test('what lies below rank k does not count', () => {
  const hits = [0, 0, 1, 1]
  for (const metric of Object.values(metrics)) assert.equal(metric(hits, 2, 2), 0)
  near(precision(hits, 2, 3), 1 / 3)
  near(averagePrecision(hits, 2, 3), 1 / 3 / 2)
})

test('a short list is not excused', () => {
  // two items came back, both right, of 3 relevant: the perfect list of 5 has 3 hits
  near(precision([1, 1], 3, 5), 2 / 5)
  near(averagePrecision([1, 1], 3, 5), 2 / 3)
  near(ndcg([1, 1], 3, 5), (1 + 1 / log2(3)) / (1 + 1 / log2(3) + 1 / 2))
  assert.ok(ndcg([1, 1], 3, 5) < 0.77)
})

test('more relevant items than places: a full list is perfect for NDCG and MAP, not for recall', () => {
  near(ndcg([1, 1], 7, 2), 1)
  near(averagePrecision([1, 1], 7, 2), 1)
  near(recall([1, 1], 7, 2), 2 / 7)
  near(cappedRecall([1, 1], 7, 2), 1)
})

test('rank 1 is worth more than rank 2', () => {
  for (const metric of [ndcg, averagePrecision, reciprocalRank]) assert.ok(metric([1, 0], 1, 2) > metric([0, 1], 1, 2))
})

test('a user with nothing to find has no quality, rather than 0 or 1', () => {
  for (const metric of Object.values(metrics)) {
    assert.ok(Number.isNaN(metric([0, 0], 0, 2)))
    assert.ok(Number.isNaN(metric([], 0, 2)))
  }
})

const lists = fc
  .record({
    hits: fc.array(fc.constantFrom(0, 1), { maxLength: 12 }),
    missed: fc.nat(5),
    k: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ hits, missed, k }) => ({ hits, relevant: hits.filter(Boolean).length + missed, k }))
  .filter(({ relevant }) => relevant > 0)

test('every metric lies in [0, 1], and 1 is reached by a perfect list where k reaches', () => {
  fc.assert(
    fc.property(lists, ({ hits, relevant, k }) => {
      for (const metric of Object.values<Metric>(metrics)) {
        const x = metric(hits, relevant, k)
        assert.ok(x >= 0 && x <= 1)
      }
      const perfect = new Array<number>(relevant).fill(1)
      for (const metric of [ndcg, averagePrecision, cappedRecall, hitRate, reciprocalRank])
        near(metric(perfect, relevant, k), 1)
    }),
  )
})

test('moving a hit one rank up never lowers a metric', () => {
  fc.assert(
    fc.property(lists, ({ hits, relevant, k }) => {
      for (let r = 1; r < hits.length; r++) {
        if (!(hits[r] === 1 && hits[r - 1] === 0)) continue
        const better = hits.with(r, 0).with(r - 1, 1)
        for (const metric of Object.values<Metric>(metrics))
          assert.ok(metric(better, relevant, k) >= metric(hits, relevant, k) - 1e-12)
      }
    }),
  )
})
