import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simulateShop } from '../../simulate/simulate-shop.ts'
import { defaultConfig } from '../config.ts'
import { dayMs, logOf, type Row } from '../fixtures/log-of.ts'
import { someRows } from '../fixtures/some-rows.ts'
import { changed, ledgerFates } from '../ledger.ts'
import { prepareEvents } from '../prepare-events.ts'
import { machineScore } from './bots.ts'
import { stepNames, steps, wrongOrder } from './steps.ts'

const second = 1 / 86_400

const account = (rows: Row[], name: string, config = {}) => {
  const { steps, ledger } = prepareEvents(logOf(rows), { ...defaultConfig, ...config }, { ledger: true })
  const page = ledger?.pages.find(({ step }) => step === name)
  const entries = Array.from(page?.row ?? [], (row, at) => ({ row, into: page?.into[at] }))
  return { ...steps.find(({ step }) => step === name), entries }
}

test('a view retried within two seconds is one view; after three seconds it is another', () => {
  const view = (day: number): Row => ({ user: 'ann', kind: 'view', item: 'cup', day })
  const { merged, entries } = account([view(0), view(2 * second), view(4 * second), view(7.1 * second)], 'near-repeats')
  assert.equal(merged, 2)
  assert.deepEqual(
    entries.map(({ row, into }) => [row, into]),
    [
      [1, 0],
      [2, 0],
    ],
  )
})

test('the same article in two orders at one moment was bought twice', () => {
  const sale = (order: string): Row => ({ user: 'ann', item: 'cup', order, quantity: 1, price: 3 })
  assert.equal(account([sale('o1'), sale('o2')], 'near-repeats').merged, 0)
})

const order = (name: string, day: number, items = ['cup', 'pot']): Row[] =>
  items.map((item) => ({ user: 'ann', item, order: name, quantity: 2, price: 3, day }))

test('an order sent twice within ten minutes was placed once, a third time too; one a day later is a habit', () => {
  const rows = [...order('o1', 0), ...order('o2', 300 * second), ...order('o3', 800 * second), ...order('o4', 1.5)]
  const { merged, entries } = account(rows, 'repeated-orders')
  assert.equal(merged, 4)
  assert.deepEqual(
    entries.map(({ row, into }) => [row, into]),
    [
      [2, 0],
      [3, 1],
      [4, 0],
      [5, 1],
    ],
  )
})

test('an order of one line, or with another line, repeats nothing', () => {
  assert.equal(account([...order('o1', 0, ['cup']), ...order('o2', second, ['cup'])], 'repeated-orders').merged, 0)
  assert.equal(account([...order('o1', 0), ...order('o2', second, ['cup', 'pan'])], 'repeated-orders').merged, 0)
})

test('what the shop does to itself is set aside, by person and by order', () => {
  const rows: Row[] = [
    { user: 'Test_7', item: 'cup' },
    { user: 'tester-ann', item: 'cup' },
    { user: 'bob', item: 'cup', order: 'TEST-1' },
    { user: 'cem', item: 'cup' },
  ]
  const { quarantined, entries } = account(rows, 'staff-and-tests')
  assert.equal(quarantined, 2)
  assert.deepEqual(
    entries.map(({ row }) => row),
    [0, 2],
  )
})

test('the score of a machine, part by part, by hand', () => {
  // 40 events in one hour, 90 s apart: 40 / 500 a day, one rhythm, no haste, awake for one hour
  const steady = Float64Array.from({ length: 40 }, (_, k) => k * 90_000)
  assert.deepEqual(machineScore(steady), { rate: 0.08, rhythm: 1, haste: 0, sleepless: 0 })
  // 24 hours with 25 events each, two of three pauses one second: 600 ≥ 500; hasty 24·16 of 24·24 + 23 pauses of at most half an hour
  const hours = Array.from({ length: 24 }, (_, h) =>
    Array.from({ length: 25 }, (_, k) => h * 3_600_000 + Math.ceil(k / 3) * 180_000 + (k % 3) * 1000),
  )
  const { rate, sleepless } = machineScore(hours.flat().sort((a, b) => a - b))
  assert.deepEqual([rate, sleepless], [1, 1])
  assert.deepEqual(machineScore([0, dayMs]), { rate: 1 / 500, rhythm: 0, haste: 0, sleepless: 0 })
})

test('of the machines in the simulated shop at least 95 in 100 lines are found, of its people at most one in 100', () => {
  const { lines } = simulateShop({
    seed: 5,
    nProducts: 200,
    nCustomers: 500,
    nGuests: 200,
    nCrawlers: 60,
    span: { startMs: Date.UTC(2025, 7, 1), endMs: Date.UTC(2025, 11, 1) },
  })
  const known = lines.filter(({ customer_no, browser }) => customer_no !== '' || browser !== '')
  const rows = known.map(
    ({ timeMs, action, customer_no, browser, article }): Row => ({
      day: (timeMs - Date.UTC(2026, 0, 1)) / dayMs,
      kind: action === 'product page' ? 'view' : action === 'basket' ? 'add_to_cart' : 'purchase',
      ...(customer_no !== '' && { user: customer_no }),
      visitor: browser,
      item: article || 'none',
    }),
  )
  const taken = new Set(account(rows, 'bots').entries.map(({ row }) => row))
  const isCrawler = known.map(({ browser }) => browser.startsWith('crawler-'))
  const share = (of: boolean) => {
    const those = isCrawler.flatMap((crawler, row) => (crawler === of ? [row] : []))
    return those.filter((row) => taken.has(row)).length / those.length
  }
  assert.ok(share(true) >= 0.95, `${share(true)} of the machines' lines`)
  assert.ok(share(false) <= 0.01, `${share(false)} of the people's lines`)
})

