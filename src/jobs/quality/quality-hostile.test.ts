import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Reason, rowMapper } from '../../collect/events/map-row.ts'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { openRows } from '../../collect/rows/open-rows.ts'
import { inspect } from '../../collect/rows/source-bytes.ts'
import { Fault } from '../../contract/fault.ts'
import { openEngine } from '../../prepare/engine.ts'
import { brokenRows, oddTimes } from '../../prepare/quality/checks/rows.ts'
import { missingProducts, unknownKinds, unreadValues } from '../../prepare/quality/checks/unread.ts'
import { importFile } from '../import/import-file.ts'
import { inspectQuality } from './quality.ts'
import { sourceFromFile } from './source-from-file.ts'

const mapping: Mapping = {
  kind: { column: 'what', values: { sale: 'purchase', look: 'view' } },
  time: { column: 'when' },
  user: 'who',
  item: 'sku',
  price: 'cost',
  quantity: 'pieces',
  currency: 'money',
  currencies: { EUR: 1, USD: 0.5 },
  items: { title: 'name' },
}
const header = 'what,when,who,sku,cost,pieces,money,name'
const good = (n: number) => `sale,2025-03-0${1 + (n % 9)},u${n},s${n},3.5,1,EUR,Tea of the house`
const goodRows = Array.from({ length: 20 }, (_, n) => good(n))
const table = (...more: string[]) => [header, ...goodRows, ...more, ''].join('\n')

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-hostile-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const now = () => Date.UTC(2026, 0, 1)

const checks = {
  broken: brokenRows,
  values: unreadValues,
  times: oddTimes,
  products: missingProducts,
  kinds: unknownKinds,
}

/** What the checks of quality count and what the reader of an import refuses of the same file, in the same words. */
async function both(content: string | Buffer, with_: Mapping = mapping, name = 'hostile.csv') {
  const file = join(folder, name)
  await writeFile(file, content)
  const engine = await openEngine({ threads: 1 })
  const quality: Record<string, number> = {}
  try {
    const source = await sourceFromFile(engine, file, { given: with_ })
    const { rows } = await engine.one<{ rows: number }>('SELECT count(*)::DOUBLE AS rows FROM events')
    quality.rows = rows
    const facts = { rows, filled: new Set<never>(), nowMs: now(), ...source }
    for (const [kind, check] of Object.entries(checks)) quality[kind] = (await check.find(engine, facts)).count
  } finally {
    engine.close()
  }
  const source = await inspect(file)
  const { columns, rows } = await openRows(source)
  const mapped = rowMapper(with_, columns, name)
  const reasons = new Map<string, number>()
  let read = 0
  for await (const portion of rows(0))
    for (const row of portion) {
      const result = mapped(row)
      read++
      if ('code' in result) reasons.set(result.code, (reasons.get(result.code) ?? 0) + 1)
    }
  const refused = (...codes: Reason[]) => codes.reduce((sum, code) => sum + (reasons.get(code) ?? 0), 0)
  return {
    quality,
    import: {
      rows: read - refused('blank-line', ...broken),
      broken: refused(...broken),
      values: refused('bad-number', 'bad-id'),
      times: refused('bad-time'),
      products: refused('no-item'),
      kinds: refused('unknown-kind'),
    },
  }
}
const broken = ['field-count', 'unclosed-quote', 'invalid-utf8', 'invalid-json', 'line-too-long'] as const

