import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { rawMapping } from '../../simulate/raw-mapping.ts'
import { simulateShop } from '../../simulate/simulate-shop.ts'
import { writeRawFile } from '../demo/demo-file.ts'
import { importFile } from '../import/import-file.ts'
import { openStore } from '../open.ts'
import { inspectQuality, type QualityReport } from './quality.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-quality-'))
after(() => rm(folder, { recursive: true }))
const reportFile = join(folder, 'quality.html')

async function looked(text: string, name = 'rows.csv'): Promise<QualityReport> {
  const file = join(folder, name)
  await writeFile(file, text)
  return inspectQuality({ from: { file }, reportFile, now: () => Date.UTC(2026, 0, 1) })
}

const found = (report: QualityReport, check: string) => {
  const one = report.checks.find((result) => result.check === check)
  assert.ok(one, `${check} ran`)
  return one
}

test('in the simulated shop each kind of dirt is counted as it was planted, and nothing else is', async () => {
  const shop = simulateShop({
    seed: 7,
    nProducts: 150,
    nCustomers: 250,
    nGuests: 60,
    span: { startMs: Date.UTC(2025, 8, 1), endMs: Date.UTC(2025, 11, 1) },
  })
  const { planted, lines } = shop
  const file = join(folder, 'sales.csv.gz')
  await writeRawFile(file, lines)
  const report = await inspectQuality({ from: { file, mapping: rawMapping }, reportFile })
  const counts = Object.fromEntries(report.checks.map(({ check, count }) => [check, count]))
  assert.equal(counts.repeats, planted.repeats)
  assert.equal(counts['broken-rows'], planted.cutLines)
  assert.equal(counts['unreadable-values'], planted.brokenPieces)
  assert.equal(counts['missing-products'], planted.missingArticles)
  assert.equal(counts['unknown-kinds'], planted.unknownActions)
  assert.equal(counts['zero-quantities'], planted.zeroQuantities)
  assert.equal(counts['huge-quantities'], planted.hugeQuantities)
  assert.equal(counts['several-descriptions'], planted.retitledLines)
  assert.equal(
    counts['non-products'],
    Object.values(planted.nonProducts).reduce((a, b) => a + b),
  )
  assert.ok((counts.nobody ?? 0) >= planted.nobody && (counts.nobody ?? 0) <= 1.02 * planted.nobody)
  assert.ok(Math.abs((counts['zero-or-negative-prices'] ?? 0) - planted.nonPositivePrices) <= 1)
  assert.ok(Math.abs((counts['odd-times'] ?? 0) - planted.brokenDates) <= 1)
  assert.ok((counts.returns ?? 0) >= planted.matchedReturns + planted.strayReturns)
  assert.equal(counts.bots, 0)

  // the same through the log: what import merged and refused is gone, the rest is found again
  const store = await openStore(folder)
  try {
    await importFile({ file, mapping: rawMapping, store, dataDir: folder, nowMs: Date.now })
    const log = await inspectQuality({ from: { store }, reportFile })
    assert.equal(found(log, 'repeats').count, 0)
    assert.equal(found(log, 'zero-quantities').count, planted.zeroQuantities)
    assert.equal(log.rows, await store.countEvents())
    const words = found(log, 'unknown-kinds')
    assert.equal(words.count, planted.unknownActions, 'and what import set aside is remembered')
    assert.match(words.samples[0] ?? '', /^"[^"]+" in \d+ rows? of sales\.csv\.gz/)
  } finally {
    await store.close()
  }
})

const header = 'order_id,sku,product_name,qty,price,customer_id,date\n'
const sale = (order: string, item: string, qty: number, price: number, who: string, day: string) =>
  `${order},${item},Thing ${item},${qty},${price},${who},${day}\n`

test('orders under a mark that only take back are cancellations, and the mapping is told how to say so', async () => {
  let rows = header
  for (let k = 0; k < 40; k++) rows += sale(`10${k + 10}`, `A10${k % 7}`, 2, 5, `c${k % 5}`, `2025-03-${10 + (k % 15)}`)
  for (let k = 0; k < 12; k++)
    rows += sale(`X10${k + 10}`, `A10${k % 7}`, -2, 5, `c${k % 5}`, `2025-03-${26 + (k % 3)}`)
  const report = await looked(rows)
  assert.equal(found(report, 'cancelled-orders').count, 12)
  assert.match(found(report, 'cancelled-orders').advice, /"startsWith": "X"/)
  assert.equal(found(report, 'returns').count, 12)

  const { mapping } = report
  assert.ok(mapping)
  const rules = [{ column: 'order_id', startsWith: 'X', kind: 'refund' }] as const
  const file = join(folder, 'rows.csv')
  const told = await inspectQuality({ from: { file, mapping: { ...mapping, rules: [...rules] } }, reportFile })
  assert.equal(found(told, 'cancelled-orders').count, 0, 'the mapping says so already')
  assert.equal(found(told, 'returns').count, 12)
})

