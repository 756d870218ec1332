import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventKinds } from '../contract/event.ts'
import type { Csr } from '../numbers/csr.ts'
import { defaultConfig } from './config.ts'
import { dayMs, logOf, type Row, timeOf } from './fixtures/log-of.ts'
import { someRows } from './fixtures/some-rows.ts'
import { prepareEvents } from './prepare-events.ts'
import { timeSplit } from './time-split.ts'

const { weights } = defaultConfig

function splitOf(rows: readonly Row[], options: Partial<Parameters<typeof timeSplit>[1]> = {}) {
  const { clean } = prepareEvents(logOf(rows), defaultConfig)
  const split = timeSplit(clean, { holdoutDays: 7, weights, seen: 'include', ...options })
  const pairs = (m: Csr) =>
    Array.from({ length: m.nRows }, (_, u) =>
      [...m.column.subarray(m.rowStart[u], m.rowStart[u + 1])].map(
        (i) => `${split.users.ids[u]} ${split.items.ids[i]}`,
      ),
    )
      .flat()
      .sort()
  return { clean, split, train: pairs(split.train), test: pairs(split.test) }
}

const rows: Row[] = [
  { user: 'ann', item: 'cup', day: 0 },
  { user: 'ann', item: 'mug', day: 3 }, // the cut: 10 − 7, this moment still trains
  { user: 'bob', item: 'cup', day: 1 },
  { user: 'bob', kind: 'view', item: 'mug', day: 4 }, // not bought: not asked for
  { user: 'bob', item: 'mug', day: 5 },
  { user: 'bob', item: 'mug', day: 6 }, // once is enough
  { user: 'ann', item: 'cup', day: 7 }, // seen before
  { user: 'cem', item: 'cup', day: 8 }, // an unknown person
  { user: 'ann', item: 'pot', day: 10 }, // an unknown product
]

test('what was up to the cut trains, what came later is asked for', () => {
  const { split, train, test } = splitOf(rows)
  assert.equal(split.cutMs, timeOf({ day: 3 }))
  assert.deepEqual([split.trainEndMs, split.testStartMs], [timeOf({ day: 3 }), timeOf({ day: 4 })])
  assert.deepEqual(train, ['ann cup', 'ann mug', 'bob cup'])
  assert.deepEqual(test, ['ann cup', 'bob mug'])
  assert.deepEqual([split.testPairs, split.unknownPairs, split.seenPairs, split.testUsers], [4, 2, 0, 2])
  assert.deepEqual(split.events, { train: 3, history: 0, test: 6, out: 0 })
  assert.deepEqual(split.targets, ['purchase'])
})

test('a purchase minutes after the cut of what was looked at minutes before it is asked of nobody', () => {
  const minutes = (n: number) => n / (24 * 60)
  const { split, test } = splitOf([
    ...rows,
    { user: 'bob', kind: 'view', item: 'pan', day: 3 - minutes(5) },
    { user: 'bob', item: 'pan', day: 3 + minutes(5) },
    { user: 'bob', item: 'cup', day: 3 + minutes(6) }, // the same visit, another product: asked for
  ])
  assert.deepEqual(test, ['ann cup', 'bob cup', 'bob mug'])
  assert.equal(split.events.out, 1)
})

test('with seen excluded nobody is asked for what they had before', () => {
  const { split, test } = splitOf(rows, { seen: 'exclude' })
  assert.deepEqual(test, ['bob mug'])
  assert.deepEqual([split.seenPairs, split.testUsers], [1, 1])
})

test('where nothing was ever bought, every liking is asked for, and no dislike', () => {
  const views = rows.map((row) => ({ ...row, kind: 'view' as const }))
  const { split, test } = splitOf([...views, { user: 'bob', kind: 'dislike', item: 'cup', day: 9 }])
  assert.deepEqual(test, ['ann cup', 'bob mug'])
  assert.ok(split.targets.includes('view') && !split.targets.includes('dislike'))
})

test('that something came back after the cut is not known before it', () => {
  const returnedLate: Row[] = [...rows, { user: 'ann', kind: 'refund', item: 'mug', day: 9 }]
  const returnedEarly: Row[] = [...rows, { user: 'bob', kind: 'refund', item: 'cup', day: 2 }]
  const forget = { weights: { ...weights, returned: 0 } }
  assert.deepEqual(splitOf(returnedLate, forget).train, ['ann cup', 'ann mug', 'bob cup'])
  assert.deepEqual(splitOf(returnedEarly, forget).train, ['ann cup', 'ann mug'])
})

test('a holdout longer than the log leaves nothing to train on, and says so', () => {
  const { split } = splitOf(rows, { holdoutDays: 11 })
  assert.deepEqual([split.users.size, split.train.nRows, split.test.nRows, split.events.train], [0, 0, 0, 0])
  assert.equal(split.unknownPairs, split.testPairs)
  assert.throws(() => splitOf(rows, { holdoutDays: 0 }), RangeError)
})

test('the two parts are the whole, nothing is in both, and every target is counted where it went', () => {
  fc.assert(
    fc.property(someRows({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (any, holdoutDays) => {
      const { clean, split, train, test } = splitOf(any, { holdoutDays })
      const times = [...clean.timeMs]
      const cutMs = Math.max(...times) - holdoutDays * dayMs
      const purchase = eventKinds.indexOf('purchase')
      const named = (e: number) => `${clean.users[clean.user[e]!]} ${clean.items[clean.item[e]!]}`
      const events = times.map((_, e) => e)
      const asked = clean.kind.includes(purchase)
        ? [purchase]
        : eventKinds.flatMap((kind, k) => (weights.kinds[kind] > 0 ? [k] : []))
      const wanted = new Set(events.filter((e) => times[e]! > cutMs && asked.includes(clean.kind[e]!)).map(named))
      const known = { users: new Set(split.users.ids), items: new Set(split.items.ids) }
      const findable = [...wanted].filter((pair) => {
        const [user, item] = pair.split(' ') as [string, string]
        return known.users.has(user) && known.items.has(item)
      })
      assert.equal(split.events.train + split.events.test + split.events.out, times.length)
      assert.equal(split.events.train, times.filter((timeMs) => timeMs <= cutMs).length)
      assert.ok(!(split.trainEndMs >= split.testStartMs))
      assert.deepEqual(test, findable.sort())
      assert.equal(split.testPairs, wanted.size)
      assert.equal(split.unknownPairs, wanted.size - findable.length)

      const strict = splitOf(any, { holdoutDays, seen: 'exclude' })
      assert.deepEqual(strict.train, train)
      assert.deepEqual(
        strict.test,
        test.filter((pair) => !train.includes(pair)),
      )
      assert.equal(strict.test.length + strict.split.seenPairs, test.length)
    }),
  )
})
