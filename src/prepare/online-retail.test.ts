import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { eventKinds } from '../contract/event.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { defaultConfig } from './config.ts'
import type { EventColumns } from './event-columns.ts'
import { prepareEvents } from './prepare-events.ts'
import { timeSplit } from './time-split.ts'

const data = process.env.OSUSUME_BENCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const file = join(data, 'online-retail', 'online-retail-2009-2010.csv.gz')

/** The file as a log, by a road that shares nothing with `import`; rows equal to the letter once. */
function load(): EventColumns {
  const seen = new Set<string>()
  const rows = (parse(gunzipSync(readFileSync(file)), { from: 2 }) as string[][]).filter((row) => {
    const line = row.join('\u0001')
    return !seen.has(line) && seen.add(line)
  })
  const [users, items, orders] = [new Vocabulary(), new Vocabulary(), new Vocabulary()]
  const column = (at: number) => rows.map((row) => row[at] as string)
  const [invoice, code, , quantity, date, price, customer] = Array.from({ length: 7 }, (_, at) => column(at)) as [
    string[],
    string[],
    string[],
    string[],
    string[],
    string[],
    string[],
  ]
  return {
    length: rows.length,
    timeMs: Float64Array.from(date, (text) => Date.parse(`${text.replace(' ', 'T')}Z`)),
    kind: Uint8Array.from(invoice, (id) => eventKinds.indexOf(id.startsWith('C') ? 'refund' : 'purchase')),
    user: Int32Array.from(customer, (id) => (id === '' ? -1 : users.add(id))),
    visitor: new Int32Array(rows.length).fill(-1),
    item: Int32Array.from(code, (id) => items.add(id)),
    order: Int32Array.from(invoice, (id) => orders.add(id)),
    quantity: Float64Array.from(quantity, Number),
    price: Float64Array.from(price, Number),
    rating: new Float64Array(rows.length).fill(Number.NaN),
    users: users.ids,
    visitors: [],
    items: items.ids,
    orders: orders.ids,
  }
}

/** What bench/peers/online_retail.py (pandas) finds in the same file by the same rules. */
test('a year of a real shop is cleaned and cut exactly as pandas does it', {
  skip: existsSync(file) ? false : `${file} is not here: OSUSUME_BENCH_DATA names the folder that has online-retail/`,
}, () => {
  const log = load()
  assert.equal(log.length, 525_461 - 6_865)
  const config = {
    ...defaultConfig,
    // pandas' recipe takes an order sent twice for two, and any price for a price
    steps: defaultConfig.steps.filter((name) => !['repeated-orders', 'outliers'].includes(name)),
    productPattern: '^\\d{5}[A-Za-z]*$',
  }
  const { clean, steps } = prepareEvents(log, config)
  assert.deepEqual([clean.user.length, clean.users.length, clean.items.length], [399_552, 4_285, 4_006])

  // Counted apart: 9,372 cancelled lines name a customer and a product; whatever was set against a purchase is in it.
  const returns = steps.find(({ step }) => step === 'returns')
  assert.equal((returns?.merged ?? 0) + (returns?.dropped ?? 0), 9_372)
  assert.ok(clean.returned.every((pieces, e) => pieces <= clean.quantity[e]!))

  const cut = (seen: 'exclude' | 'include') => timeSplit(clean, { holdoutDays: 28, weights: config.weights, seen })
  const [strict, loose] = [cut('exclude'), cut('include')]
  for (const { users, items, train } of [strict, loose]) {
    assert.deepEqual([users.size, items.size, train.column.length], [4_039, 3_958, 244_069])
    assert.ok(train.value.every((weight) => weight === 1))
  }
  assert.deepEqual([strict.testUsers, loose.testUsers, loose.test.column.length], [1_115, 1_213, 37_236])
})
