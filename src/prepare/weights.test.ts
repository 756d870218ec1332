import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type EventKind, eventKinds } from '../contract/event.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { defaultConfig, type WeightConfig } from './config.ts'
import { eventWeight, weighEach } from './event-weight.ts'
import { dayMs, eventsOf, logOf, type Row, timeOf } from './fixtures/log-of.ts'
import { someRows } from './fixtures/some-rows.ts'
import { prepareEvents } from './prepare-events.ts'
import { interactionMatrix, weighHistory } from './weights.ts'

const { weights } = defaultConfig
const nowMs = timeOf({ day: 20 })
const rating = eventKinds.indexOf('rating')

/** The matrix of some rows as `person item weight`, and who stands in which row. */
function matrixOf(rows: readonly Row[], changed: Partial<WeightConfig> = {}) {
  const { clean } = prepareEvents(logOf(rows), { ...defaultConfig, nonProducts: [] })
  const { users, items, matrix, against } = interactionMatrix(clean, { ...weights, ...changed }, { nowMs })
  const entries: Record<string, number> = {}
  for (let u = 0; u < matrix.nRows; u++)
    for (let k = matrix.rowStart[u]!; k < matrix.rowStart[u + 1]!; k++)
      entries[`${users.ids[u]} ${items.ids[matrix.column[k]!]}`] = matrix.value[k]!
  return { users: users.ids, items: items.ids, entries, against }
}

const unsaid = { rating: Number.NaN, dwellSeconds: Number.NaN }

test('with nothing configured a purchase weighs 1, however often, however many, returned or not', () => {
  const rows: Row[] = [
    { user: 'ann', item: 'cup', quantity: 12 },
    { user: 'ann', item: 'cup', day: 3 },
    { user: 'bob', item: 'cup', quantity: 2 },
    { user: 'bob', kind: 'refund', item: 'cup', quantity: 2, day: 5 },
  ]
  assert.deepEqual(matrixOf(rows).entries, { 'ann cup': 1, 'bob cup': 1 })
})

test('the weight of an event is kind × pieces × what stayed × age', () => {
  const event = {
    ...unsaid,
    kind: eventKinds.indexOf('purchase'),
    timeMs: nowMs - 10 * dayMs,
    quantity: 8,
    returned: 2,
  }
  const config: WeightConfig = {
    ...weights,
    kinds: { ...weights.kinds, purchase: 3 },
    quantity: 'log',
    returned: 0.2,
    halfLifeDays: 5,
  }
  // 3 · (1 + log₂ 8 = 4) · (1 − 0.8 · 2/8 = 0.8) · (2^(−10/5) = 1/4)
  assert.ok(Math.abs(eventWeight(event, config, nowMs) - 3 * 4 * 0.8 * 0.25) < 1e-12)
  assert.equal(eventWeight({ ...event, returned: 8, timeMs: nowMs + dayMs }, { ...weights, returned: 0 }, nowMs), 0)
  assert.equal(eventWeight({ ...event, timeMs: nowMs + dayMs, returned: 0 }, { ...weights, halfLifeDays: 5 }, nowMs), 1)
  assert.equal(eventWeight({ ...event, quantity: 0.5, returned: 0 }, { ...weights, quantity: 'log' }, nowMs), 1)
})

test('a rating counts by its value where the scale is said: the best whole, the middle nothing, the least against', () => {
  const weigh = (rating: number, ratingScale: number[]) =>
    eventWeight(
      { ...unsaid, kind: eventKinds.indexOf('rating'), timeMs: nowMs, quantity: 1, returned: 0, rating },
      { ...weights, kinds: { ...weights.kinds, rating: 2 }, ratingScale },
      nowMs,
    )
  assert.deepEqual(
    [1, 2, 3, 4, 5, 9].map((stars) => weigh(stars, [1, 5])),
    [-2, -1, 0, 1, 2, 2],
  )
  assert.deepEqual([weigh(Number.NaN, [1, 5]), weigh(1, [])], [2, 2], 'no value, or no scale: a rating is a rating')
})