const fifty = ',b'.repeat(50_000)
const cases: Record<string, string | Buffer> = {
  'a price beyond all numbers': table('sale,2025-03-01,u,s,1e309,1,EUR,a', 'sale,2025-03-01,u,s,1e308,1,EUR,a'),
  'the years 0 and 9999': table('sale,0000-01-01,u,s,1,1,EUR,a', 'sale,9999-12-31,u,s,1,1,EUR,a'),
  'a quote that is never closed': table(
    'sale,2025-03-01,u,"s,1,1,EUR,a',
    ...goodRows.map((row) => row.replace(',u', ',v')),
  ),
  'a field of ten megabytes': table(`sale,2025-03-01,u,s,1,1,EUR,${'x'.repeat(10_000_000)}`, good(30)),
  'a row of 50,000 columns': table(`sale,2025-03-01,u,s,1,1,EUR,a${fifty}`, good(30)),
  'control characters and endless ids': table(
    'sale,2025-03-01,u\u0007,s,1,1,EUR,a',
    `look,2025-03-01,u,${'s'.repeat(129)},1,1,EUR,a`,
  ),
  'a NUL far behind the beginning': table(
    ...Array.from({ length: 3000 }, (_, n) => good(n + 100)),
    'sale,2025-03-01,u\u0000,s,1,1,EUR,a',
  ),
  'two encodings': Buffer.concat([
    Buffer.from(table(good(30).replace('Tea', 'Thé'))),
    Buffer.from(good(31).replace('Tea', 'Caf\u00e9'), 'latin1'),
  ]),
  'an old encoding': Buffer.from(table(good(30).replace('Tea', 'Café')), 'latin1'),
  'a byte order mark': `\ufeff${table()}`,
  'UTF-16': Buffer.from(`\ufeff${table(good(30))}`, 'utf16le'),
  'CRLF, blank lines and a trailing comma': table('', good(30), `${good(31)},`, '').replaceAll('\n', '\r\n'),
  'blank lines before the header': `\n\n${table()}`,
  'no line end at the end': table().trimEnd(),
  'numbers as people write them': table(
    'sale,2025-03-01,u,s1,"€ 1.234,50",1,,a',
    'sale,2025-03-01,u,s2,1 234.5,1,USD,a',
    'sale,2025-03-01,u,s3,(12.00),1,EUR,a',
    'sale,2025-03-01,u,s4,"1,234",1,EUR,a',
    'sale,2025-03-01,u,s5,two,1,EUR,a',
    'sale,2025-03-01,u,s6,1,€ 2,EUR,a',
    'sale,2025-03-01,u,s7,1,1,CHF,a',
    'sale,2025-03-01,u,s8,1_000,1,EUR,a',
    'sale,2025-03-01,u,s9,NaN,inf,EUR,a',
  ),
  'times with a zone': table(
    'sale,2025-03-01T10:00:00+02:00,u,s,1,1,EUR,a',
    'sale,infinity,u,s,1,1,EUR,a',
    'sale,epoch,u,s,1,1,EUR,a',
  ),
  'nothing where something must be': table(
    'sale,2025-03-01,u,,1,1,EUR,a',
    'hover,2025-03-01,u,s,1,1,EUR,a',
    ',2025-03-01,u,s,1,1,EUR,a',
    'sale,,u,s,1,1,EUR,a',
  ),
  'white space that is no blank': table(
    '\u00a0sale\t,2025-03-01 , u,\u2003s\u3000,1\u00a0,1,EUR,a',
    'look,2025-03-01,u,\u00a0,1,1,EUR,a',
  ),
}

for (const [name, content] of Object.entries(cases))
  test(`${name}: quality counts what an import refuses, row for row`, async () => {
    const { quality, import: imported } = await both(content)
    assert.deepEqual(quality, imported)
  })

test('JSON lines that are none, or no objects, are counted', async () => {
  const row = (n: number) =>
    JSON.stringify({ ...Object.fromEntries(header.split(',').map((column, at) => [column, good(n).split(',')[at]])) })
  const lines = [row(1), row(2), '{"what":"sale",', '[1,2]', '42', '', row(3).replace('"3.5"', '{"amount":3}'), row(4)]
  const { quality, import: imported } = await both(`${lines.join('\n')}\n`, mapping, 'hostile.jsonl')
  assert.deepEqual(quality, imported)
  assert.equal(quality.broken, 3)
})

test('prices come in the own currency of the shop, as an import would store them', async () => {
  const file = join(folder, 'money.csv')
  await writeFile(file, table('sale,2025-03-01,u,s1,"$ 1,000.00",1,,a', 'sale,2025-03-01,u,s2,2000,1,USD,a'))
  const engine = await openEngine({ threads: 1 })
  try {
    await sourceFromFile(engine, file, { given: mapping })
    const prices = await engine.numbers(`SELECT price FROM events WHERE customer = 'u' ORDER BY line`)
    assert.deepEqual(prices, [Float64Array.of(500, 1000)])
  } finally {
    engine.close()
  }
})

