import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventKinds } from '../../contract/event.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { CleanEvents } from '../clean-events.ts'
import { defaultConfig } from '../config.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { someRows } from '../fixtures/some-rows.ts'
import { prepareEvents } from '../prepare-events.ts'
import { cutVisits } from './cut-visits.ts'
import { dealPairs } from './deal-pairs.ts'
import { visitsOf } from './events-by-user.ts'
import { holdOutUsers } from './hold-out-users.ts'
import { lastBasket } from './last-basket.ts'
import { leaveLastOut } from './leave-last-out.ts'
import { type Parts, parts } from './part.ts'
import { type Split, splitOf } from './split-of.ts'
import { targetKinds } from './target-kinds.ts'

const { weights } = defaultConfig
const isTarget = eventKinds.map((kind) => kind === 'purchase')
const cleanOf = (rows: readonly Row[]) => prepareEvents(logOf(rows), defaultConfig).clean
const minutes = (n: number) => n / (24 * 60)

/** "ann cup: test" for each event, in order of time. */
const told = (clean: CleanEvents, part: Parts) =>
  Array.from(part, (p, e) => `${clean.users[clean.user[e]!]} ${clean.items[clean.item[e]!]}: ${parts[p]}`)

const pairsOf = (m: Csr, users: readonly string[], items: readonly string[]) =>
  Array.from({ length: m.nRows }, (_, u) =>
    [...m.column.subarray(m.rowStart[u], m.rowStart[u + 1])].map((i) => `${users[u]} ${items[i]}`),
  ).flat()

const rows: Row[] = [
  { user: 'ann', item: 'cup', day: 0 },
  { user: 'ann', kind: 'view', item: 'pot', day: 1 },
  { user: 'ann', item: 'mug', day: 2 },
  { user: 'ann', kind: 'view', item: 'jug', day: 3 },
  { user: 'ann', item: 'pot', day: 4 },
  { user: 'ann', kind: 'view', item: 'cup', day: 5 - minutes(10) },
  { user: 'ann', item: 'cup', day: 5 },
  { user: 'ann', kind: 'view', item: 'pan', day: 6 },
  { user: 'bob', item: 'cup', day: 7 }, // nothing before it: learnt from
]

test('leave last out holds the last product that was new, and nothing after it is learnt from', () => {
  const clean = cleanOf(rows)
  assert.deepEqual(told(clean, leaveLastOut(clean, { isTarget, seen: 'exclude' })), [
    'ann cup: train',
    'ann pot: train',
    'ann mug: test', // the pot is bought later but was known before
    'ann jug: out',
    'ann pot: out',
    'ann cup: out',
    'ann cup: out',
    'ann pan: out',
    'bob cup: train',
  ])
})

test('leave last out with what was had before holds the last purchase with the view before it', () => {
  const clean = cleanOf(rows)
  assert.deepEqual(told(clean, leaveLastOut(clean, { isTarget, seen: 'include' })), [
    'ann cup: train',
    'ann pot: train',
    'ann mug: train',
    'ann jug: train',
    'ann pot: train',
    'ann cup: test',
    'ann cup: test',
    'ann pan: out',
    'bob cup: train',
  ])
})

test('the last basket is the last visit with a purchase, whole', () => {
  const clean = cleanOf([
    ...rows.slice(0, 7),
    { user: 'ann', item: 'mug', day: 5 + minutes(29) },
    { user: 'ann', item: 'jug', day: 5 + minutes(60) }, // half an hour without an event: another visit
    ...rows.slice(7),
  ])
  const part = told(clean, lastBasket(clean, isTarget))
  assert.deepEqual(part.slice(4), [
    'ann pot: train',
    'ann cup: train',
    'ann cup: train',
    'ann mug: train',
    'ann jug: test',
    'ann pan: out',
    'bob cup: train',
  ])
})

test('random pairs go with all of their events, as many as the share says', () => {
  const clean = cleanOf(rows)
  const [part] = dealPairs(clean, { isTarget, folds: 2, hands: 1, seed: 1 }) as [Parts]
  const of = told(clean, part)
  const held = new Set(of.filter((word) => word.endsWith('test')))
  // ann cup, ann mug, ann pot, bob cup can be asked for: two of them
  assert.equal(held.size, 2)
  for (const word of of) assert.ok(word.endsWith('test') || !held.has(word.replace('train', 'test')))
  assert.throws(() => dealPairs(clean, { isTarget, folds: 1, seed: 1 }), RangeError)
})