test('who changes their mind about a product is believed the last time, in training, in answers and in their order', () => {
  const rows: Row[] = [
    { user: 'ann', kind: 'rating', item: 'cup', rating: 1, day: 1 },
    { user: 'ann', kind: 'rating', item: 'cup', rating: 5, day: 2 },
    { user: 'ann', kind: 'rating', item: 'mug', rating: 5, day: 1 },
    { user: 'ann', kind: 'rating', item: 'mug', rating: 1, day: 2 },
  ]
  const config = { ...weights, ratingScale: [1, 5] }
  assert.deepEqual(matrixOf(rows, config).entries, { 'ann cup': 1 })
  assert.deepEqual(Object.fromEntries(weighHistory(eventsOf(rows), config, nowMs)), { cup: 1, mug: -1 })
  const newestFirst = eventsOf(rows).toSorted((a, b) => b.timeMs - a.timeMs)
  assert.deepEqual([...weighEach(newestFirst, config, nowMs)], [1, -1, 0, 0])
  const families = new Map([['mug', 'cup']])
  const asOne = weighHistory(eventsOf(rows), config, nowMs, defaultConfig, families)
  assert.deepEqual([...asOne], [['cup', -1]], 'what was said last of either variant')
})

test('a look counts by how long it lasted where that is asked for, anything else does not', () => {
  const weigh = (kind: EventKind, dwellSeconds: number, usual = 30) =>
    eventWeight(
      { ...unsaid, kind: eventKinds.indexOf(kind), timeMs: nowMs, quantity: 1, returned: 0, dwellSeconds },
      { ...weights, kinds: { ...weights.kinds, view: 1 }, dwellSeconds: usual },
      nowMs,
    )
  // 2d / (d + 30): 10 s counts half, 30 s one, 90 s one and a half
  assert.deepEqual(
    [10, 30, 90, Number.NaN].map((seconds) => weigh('view', seconds)),
    [0.5, 1, 1.5, 1],
  )
  assert.deepEqual([weigh('view', 10, 0), weigh('purchase', 10)], [1, 1])
})

test('repeats are the strongest event or all of them together', () => {
  const rows: Row[] = [
    { user: 'ann', kind: 'view', item: 'cup' },
    { user: 'ann', kind: 'add_to_cart', item: 'cup' },
    { user: 'ann', kind: 'view', item: 'cup', day: 1 },
  ]
  assert.deepEqual(matrixOf(rows, { repeats: 'max' }).entries, { 'ann cup': 0.5 })
  assert.ok(Math.abs(matrixOf(rows, { repeats: 'sum' }).entries['ann cup']! - 0.9) < 1e-6)
})

test('a dislike takes from the pair, and a pair with nothing left is counted, not kept', () => {
  const rows: Row[] = [
    { user: 'ann', item: 'cup' },
    { user: 'ann', kind: 'dislike', item: 'cup' },
    { user: 'bob', kind: 'wishlist', item: 'cup' },
    { user: 'bob', kind: 'dislike', item: 'mug' },
    { user: 'cem', item: 'mug' },
  ]
  const half = { kinds: { ...weights.kinds, dislike: -0.25 } }
  assert.deepEqual(matrixOf(rows), {
    users: ['bob', 'cem'],
    items: ['cup', 'mug'],
    entries: { 'bob cup': 0.5, 'cem mug': 1 },
    against: 2,
  })
  assert.deepEqual(matrixOf(rows, half).entries, { 'ann cup': 0.75, 'bob cup': 0.5, 'cem mug': 1 })
})

test('a matrix may be asked for by rows and columns that exist already; what they do not name is left out', () => {
  const { clean } = prepareEvents(
    logOf([
      { user: 'ann', item: 'cup' },
      { user: 'bob', item: 'pot' },
      { user: 'dan', item: 'cup' },
    ]),
    defaultConfig,
  )
  const users = new Vocabulary(['cem', 'bob', 'ann'])
  const items = new Vocabulary(['cup', 'mug', 'pot', 'jug'])
  const {
    matrix: { sequences, ...matrix },
  } = interactionMatrix(clean, weights, { nowMs, users, items })
  assert.deepEqual(sequences.item, Uint32Array.of(2, 0))
  assert.deepEqual(matrix, {
    nRows: 3,
    nCols: 4,
    rowStart: Uint32Array.of(0, 0, 1, 2),
    column: Uint32Array.of(2, 0),
    value: Float32Array.of(1, 1),
  })
})

const someWeights: fc.Arbitrary<WeightConfig> = fc.record({
  kinds: fc.constantFrom(weights.kinds, { ...weights.kinds, view: 0.75, dislike: -0.5, remove_from_cart: -0.25 }),
  quantity: fc.constantFrom('ignore', 'log'),
  repeats: fc.constantFrom('max', 'sum'),
  returned: fc.constantFrom(0, 0.5, 1),
  halfLifeDays: fc.constantFrom(0, 7),
  ratingScale: fc.constantFrom([], [1, 5]),
  dwellSeconds: fc.constantFrom(0, 30),
})

