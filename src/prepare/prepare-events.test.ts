import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventKinds } from '../contract/event.ts'
import type { CleanEvents } from './clean-events.ts'
import { defaultConfig } from './config.ts'
import { logOf, type Row } from './fixtures/log-of.ts'
import { someRows } from './fixtures/some-rows.ts'
import { prepareEvents } from './prepare-events.ts'
import { steps } from './steps/steps.ts'

/** Clean events as sentences, in their order. */
const inWords = (clean: CleanEvents) =>
  Array.from(
    clean.user,
    (u, e) =>
      `${clean.users[u]} ${eventKinds[clean.kind[e]!]} ${clean.items[clean.item[e]!]} ${clean.quantity[e]}-${clean.returned[e]} at ${clean.price[e]} on ${clean.timeMs[e]}`,
  )

const dirty: Row[] = [
  { user: 'ann', item: 'cup', day: 1, order: 'o1', quantity: 6, price: 2 }, //                 0 stays, 5 of it come back
  { user: 'ann', item: 'cup', day: 1, order: 'o1', quantity: 6, price: 2 }, //                 1 repeats row 0
  { item: 'cup', day: 1, quantity: 1, price: 2 }, //                                           2 nobody bought it
  { visitor: 'v1', kind: 'view', item: 'pot', day: 0 }, //                                     3 ann's, by row 4
  { visitor: 'v1', user: 'ann', kind: 'click', item: 'pot', day: 2 }, //                       4 stays
  { visitor: 'v2', kind: 'view', item: 'mug', day: 2 }, //                                     5 nobody's browser: a person
  { user: 'bob', item: 'POST', day: 2, quantity: 1, price: 18 }, //                            6 postage
  { user: 'bob', kind: 'search', query: 'red cup', day: 2 }, //                                7 names no product
  { user: 'bob', item: 'mug', day: 3, quantity: -4, price: 0 }, //                             8 stock correction
  { user: 'bob', item: 'mug', day: 3, quantity: 2e6, price: 1 }, //                            9 a typing error
  { user: 'bob', item: 'pot', day: 3, quantity: 1, price: 0 }, //                             10 a sample
  { user: 'bob', item: 'pot', day: 4, quantity: 3 }, //                                       11 stays: its price is not known
  { user: 'ann', kind: 'refund', item: 'cup', day: 5, order: 'c1', quantity: -5, price: 2 }, // 12 from row 0
  { user: 'bob', kind: 'refund', item: 'pot', day: 5, quantity: 4 }, //                       13 3 from row 11, 1 too many
  { user: 'bob', kind: 'refund', item: 'cup', day: 5, quantity: 1 }, //                       14 never bought
]