test('days that are silent and usually are not are named with what they lack; a shop closed on Sundays lacks nothing', async () => {
  // 35 days from Monday the 3rd of March, two sales each but on Sundays; the 11th and 12th are gone
  let rows = header
  for (let day = 0; day < 35; day++) {
    const date = new Date(Date.UTC(2025, 2, 3 + day)).toISOString().slice(0, 10)
    if (day % 7 === 6 || date === '2025-03-11' || date === '2025-03-12') continue
    for (const item of ['A100', 'A101']) rows += sale(`${day}`, item, 1, 5, `c${day % 4}`, date)
  }
  const { count, samples } = found(await looked(rows), 'gaps-in-time')
  assert.deepEqual([count, samples], [4, ['2 days from 2025-03-11']])
})

test('a visitor who clicks fifty times at one rhythm is a machine; a keen shopper is none', async () => {
  let rows = 'visitor_id,item_id,event,timestamp\n'
  const time = (ms: number) => new Date(Date.UTC(2025, 2, 1, 8) + ms).toISOString()
  for (let k = 0; k < 60; k++) rows += `crawler,i${k},view,${time(k * 30_000 + (k % 2) * 900)}\n`
  // pauses as people make them: many short, some long
  let moment = 0
  for (let k = 0; k < 60; k++) {
    moment += 3000 + ((k * 7919) % 170) * 1000
    rows += `keen,i${k % 20},view,${time(moment)}\n`
  }
  const report = await looked(rows)
  assert.equal(found(report, 'bots').count, 60)
  assert.ok(found(report, 'bots').samples.every((sample) => sample.includes('crawler')))
})

test('a field is profiled by hand: what is missing, how many are distinct, where the middle lies', async () => {
  let rows = header
  for (let k = 1; k <= 21; k++)
    rows += sale(String(k), `A${100 + (k % 3)}`, k, k / 2, k % 7 === 0 ? '' : `c${k}`, '2025-03-05')
  const { fields, mix } = await looked(rows)
  const field = (name: string) => fields.find((one) => one.field === name)!
  assert.deepEqual([field('customer_id').missing, field('customer_id').distinct], [3, 18])
  assert.deepEqual(
    [field('qty').type, field('qty').percentiles?.p50, field('qty').least, field('qty').most],
    ['number', 11, '1', '21'],
  )
  assert.equal(
    field('qty').histogram?.reduce((a, b) => a + b),
    21,
  )
  assert.deepEqual(field('sku').top[0], { value: 'A100', count: 7 })
  assert.equal(field('date').type, 'time')
  assert.deepEqual([mix.people, mix.items, mix.kinds[0]?.kind], [18, 3, 'purchase'])
})

test('the page holds every finding, and markup in the data stays text', async () => {
  const report = await looked(header + sale('1', '<script>alert(1)</script>', 1, 0, 'c1', '2025-03-05'))
  const page = await readFile(report.report, 'utf8')
  for (const { check } of report.checks) assert.ok(page.includes(check))
  assert.ok(!page.includes('<script>'))
})

test('words that the mapping does not name are named with the line that takes them in', async () => {
  let rows = 'action,sku,customer_id,date\n'
  for (let k = 0; k < 300; k++) rows += `sale,A${k % 9},c${k % 5},2025-03-05\n`
  rows += 'favourite,A1,c1,2025-03-06\nfavourite,A2,c1,2025-03-06\nhearted,A3,c1,2025-03-06\n'
  const { count, samples, advice } = found(await looked(rows), 'unknown-kinds')
  assert.deepEqual([count, samples], [3, ['"favourite" in 2 rows', '"hearted" in 1 row']])
  assert.match(
    advice,
    /"kind": \{"column":"action","values":\{"sale":"purchase",.*"favourite":"wishlist","hearted":"KIND"\}\}$/,
  )
})