test('serving weighs a person’s raw events exactly as training does', () => {
  fc.assert(
    fc.property(someRows(), someWeights, (anyone, config) => {
      const rows = anyone.map((row) => ({ ...row, user: 'ann' }))
      const { entries } = matrixOf(rows, config)
      const live = weighHistory(eventsOf(rows), config, nowMs)
      for (const [item, weight] of live) {
        const trained = entries[`ann ${item}`] ?? 0
        assert.ok(
          Math.abs(trained - Math.max(0, weight)) <= 1e-5 * Math.max(1, trained),
          `${item}: ${trained}, ${weight}`,
        )
      }
      assert.ok(Object.keys(entries).every((pair) => live.has(pair.slice(4))))
    }),
    { numRuns: 500 },
  )
})

test('events by themselves, newest first: a search ends no look, and nobody knows how long the newest lasted', () => {
  const rows: Row[] = [
    { user: 'ann', kind: 'view', item: 'cup', day: 1 + 30 / 86_400 },
    { user: 'ann', kind: 'search', day: 1 + 5 / 86_400 },
    { user: 'ann', kind: 'view', item: 'mug', day: 1 },
  ]
  const config = { ...weights, kinds: { ...weights.kinds, view: 1 }, dwellSeconds: 90 }
  // 2 · 30 / (30 + 90)
  assert.deepEqual(
    Array.from(weighEach(eventsOf(rows), config, nowMs), (w) => Math.round(w * 1e6) / 1e6),
    [1, 0, 0.5],
  )
})

test('a refund that arrives live takes its purchase back, if returns are to be forgotten', () => {
  const bought: Row[] = [{ user: 'ann', item: 'cup', quantity: 4 }]
  const back = (quantity: number): Row[] => [...bought, { user: 'ann', kind: 'refund', item: 'cup', quantity, day: 2 }]
  const weigh = (rows: Row[], returned: number) =>
    Object.fromEntries(weighHistory(eventsOf(rows), { ...weights, returned }, nowMs))
  assert.deepEqual(weigh(bought, 0), { cup: 1 })
  assert.deepEqual(weigh(back(1), 0), { cup: 0.75 })
  assert.deepEqual(weigh(back(4), 0), {})
  assert.deepEqual(weigh(back(4), 1), { cup: 1 })
})

/** The definition, pair by pair, from the clean events alone. */
test('the matrix is the definition, computed pair by pair', () => {
  fc.assert(
    fc.property(someRows({ maxLength: 60 }), someWeights, (rows, config) => {
      const { clean } = prepareEvents(logOf(rows), defaultConfig)
      const { users, items, matrix, against } = interactionMatrix(clean, config, { nowMs })
      const join = (values: number[]) =>
        config.repeats === 'sum' ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values)
      let lost = 0
      let entries = 0
      for (const [u, user] of clean.users.entries())
        for (const [i, item] of clean.items.entries()) {
          const each = [...clean.user.keys()]
            .filter((e) => clean.user[e] === u && clean.item[e] === i)
            // a newer rating takes the place of those before it
            .filter((e, k, all) => {
              const isRating = (of: number) => clean.kind[of] === rating && !Number.isNaN(clean.rating[of])
              return config.ratingScale.length === 0 || !isRating(e) || !all.slice(k + 1).some(isRating)
            })
            .map((e) => {
              const { kind, timeMs, quantity, returned, rating } = clean
              // the next moment of the same person, if it is of the same visit
              const after = timeMs.filter((ms, other) => clean.user[other] === u && ms > timeMs[e]!)
              const lasted = after.length > 0 ? (Math.min(...after) - timeMs[e]!) / 1000 : Number.POSITIVE_INFINITY
              return eventWeight(
                {
                  ...{ kind: kind[e]!, timeMs: timeMs[e]!, quantity: quantity[e]!, returned: returned[e]! },
                  ...{ rating: rating[e]!, dwellSeconds: lasted <= 1800 ? lasted : Number.NaN },
                },
                config,
                nowMs,
              )
            })
          const total = join(each.filter((w) => w > 0)) - join(each.filter((w) => w < 0).map((w) => -w))
          if (total <= 0 && each.some((w) => w < 0)) lost++
          const [row, column] = [users.row(user), items.row(item)]
          const line = row < 0 ? [] : [...matrix.column.subarray(matrix.rowStart[row], matrix.rowStart[row + 1])]
          const at = line.indexOf(column)
          assert.equal(at >= 0, total > 0)
          if (at < 0) continue
          entries++
          assert.ok(Math.abs(matrix.value[matrix.rowStart[row]! + at]! - total) < 1e-5)
        }
      assert.equal(matrix.column.length, entries)
      assert.equal(against, lost)
    }),
  )
})