test('a held-out person is told up to the first product they are asked for, and nothing of them is learnt', () => {
  const clean = cleanOf(rows)
  assert.deepEqual(told(clean, holdOutUsers(clean, { isTarget, share: 0.5, seed: 1 })), [
    'ann cup: history', // bob has one product and cannot be held out
    'ann pot: history',
    'ann mug: test',
    'ann jug: out',
    'ann pot: out',
    'ann cup: out',
    'ann cup: out',
    'ann pan: out',
    'bob cup: train',
  ])
})

test('visits after the cut ask for what comes next, each product once', () => {
  const clean = cleanOf([
    { user: 'ann', item: 'cup', day: 0 },
    { user: 'ann', item: 'mug', day: 3 - minutes(5) },
    { user: 'ann', item: 'pot', day: 3 + minutes(5) }, // across the cut
    { user: 'ann', kind: 'view', item: 'cup', day: 4 },
    { user: 'ann', kind: 'view', item: 'mug', day: 4 + minutes(1) },
    { user: 'ann', item: 'cup', day: 4 + minutes(2) },
    { user: 'ann', item: 'cup', day: 10 },
  ])
  const { visits, part } = cutVisits(clean, { weighs: isTarget.map(() => true), holdoutDays: 7 })
  assert.deepEqual(told(visits, part), [
    'ann 1 cup: train',
    'ann 2 mug: train',
    'ann 2 pot: out',
    'ann 3 cup: test',
    'ann 3 mug: test',
    'ann 3 cup: out',
    'ann 4 cup: test',
  ])
})

const cuts: Record<string, (clean: CleanEvents, isTarget: readonly boolean[], seed: number) => Parts[]> = {
  'leave-last-out': (clean, isTarget) => [leaveLastOut(clean, { isTarget, seen: 'exclude' })],
  'leave-last-out, seen included': (clean, isTarget) => [leaveLastOut(clean, { isTarget, seen: 'include' })],
  'last-basket': (clean, isTarget) => [lastBasket(clean, isTarget)],
  random: (clean, isTarget, seed) => dealPairs(clean, { isTarget, folds: 5, hands: 1, seed }),
  'k-fold': (clean, isTarget, seed) => dealPairs(clean, { isTarget, folds: 3, seed }),
  strong: (clean, isTarget, seed) => [holdOutUsers(clean, { isTarget, share: 0.4, seed })],
}

for (const [name, cut] of Object.entries(cuts))
  test(`${name}: every event is in one part, no twins are apart, no pair on both sides, and the seed decides`, () => {
    fc.assert(
      fc.property(someRows({ maxLength: 80 }), fc.integer({ min: 0, max: 9 }), (any, seed) => {
        const clean = cleanOf(any)
        const isTarget = targetKinds(clean, weights)
        const made = cut(clean, isTarget, seed)
        assert.deepEqual(cut(clean, isTarget, seed), made)
        const { visit } = visitsOf(clean)
        for (const part of made) {
          assert.equal(part.length, clean.user.length)
          assert.ok(part.every((p) => p < parts.length))
          const known = (e: number) => part[e] === 0 || part[e] === 1
          const action = (e: number) => `${visit[e]} ${clean.item[e]}`
          const knownActions = new Set([...part.keys()].filter(known).map(action))
          for (const e of part.keys()) if (part[e] === 2) assert.ok(!knownActions.has(action(e)), 'twins apart')
          const split = splitOf(clean, part, { weights, seen: 'exclude', isTarget })
          for (const pair of testOf(split)) assert.ok(!historiesOf(split).includes(pair), pair)
          assert.equal(testOf(split).length + split.unknownPairs + split.seenPairs, split.testPairs)
        }
      }),
    )
  })

const testOf = ({ test, askedUsers, items }: Split) => pairsOf(test, askedUsers.ids, items.ids)
const historiesOf = ({ histories, askedUsers, items }: Split) => pairsOf(histories, askedUsers.ids, items.ids)

test('the folds together are everything that can be asked for, each pair once', () => {
  fc.assert(
    fc.property(someRows({ maxLength: 80 }), fc.integer({ min: 2, max: 7 }), (any, folds) => {
      const clean = cleanOf(any)
      const isTarget = targetKinds(clean, weights)
      const made = dealPairs(clean, { isTarget, folds, seed: 1 })
      assert.equal(made.length, folds)
      const tests = made.map((part) => new Set(told(clean, part).filter((word) => word.endsWith('test'))))
      const all = tests.flatMap((of) => [...of])
      const asked = new Set(
        told(
          clean,
          Uint8Array.from(clean.kind, (k) => (isTarget[k] ? 2 : 0)),
        ),
      )
      assert.deepEqual(all.sort(), [...asked].filter((word) => word.endsWith('test')).sort())
      const sizes = tests.map((of) => of.size)
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1)
    }),
  )
})