test('where nothing says when, nobody is a machine, however much they did', () => {
  const pins = (day: (k: number) => number) =>
    Array.from({ length: 600 }, (_, k): Row => ({ user: 'ann', kind: 'view', item: `pin ${k}`, day: day(k) }))
  assert.equal(
    account(
      pins(() => 3),
      'bots',
    ).quarantined,
    0,
  )
  assert.equal(
    account(
      pins((k) => 3 + (k * 2000) / dayMs),
      'bots',
    ).quarantined,
    600,
    'the same at a machine’s pace',
  )
})

test('in a log that never tells of wanting, as of what was played, many who act evenly are how people act', () => {
  // songs of four minutes, 60 in a row: one rhythm
  const playing = (user: string): Row[] =>
    Array.from({ length: 60 }, (_, k) => ({ user, kind: 'view', item: `song ${k}`, day: (k * 4) / 1440 }))
  const looking = (user: string): Row[] =>
    Array.from({ length: 60 }, (_, k) => ({
      user,
      kind: 'view',
      item: `song ${k}`,
      day: k / 3 + ((k * 37) % 11) / 100,
    }))
  const mixed = (players: number) => [
    ...Array.from({ length: players }, (_, p) => playing(`player ${p}`)).flat(),
    ...Array.from({ length: 20 }, (_, p) => looking(`looker ${p}`)).flat(),
  ]
  assert.equal(account(mixed(12), 'bots').quarantined, 0, '12 of 32')
  assert.equal(account(mixed(2), 'bots').quarantined, 120, '2 of 22 are few enough to be machines')
  assert.equal(
    account([...mixed(12), { user: 'ann', item: 'song 1' }], 'bots').quarantined,
    720,
    'where somebody wanted something it says more',
  )
})

test('an order of steps that cannot be is refused with the reason', () => {
  const usual = defaultConfig.steps
  assert.equal(wrongOrder(usual), undefined)
  assert.deepEqual([...usual].sort(), [...stepNames].sort(), 'every step runs by default')
  assert.match(wrongOrder([...usual, 'flour']) ?? '', /got "flour", want steps among/)
  assert.match(wrongOrder([...usual, 'prices']) ?? '', /"prices" twice/)
  assert.match(wrongOrder(usual.filter((name) => name !== 'people')) ?? '', /no "people"/)
  assert.match(
    wrongOrder(['returns', ...usual.filter((name) => name !== 'returns')]) ?? '',
    /"returns" before "people"/,
  )
  const without = (name: string) => usual.filter((one) => one !== name)
  assert.match(wrongOrder(['texts', ...without('texts')]) ?? '', /"texts" before a step about events/)
  assert.match(wrongOrder([...without('units'), 'units']) ?? '', /want descriptions, units, texts, missing, scales/)
  assert.equal(wrongOrder(without('missing')), undefined)
})

/** Hours become seconds: what happens within days elsewhere happens within moments here. */
const crowded = someRows().map((rows) => rows.map((row) => ({ ...row, day: (row.day ?? 0) / 20_000 })))

test('whichever steps run, no row is lost and each that goes is in the ledger; what is clean stays clean', () => {
  const some = fc
    .subarray(defaultConfig.steps.filter((name) => !steps[name]?.essential))
    .map((chosen) => defaultConfig.steps.filter((name) => steps[name]?.essential || chosen.includes(name)))
  fc.assert(
    fc.property(crowded, some, (rows, order) => {
      const config = { ...defaultConfig, steps: order }
      const { clean, steps: accounts, ledger } = prepareEvents(logOf(rows), config, { ledger: true })
      const out = accounts.reduce((sum, { dropped, merged, quarantined }) => sum + dropped + merged + quarantined, 0)
      assert.equal(clean.user.length + out, rows.length)
      const gone = new Set(
        ledger?.pages.flatMap(({ row, fate }) => [...row].filter((_, at) => ledgerFates[fate[at]!] !== changed)),
      )
      assert.equal(gone.size, out)
      const again = prepareEvents(logOf(rows.filter((_, row) => !gone.has(row))), config)
      assert.equal(again.clean.user.length, clean.user.length)
    }),
    { numRuns: 300 },
  )
})

test('the order of the rows changes nothing that is counted', () => {
  // rows of one moment are told apart by nothing but their order: here no two are
  const apart = crowded.map((rows) => rows.map((row, k) => ({ ...row, day: (row.day ?? 0) + k / 86_400_000 })))
  fc.assert(
    fc.property(apart, fc.integer(), (rows, seed) => {
      const counts = (some: Row[]) =>
        prepareEvents(logOf(some), defaultConfig).steps.map(({ note, samples, ...count }) => count)
      const shuffled = rows
        .map((row, k) => [Math.sin(seed + k * 7919), row] as const)
        .sort(([a], [b]) => a - b)
        .map(([, row]) => row)
      assert.deepEqual(counts(shuffled), counts(rows))
    }),
    { numRuns: 200 },
  )
})
