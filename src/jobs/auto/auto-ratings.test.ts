import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ratingsFrom } from '../../model/ratings/rating-model.ts'
import { normal, rng } from '../../numbers/rng.ts'
import { autoRatings } from './auto-ratings.ts'

/** People and items of one hidden trait each: what they give is its product, and noise. */
function tastes(nUsers: number, nItems: number) {
  const random = rng(2)
  const trait = Array.from({ length: nUsers + nItems }, () => normal(random))
  const [user, item, value]: [number[], number[], number[]] = [[], [], []]
  for (let u = 0; u < nUsers; u++)
    for (let i = 0; i < nItems; i++) {
      if (random() < 0.6) continue
      user.push(u)
      item.push(i)
      value.push(Math.min(5, Math.max(1, 3 + trait[u]! * trait[nUsers + i]! + 0.2 * normal(random))))
    }
  return ratingsFrom(nUsers, nItems, Uint32Array.from(user), Uint32Array.from(item), Float32Array.from(value))
}

test('with a budget of trials the same is chosen again, and it is far better than what is usual', async () => {
  const request = { ratings: tastes(80, 50), budget: { trials: 10 }, seed: 1 }
  const [one, again] = [await autoRatings(request), await autoRatings(request)]
  assert.deepEqual(one.report.chosen, again.report.chosen)
  assert.equal(one.report.value, again.report.value)
  const baseline = one.report.trials.find(({ model }) => model === 'baseline')!
  assert.ok(one.report.value < 0.7 * baseline.value, `${one.report.value} beside ${baseline.value}`)
  assert.equal(one.report.trials.length + one.report.failures.length, 10)
  assert.equal(one.resolved.label, 'auto')
})

test('it stops when told to', async () => {
  const stop = new AbortController()
  const running = autoRatings({
    ratings: tastes(80, 50),
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  })
  await assert.rejects(running, /enough/)
})
