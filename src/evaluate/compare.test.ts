import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csrFrom } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { mean } from '../numbers/stats.ts'
import { compare, leadOf } from './compare.ts'
import { parseMetric } from './metric-at-k.ts'
import { verdict } from './verdict.ts'

const nUsers = 300
const users = Uint32Array.from({ length: nUsers }, (_, u) => u)
// user u wants 1 + u mod 3 of five items
const wantedPairs = [...users].flatMap((u) => Array.from({ length: 1 + (u % 3) }, (_, i) => [u, i] as const))
const targets = csrFrom(
  nUsers,
  5,
  Uint32Array.from(wantedPairs, ([u]) => u),
  Uint32Array.from(wantedPairs, ([, i]) => i),
  undefined,
  'max',
)
const random = rng(5)
const base = Float64Array.from({ length: nUsers }, () => random())
const better = base.map((x) => x + 0.1 + 0.3 * (random() - 0.5))
const other = base.map((x) => x + 0.3 * (random() - 0.5))
const wanted = ['ndcg@10', 'gauc'].map(parseMetric)
const measured = Object.entries({ popular: base, better, other }).map(([label, value]) => ({
  label,
  perUser: new Map([
    ['ndcg@10', value],
    ['gauc', value],
  ]),
  lists: [],
}))
const { table, against } = compare(measured, 'popular', wanted, targets, users, 1)

test('a better model is told apart from the baseline, an equal one is not, corrected for both', () => {
  const [good, same] = [table.get('better')?.get('ndcg@10'), table.get('other')?.get('ndcg@10')]
  assert.ok(good?.test && same?.test && good.difference)
  assert.deepEqual([good.test.significant, same.test.significant], [true, false])
  assert.equal(good.test.comparisons, 2)
  assert.ok(good.difference.low > 0.05 && good.difference.high < 0.15)
  assert.ok(same.test.detectable < 0.03, 'an edge of .1 could not have been missed')
  assert.equal(table.get('popular')?.get('ndcg@10')?.test, undefined)
})

test('every model against every other, the same from either side', () => {
  const there = against.get('better')?.get('other')
  const back = against.get('other')?.get('better')
  assert.ok(there && back)
  assert.equal(there.comparisons, 3, 'three pairs of three models')
  assert.equal(there.value, -back.value)
  assert.ok(Math.abs(there.low + back.high) < 1e-12 && Math.abs(there.high + back.low) < 1e-12)
  assert.equal(there.p, back.p)
  assert.ok(there.significant)
})

test('GAUC weighs a person by how much they wanted', () => {
  const weight = [...users].map((u) => 1 + (u % 3))
  const total = weight.reduce((sum, w) => sum + w, 0)
  const want = weight.reduce((sum, w, u) => sum + w * (better[u] ?? 0), 0) / total
  const of = table.get('better')?.get('gauc')
  assert.ok(of && Math.abs(of.value - want) < 1e-12)
  assert.ok(Math.abs(of.value - mean(better)) > 1e-6)
  assert.ok(of.test?.significant)
})

test('the sentence is about ndcg@10 where it was asked for, else the first mean', () => {
  assert.equal(leadOf(['coverage@5', 'recall@5', 'ndcg@10'].map(parseMetric))?.key, 'ndcg@10')
  assert.equal(leadOf(['coverage@5', 'recall@5'].map(parseMetric))?.key, 'recall@5')
  assert.equal(leadOf([parseMetric('gini@5')]), undefined)
})

test('what is known, in one sentence', () => {
  const estimate = { value: 0.0712, low: 0.06, high: 0.08 }
  const test = { p: 0.0001, adjusted: 0.0003, comparisons: 3, significant: true, detectable: 0.004 }
  const difference = { value: 0.0123, low: 0.01, high: 0.0145 }
  assert.equal(
    verdict('ials', 'popular', 'ndcg@10', { ...estimate, difference, test }, 1234),
    'ials is ahead of popular: ndcg@10 .0712, +.0123, between +.0100 and +.0145 with 95 % confidence (p < .001, corrected for 3 comparisons).',
  )
  const unsure = {
    difference: { value: -0.001, low: -0.003, high: 0.002 },
    test: { ...test, adjusted: 0.3, comparisons: 1, significant: false },
  }
  assert.equal(
    verdict('bpr', 'popular', 'ndcg@10', { ...estimate, ...unsure }, 1234),
    'bpr is not told apart from popular: ndcg@10 .0712, −.0010, between −.0030 and +.0020 with 95 % confidence (p = .300); ' +
      'with these 1,234 customers a difference of .0040 would have been seen 4 times in 5.',
  )
  assert.match(verdict('popular', 'popular', 'ndcg@10', estimate, 5), /held against: ndcg@10 \.0712\.$/)
})