test('a dozen rows with every kind of dirt: each step takes what it is for, and says how many', () => {
  const { clean, steps } = prepareEvents(logOf(dirty), defaultConfig)
  assert.deepEqual(
    steps.map(({ step, kept, dropped, merged, filled, quarantined }) => [
      step,
      { kept, dropped, merged, filled, quarantined },
    ]),
    [
      ['exact-repeats', { kept: 15 - 1, dropped: 0, merged: 1, filled: 0, quarantined: 0 }],
      ['people', { kept: 14 - 1, dropped: 1, merged: 0, filled: 1, quarantined: 0 }],
      ...['near-repeats', 'repeated-orders', 'staff-and-tests', 'bots'].map((step) => [
        step,
        { kept: 13, dropped: 0, merged: 0, filled: 0, quarantined: 0 },
      ]),
      ['products', { kept: 13 - 2, dropped: 2, merged: 0, filled: 0, quarantined: 0 }],
      ['product-twins', { kept: 11, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
      ['quantities', { kept: 11 - 1 - 1, dropped: 1, merged: 0, filled: 0, quarantined: 1 }],
      ['prices', { kept: 9 - 1, dropped: 1, merged: 0, filled: 0, quarantined: 0 }],
      ['outliers', { kept: 8, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
      ['event-prices', { kept: 8, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
      ['returns', { kept: 8 - 1 - 2, dropped: 1, merged: 2, filled: 0, quarantined: 0 }],
      ...['wholesale', 'gifts'].map((step) => [step, { kept: 5, dropped: 0, merged: 0, filled: 0, quarantined: 0 }]),
      ['variants', { kept: 5, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
      ['required-fields', { kept: 5, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
      ['minimum-counts', { kept: 5, dropped: 0, merged: 0, filled: 0, quarantined: 0 }],
    ],
  )
  const day = (n: number) => Date.UTC(2026, 0, 1 + n)
  assert.deepEqual(inWords(clean), [
    `ann view pot 1-0 at NaN on ${day(0)}`,
    `ann purchase cup 6-5 at 2 on ${day(1)}`,
    `ann click pot 1-0 at NaN on ${day(2)}`,
    `visitor:v2 view mug 1-0 at NaN on ${day(2)}`,
    `bob purchase pot 3-3 at NaN on ${day(4)}`,
  ])
  assert.deepEqual([...clean.returns.event], [1, 4])
  assert.deepEqual([...clean.returns.timeMs], [day(5), day(5)])
  assert.deepEqual([...clean.returns.pieces], [5, 3])
})

test('what a step took is named as a person would name it', () => {
  const { steps } = prepareEvents(logOf(dirty), defaultConfig)
  const samples = Object.fromEntries(steps.map((step) => [step.step, step.samples]))
  assert.deepEqual(samples['exact-repeats'], ['2026-01-02 00:00, ann purchase cup, 6 pieces at 2, order o1'])
  assert.deepEqual(samples.people, ['2026-01-02 00:00, nobody purchase cup, 1 piece at 2'])
  assert.deepEqual(samples.products, [
    '2026-01-03 00:00, bob purchase POST, 1 piece at 18',
    '2026-01-03 00:00, bob search nothing',
  ])
})

test('of many rows a step took, the samples are from all over the log', () => {
  const { steps } = prepareEvents(logOf(Array.from({ length: 100 }, (_, day) => ({ item: 'cup', day }))), defaultConfig)
  const days = steps[1]?.samples.map((sample) => sample.slice(0, 10))
  assert.deepEqual(days, ['2026-01-01', '2026-01-26', '2026-02-20', '2026-03-16', '2026-04-10'])
})

test('two lines are one only if they agree in everything; what neither says, they agree in', () => {
  const line: Row = { user: 'ann', visitor: 'v', item: 'cup', day: 1, order: 'o', quantity: 2, price: 3, rating: 4 }
  const other: Row = {
    user: 'bob',
    visitor: 'w',
    item: 'mug',
    day: 2,
    order: 'p',
    quantity: 1,
    price: 5,
    rating: 2,
    kind: 'view',
  }
  const merged = (a: Row, b: Row) => prepareEvents(logOf([a, b]), defaultConfig).steps[0]?.merged
  assert.equal(merged(line, line), 1)
  for (const field of Object.keys(other) as (keyof Row)[]) {
    const { [field]: _, ...without } = line
    assert.equal(merged(line, { ...line, [field]: other[field] }), 0, field)
    if (field === 'day' || field === 'kind') continue
    assert.equal(merged(line, without), 0, `one without ${field}`)
    assert.equal(merged(without, without), 1, `both without ${field}`)
  }
})

test('only a purchase is doubted for its price: a view of something free is a view', () => {
  const rows: Row[] = [
    { user: 'ann', kind: 'view', item: 'cup', price: 0 },
    { user: 'ann', item: 'cup', price: 0 },
  ]
  assert.deepEqual(inWords(prepareEvents(logOf(rows), defaultConfig).clean).length, 1)
})

test('a purchase that a later step leaves out takes its return with it', () => {
  const rows: Row[] = [
    { user: 'bob', item: 'mug', quantity: 2, day: 1 },
    { user: 'bob', kind: 'refund', item: 'mug', quantity: 2, day: 3 },
    { user: 'ann', item: 'cup', quantity: 3, day: 1 },
    { user: 'ann', item: 'cup', quantity: 4, day: 2 },
    { user: 'ann', kind: 'refund', item: 'cup', quantity: 1, day: 3 },
  ]
  const { clean } = prepareEvents(logOf(rows), { ...defaultConfig, minUserEvents: 2 })
  assert.deepEqual(clean.users, ['ann'])
  assert.deepEqual([...clean.returned], [0, 1])
  assert.deepEqual([...clean.returns.event], [1])
})

test('a browser that two customers used is nobody’s: its lines are a person of their own', () => {
  const { clean } = prepareEvents(
    logOf([
      { visitor: 'v', user: 'ann', item: 'cup', day: 1 },
      { visitor: 'v', user: 'bob', item: 'cup', day: 2 },
      { visitor: 'v', kind: 'view', item: 'pot', day: 3 },
    ]),
    defaultConfig,
  )
  assert.deepEqual(clean.users, ['ann', 'bob', 'visitor:v'])
})

test('a pattern of product codes decides alone, and the list of non-products without it', () => {
  const rows: Row[] = ['85048', '79323P', 'POST', 'post ', 'gift_0001_20', 'BANK CHARGES', 'd'].map((item) => ({
    user: 'ann',
    item,
  }))
  const items = (config: Partial<typeof defaultConfig>) =>
    prepareEvents(logOf(rows), { ...defaultConfig, ...config }).clean.items
  assert.deepEqual(items({ productPattern: '^\\d{5}[A-Za-z]*$' }), ['85048', '79323P'])
  assert.deepEqual(items({}), ['85048', '79323P', 'gift_0001_20', 'd'])
  assert.throws(() => items({ productPattern: '(' }), { code: 'bad-request', message: /^productPattern: got \(, / })
})

test('leaving out a rare product may leave out its buyer, and so on until all are known well enough', () => {
  // cup: ann, bob; mug: bob, cem; pot: cem. At least 2 of each: pot goes, then cem (1 left), then mug (1 left), then bob.
  const rows: Row[] = [
    { user: 'ann', item: 'cup', day: 0 },
    { user: 'ann', item: 'cup', day: 1 },
    { user: 'bob', item: 'cup' },
    { user: 'bob', item: 'mug' },
    { user: 'cem', item: 'mug' },
    { user: 'cem', item: 'pot' },
  ]
  const { clean, steps } = prepareEvents(logOf(rows), { ...defaultConfig, minUserEvents: 2, minItemEvents: 2 })
  assert.deepEqual(
    inWords(clean).map((line) => line.slice(0, 16)),
    ['ann purchase cup', 'ann purchase cup'],
  )
  assert.match(steps.at(-1)?.note ?? '', /^2 people and 2 products of whom too little is known/)
})

test('an empty log gives empty clean events and an account of nothing', () => {
  const { clean, steps: accounts } = prepareEvents(logOf([]), defaultConfig)
  assert.equal(clean.user.length, 0)
  const ofEvents = defaultConfig.steps.filter((name) => Object.hasOwn(steps, name))
  assert.deepEqual(
    accounts.map(({ step }) => step),
    ofEvents,
  )
  assert.ok(accounts.every(({ kept, dropped, merged, quarantined }) => kept + dropped + merged + quarantined === 0))
})

test('every row that enters a step leaves it as exactly one of kept, dropped, merged, quarantined', () => {
  fc.assert(
    fc.property(someRows(), fc.integer({ min: 1, max: 3 }), (rows, min) => {
      const config = { ...defaultConfig, minUserEvents: min, minItemEvents: min }
      const { clean, steps } = prepareEvents(logOf(rows), config)
      let standing = rows.length
      for (const { step, kept, dropped, merged, filled, quarantined } of steps) {
        assert.equal(kept + dropped + merged + quarantined, standing, step)
        assert.ok(filled <= standing, step)
        standing = kept
      }
      assert.equal(clean.user.length, standing)
    }),
  )
})

test('clean events are real: known people and products, in order of time, no more returned than bought', () => {
  fc.assert(
    fc.property(someRows(), (rows) => {
      const { clean } = prepareEvents(logOf(rows), defaultConfig)
      assert.deepEqual([...new Set(clean.user)].length, clean.users.length)
      assert.deepEqual([...new Set(clean.item)].length, clean.items.length)
      assert.ok(!clean.items.includes('POST'))
      assert.ok(clean.timeMs.every((timeMs, e) => e === 0 || clean.timeMs[e - 1]! <= timeMs))
      assert.ok(clean.quantity.every((quantity) => quantity > 0 && quantity <= defaultConfig.maxQuantity))
      assert.ok(clean.returned.every((returned, e) => returned >= 0 && returned <= clean.quantity[e]!))
      const sums = new Float32Array(clean.user.length)
      clean.returns.event.forEach((event, r) => {
        sums[event]! += clean.returns.pieces[r]!
        assert.ok(clean.returns.timeMs[r]! >= clean.timeMs[event]!, 'nothing comes back before it was bought')
      })
      assert.deepEqual(clean.returned, sums)
    }),
  )
})

test('the order in which the log was written does not matter', () => {
  const shuffled = someRows().chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
  )
  fc.assert(
    fc.property(shuffled, ([rows, again]) => {
      const [one, other] = [rows, again].map((order) => prepareEvents(logOf(order), defaultConfig))
      assert.deepEqual(inWords(one!.clean).sort(), inWords(other!.clean).sort())
      const counts = ({ steps }: typeof one & {}) => steps.map(({ samples, note, ...counts }) => counts)
      assert.deepEqual(counts(one!), counts(other!))
    }),
    { numRuns: 300 },
  )
})

test('the log is read and never written', () => {
  const log = logOf(dirty)
  const before = structuredClone(log)
  prepareEvents(log, defaultConfig)
  assert.deepEqual(log, before)
})
