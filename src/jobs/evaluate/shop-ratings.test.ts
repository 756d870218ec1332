import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import type { Event } from '../../contract/event.ts'
import { freshShop } from '../fixtures/fresh-shop.ts'
import { evaluate } from './evaluate.ts'

const shop = freshShop()
const hourMs = 3_600_000

/** 40 people rate 12 things; odd people love odd things, even people even ones. */
const stars: Event[] = Array.from({ length: 40 }, (_, u) =>
  Array.from({ length: 12 }, (_, n): Event => {
    const i = (n * 5 + u) % 12
    return {
      id: `${u}-${i}`,
      kind: 'rating',
      timeMs: (1 + n * 400 + u) * hourMs + 4e11,
      user: `u${u}`,
      item: `i${i}`,
      rating: u % 2 === i % 2 ? 5 : 1,
    }
  }),
).flat()

test('where people give stars an evaluation of lists also says how well the stars are foreseen, on the same cut', async () => {
  await shop.store.append(stars)
  const { protocol, ratings } = await evaluate({
    ...shop,
    models: ['popular'],
    metrics: ['ndcg@5'],
    split: 'leave-last-out',
  })
  assert.ok(ratings)
  // everybody's last thing: 40 ratings of 480
  assert.deepEqual(
    [ratings.protocol.interactions, ratings.protocol.testPairs, protocol.events.test, ratings.protocol.split],
    [440, 40, 40, 'leave-last-out'],
  )
  assert.deepEqual(ratings.protocol.scale, { low: 1, high: 5 })
  const [baseline, svd] = ratings.results.map(({ metrics }) => metrics.rmse?.value ?? Number.NaN)
  // everything and everybody is worth 3 on average, so the baseline is two stars off; taste is what svd has to find
  assert.ok(Math.abs((baseline ?? 0) - 2) < 0.3, String(baseline))
  assert.ok((svd ?? 9) < 1, String(svd))
  assert.ok(existsSync(ratings.report))
})

test('a shop of purchases with a few stars is asked for lists only', async () => {
  const bought = stars.map(
    (event): Event => ({ ...event, id: `b${event.id}`, kind: 'purchase', timeMs: event.timeMs - hourMs / 2 }),
  )
  await shop.store.append([...stars.slice(0, 60), ...bought])
  const { ratings } = await evaluate({ ...shop, models: ['popular'], metrics: ['ndcg@5'], split: 'leave-last-out' })
  assert.equal(ratings, undefined)
})
