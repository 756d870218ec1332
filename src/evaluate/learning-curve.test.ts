import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normal, rng } from '../numbers/rng.ts'
import { learningCurve } from './learning-curve.ts'
import { valueAt } from './statistics/power-law.ts'

/** A shop whose true curve is known: each person has an ease of their own, each size a luck of its own. */
function shop(seed: number) {
  const random = rng(seed)
  const law = { limit: 0.2 + 0.2 * random(), loss: 0.02 + 0.1 * random(), rate: 0.2 + 1.2 * random() }
  const nUsers = 400
  const ease = Float64Array.from({ length: nUsers }, () => 0.2 * normal(random))
  const luck = 0.002
  const part = (size: number) => {
    const value = valueAt(law, size / 16) + luck * normal(random)
    return {
      size,
      interactions: Math.round(1000 * size),
      perUser: ease.map((x) => x + value + 0.02 * normal(random)),
    }
  }
  const parts = [2, 4, 6, 8, 10, 12, 14, 16].map(part)
  return { parts, later: part(19), law }
}

const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length

test('three more weeks bring what was foretold about 95 times in 100, and so did the last step', () => {
  const shops = 40
  let [held, checked] = [0, 0]
  for (let seed = 0; seed < shops; seed++) {
    const { parts, later } = shop(seed)
    const { next, check } = learningCurve('ndcg@10', 'weeks', parts, 3, seed)
    const came = mean(later.perUser) - mean(parts.at(-1)?.perUser ?? later.perUser)
    if (next && next.gain.low <= came && came <= next.gain.high) held++
    if (check?.held) checked++
  }
  // of 40 at .95: sd 1.4; the point of today has luck of its own, which makes it a little less
  assert.ok(held >= 0.85 * shops, `held ${held} of ${shops}`)
  assert.ok(checked >= 0.85 * shops, `checked ${checked} of ${shops}`)
})

test('the interval means something: it is narrower than the rise so far', () => {
  const { parts } = shop(4)
  const { next, points, words } = learningCurve('ndcg@10', 'weeks', parts, 3, 1)
  const rise = (points.at(-1)?.value ?? 0) - (points[0]?.value ?? 0)
  assert.ok(next && next.gain.high - next.gain.low < rise)
  assert.ok(next.gain.low <= next.gain.value && next.gain.value <= next.gain.high)
  assert.match(
    words,
    /^Three more weeks should bring ndcg@10 [+−]\.\d{4} \(between [+−]\.\d{4} and [+−]\.\d{4}\)\. Foretold/,
  )
  assert.deepEqual(points.map(({ size, interactions }) => [size, interactions]).at(0), [2, 2000])
})

test('where what is older hurts, it says so, and by how much', () => {
  const random = rng(2)
  const ease = Float64Array.from({ length: 300 }, () => 0.2 * normal(random))
  const parts = [2, 4, 6, 8, 10, 12, 14, 16].map((size) => ({
    size,
    interactions: size,
    perUser: ease.map((x) => x + 0.5 - 0.01 * size + 0.01 * normal(random)),
  }))
  const { better, next, words } = learningCurve('ndcg@10', 'weeks', parts, 3, 1)
  assert.equal(better?.size, 2)
  assert.ok(better && better.lead.low > 0.13 && better.lead.high < 0.15, 'the first two weeks are .14 ahead')
  assert.ok(next && next.gain.value < 0, 'and more would fall further')
  assert.match(words, /The last 2 weeks alone give \+\.1\d{3} .*: what is older hurts\./)
  assert.equal(learningCurve('ndcg@10', 'weeks', shop(3).parts, 3, 1).better, undefined)
})

test('the same seed gives the same curve', () => {
  const { parts } = shop(7)
  assert.deepEqual(learningCurve('hr@5', 'people', parts, 3, 2), learningCurve('hr@5', 'people', parts, 3, 2))
})

test('from a few points no law is made up', () => {
  const { parts } = shop(1)
  const { next, law, words, points } = learningCurve('ndcg@10', 'weeks', parts.slice(0, 4), 3, 1)
  assert.deepEqual([next, law], [undefined, undefined])
  assert.equal(points.length, 4)
  assert.match(words, /Too little data/)
})
