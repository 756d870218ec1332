import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultConfig, type PrepareConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { logOf, type Row } from '../fixtures/log-of.ts'
import { changed, ledgerFates } from '../ledger.ts'
import { prepareEvents } from '../prepare-events.ts'
import { hugeQuantities } from '../quality/checks/trade.ts'

const judged = (rows: Row[], config: Partial<PrepareConfig> = {}) => {
  const { steps, ledger, clean } = prepareEvents(logOf(rows), { ...defaultConfig, ...config }, { ledger: true })
  const page = ledger?.pages.find(({ step }) => step === 'outliers')
  const rowsOf = (isChange: boolean) =>
    [...(page?.row ?? [])].filter((_, at) => (page?.fate[at] === ledgerFates.indexOf(changed)) === isChange)
  return {
    taken: rowsOf(false),
    slipped: rowsOf(true),
    why: Array.from(page?.why ?? [], (word) => ledger?.words[word]),
    note: steps.find(({ step }) => step === 'outliers')?.note,
    clean,
  }
}

const sale = (day: number, price: number, more: Row = {}): Row => ({
  user: `u${day}`,
  item: 'cup',
  day,
  quantity: 1,
  price,
  ...more,
})

test('a comma in the wrong place makes the price unknown and leaves the purchase: a price of more than 20 times or less than a 20th of the usual one', () => {
  // median of 2 × 10, 40, 41, 0.1, 0.09 is 2: 40 = 20 · 2 and 0.1 = 2 / 20 are at the edge and stay
  const rows = [
    ...Array.from({ length: 10 }, (_, d) => sale(d, 2)),
    ...[40, 41, 0.1, 0.09].map((p, k) => sale(10 + k, p)),
  ]
  const { taken, slipped, why, note, clean } = judged(rows)
  assert.deepEqual([taken, slipped], [[], [11, 13]])
  assert.match(why[0] ?? '', /more than 20 times, or less than 1\/20 of, what "cup" usually costs/)
  assert.equal(note, '2 prices of 20 times the product’s usual one, or a 20th of it: forgotten, the purchase stays.')
  assert.deepEqual(
    [...clean.price].map((price) => Math.round(100 * price) / 100),
    [...Array(10).fill(2), 40, Number.NaN, 0.1, Number.NaN],
  )
})

test('with nine priced lines a product has no usual price', () => {
  assert.deepEqual(judged([...Array.from({ length: 8 }, (_, d) => sale(d, 2)), sale(8, 900)]).slipped, [])
  assert.deepEqual(judged([...Array.from({ length: 9 }, (_, d) => sale(d, 2)), sale(9, 900)]).slipped, [9])
})

test('a till that signs in as a customer is set aside whole, somebody at the edge is not', () => {
  const till = (n: number, user: string): Row[] =>
    Array.from({ length: n }, (_, k) => ({ user, item: 'cup', order: `${user}${k}`, day: k / 1000, quantity: 1 }))
  const rows = [...till(5, 'ann'), ...till(6, 'till'), { user: 'till', kind: 'view', item: 'pot', day: 3 } as Row]
  const { taken, why } = judged(rows, { outliers: { ...defaultConfig.outliers, dayOrders: 5 } })
  assert.deepEqual(taken, [5, 6, 7, 8, 9, 10, 11])
  assert.equal(why[0], 'placed more than 5 orders on 2026-01-01')
  const looks = (n: number): Row[] =>
    Array.from({ length: n }, (_, k) => ({ user: 'ann', kind: 'view', item: `p${k}`, day: k / 1000 }))
  const acts = { ...defaultConfig.outliers, dayActs: 5 }
  assert.equal(judged(looks(5), { outliers: acts }).taken.length, 0)
  assert.equal(judged(looks(6), { outliers: acts }).taken.length, 6)
})

test('impossible pieces are those that the quality check finds by its SQL', async () => {
  const random = (k: number) => Math.abs(Math.sin(k * 12.9898) * 43_758.5453) % 1
  const rows = Array.from({ length: 1500 }, (_, k) => ({
    user: `u${k % 90}`,
    item: k === 7 || k === 13 ? 'rare' : k % 3 === 0 ? 'nail' : `p${k % 4}`,
    day: k / 24,
    price: 1,
    // nails sell by the hundred, the rest by the piece, but for slips; what is rare is measured by the whole shop
    quantity:
      k === 13
        ? 12_000
        : k === 7
          ? 9000
          : k % 211 === 5
            ? 999 + (k % 5) * 2000
            : k % 3 === 0
              ? 100 + Math.floor(400 * random(k))
              : 1 + Math.floor(8 * random(k)),
  }))
  const engine = await openEngine()
  try {
    const values = rows.map(
      ({ item, quantity }, k) =>
        `(${k}, '${item}', ${quantity}::DOUBLE, 'purchase', NULL::TIMESTAMP, 'ann', '', '', 1, '')`,
    )
    await engine.run(
      `CREATE TABLE events AS SELECT * FROM (VALUES ${values.join(',')}) t(line, item, quantity, kind, moment, customer, visitor, title, price, order_no)`,
    )
    const facts = { rows: rows.length, filled: new Set<never>(), nowMs: 0, rejected: 0, rejectedSamples: [] }
    const { count } = await hugeQuantities.find(engine, facts)
    const { taken } = judged(rows)
    assert.equal(taken.length, count)
    const [large, rare] = [taken.filter((row) => row !== 13), taken.includes(13)]
    assert.ok(rare && large.length > 0 && large.every((row) => rows[row]?.item.startsWith('p')))
  } finally {
    engine.close()
  }
})

test('what is left has nothing far off, and the order of the rows decides nothing', () => {
  const rows = fc.array(
    fc.record({
      item: fc.constantFrom('cup', 'pot'),
      price: fc.constantFrom(1, 2, 3, 30, 50, 0.05, 2000),
      quantity: fc.constantFrom(1, 2, 5000),
    }),
    { minLength: 30, maxLength: 150 },
  )
  fc.assert(
    fc.property(rows, (some) => {
      const all = some.map((row, k): Row => ({ ...row, user: `u${k}`, day: k }))
      const { taken, slipped } = judged(all)
      const [gone, slips] = [new Set(taken), new Set(slipped)]
      const left = all.flatMap(({ price, ...row }, k): Row[] =>
        gone.has(k) ? [] : [slips.has(k) ? row : { ...row, ...(price !== undefined && { price }) }],
      )
      const again = judged(left)
      assert.deepEqual([again.taken, again.slipped], [[], []])
      const backwards = judged(all.toReversed())
      const forwards = (rows: number[]) => rows.map((k) => all.length - 1 - k).reverse()
      assert.deepEqual([forwards(backwards.taken), forwards(backwards.slipped)], [taken, slipped])
    }),
    { numRuns: 100 },
  )
})