test('a file that cannot be is refused by both in the same words', async () => {
  const many = Array.from({ length: 50_000 }, (_, n) => `c${n}`).join(',')
  const refused: [string | Buffer, RegExp][] = [
    ['', /an empty file/],
    ['\n\n \n', /blank lines only/],
    [`when,who,who\n${good(1)}`, /names "who" twice/],
    [`${many}\n${many}`, /a first line of more than 64 KiB/],
    [Buffer.from([1, 0, 2, 3]), /binary data/],
    [table('sale,2025-03-01,u\u0000,s,1,1,EUR,a'), /binary data/],
    [gzipSync(table()).subarray(0, 120), /cut short/],
    ['what,when,who\n1,2,3\n', /got the header what,when,who; want "sku" \(item\)/],
    [Buffer.from('PAR1 and no more'), /cannot be read as Parquet/],
  ]
  for (const [content, message] of refused) {
    const file = join(folder, 'refused.csv')
    await writeFile(file, content)
    const asked = { file, mapping }
    const is = (error: unknown) => error instanceof Fault && error.code === 'bad-file' && message.test(error.message)
    await assert.rejects(inspectQuality({ from: asked, reportFile: join(folder, 'q.html') }), is)
    await assert.rejects(importFile({ ...asked, dataDir: folder, nowMs: now }), is)
  }
})

test('a file in which nothing can be read says so by its shares', async () => {
  const file = join(folder, 'nothing.csv')
  await writeFile(file, 'date,user,item\nsoon,u,\nnever,u,\nbroken\n')
  const given: Mapping = { kind: 'view', time: { column: 'date' }, user: 'user', item: 'item' }
  const { rows, checks } = await inspectQuality({
    from: { file, mapping: given },
    reportFile: join(folder, 'q.html'),
    now,
  })
  const share = (name: string) => checks.find(({ check }) => check === name)?.share
  assert.deepEqual([rows, share('odd-times'), share('missing-products'), share('broken-rows')], [2, 1, 1, 1 / 3])
})

test('a table of more columns than the engine can hold is refused by their number', async () => {
  const file = join(folder, 'wide.csv')
  const more = Array.from({ length: 2500 }, (_, at) => `c${at}`)
  await writeFile(file, `date,item,user,${more}\n2025-01-01,i,u,${more}\n`)
  await assert.rejects(
    inspectQuality({ from: { file }, reportFile: join(folder, 'q.html'), now }),
    (error) => error instanceof Fault && /got 2,503 columns, want at most 2,000/.test(error.message),
  )
})

test('columns may be called anything that can be told apart', async () => {
  const columns = ['line', 'LINE', 'c0', 'moment', 'v', `a"b'c`, '列']
  const file = join(folder, 'names.csv')
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
  await writeFile(file, `${columns.map(quote).join(',')}\ni1,u1,2025-01-01,m,v,t,x\ni2,u2,2025-01-02,m,v,t,y\n`)
  const odd: Mapping = { kind: 'view', time: { column: 'c0' }, user: 'LINE', item: 'line', items: { title: `a"b'c` } }
  const { mix, fields } = await inspectQuality({
    from: { file, mapping: odd },
    reportFile: join(folder, 'q.html'),
    now,
  })
  assert.deepEqual([mix.people, mix.items, fields[2]?.type], [2, 2, 'time'])
  assert.deepEqual(
    fields.map(({ field }) => field),
    columns,
  )
})

test('whatever a file holds, no row is lost: what was looked at and what was refused is what an import read', async () => {
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(...goodRows, ...goodRows.map((row) => row.replace('Tea', '"Tea, ""black"""'))),
    },
    fc.stringMatching(/^[a-c",;\t\r 1.€-]{0,30}$/),
    fc.constantFrom('"', '""', '",', ',,,,,,,', ',,,,,,,,', '\ufeff', '\r'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const { quality, import: imported } = await both([header, good(1), ...pieces].join('\n'))
      assert.equal(quality.rows, imported.rows)
      assert.equal(quality.broken, imported.broken)
    }),
    { numRuns: 15 },
  )
})
