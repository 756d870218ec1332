import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { Fault } from '../../contract/fault.ts'
import { importFile } from './import-file.ts'

const nowMs = () => Date.UTC(2026, 0, 1)
const mapping: Mapping = {
  kind: 'purchase',
  time: { column: 'when' },
  user: 'who',
  item: 'sku',
  price: 'cost',
  items: { title: 'name' },
}
const header = 'when,who,sku,cost,name'
const good = (n: number, name = 'Tea of the house') => `2025-03-0${1 + (n % 9)},u${n},s${n},3.5,${name}`
const goodRows = Array.from({ length: 20 }, (_, n) => good(n))

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-hostile-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function tried(content: string | Buffer | (string | Buffer)[], with_ = mapping) {
  const file = join(folder, 'hostile.csv')
  await writeFile(file, Array.isArray(content) ? Buffer.concat(content.map((part) => Buffer.from(part))) : content)
  const report = await importFile({ file, mapping: with_, dataDir: folder, nowMs })
  assert.equal(report.read, report.accepted + report.merged + report.rejected + report.setAside, 'no row is lost')
  return report
}

const lines = (...more: string[]) => [header, ...goodRows, ...more, ''].join('\n')

test('each hostile row is a counted reject, and the good rows around it come in', async () => {
  const others = goodRows.map((one) => one.replace(',u', ',v'))
  const { accepted, rejected, reasons } = await tried(
    lines(
      '2025-03-01,u,s,1e308,a',
      '2025-03-01,u,s,1e309,a',
      '0000-01-01,u,s,1,a',
      '9999-12-31,u,s,1,a',
      '2025-03-01,u,"s,1,a',
      `2025-03-01,u,s,1,${'x'.repeat(10_000_000)}`,
      `2025-03-01,u,s,1,a${',b'.repeat(50_000)}`,
      '2025-03-01,u\u0007,s,1,a',
      ...others,
    ),
  )
  // 1e308 is a number, if an odd one: prepare and quality look at it
  assert.equal(accepted, 2 * goodRows.length + 1)
  assert.deepEqual(
    { rejected, ...reasons },
    {
      rejected: 7,
      'bad-number': 1,
      'bad-time': 2,
      'unclosed-quote': 1,
      'line-too-long': 1,
      'field-count': 1,
      'bad-id': 1,
    },
  )
})

test('a file of two encodings keeps its UTF-8 and counts the rest', async () => {
  const { accepted, reasons, encoding } = await tried([
    lines(good(30, 'Thé')),
    Buffer.from(`${good(31, 'Caf\u00e9')}\n`, 'latin1'),
  ])
  assert.deepEqual([accepted, reasons['invalid-utf8'], encoding], [21, 1, 'utf-8'])
})

test('a file in an old encoding or in UTF-16 comes in whole, and the report says so', async () => {
  const text = lines(good(30, 'Café crème'))
  const latin = await tried(Buffer.from(text, 'latin1'))
  assert.deepEqual([latin.accepted, latin.rejected, latin.encoding], [21, 0, 'windows-1252'])
  const wide = await tried(Buffer.from(`\ufeff${text}`, 'utf16le'))
  assert.deepEqual([wide.accepted, wide.rejected, wide.encoding], [21, 0, 'utf-16le'])
  assert.equal((await tried(`\ufeff${text}`)).accepted, 21)
})

test('numbers as people write them come in, and are counted', async () => {
  const { accepted, rejected, repaired } = await tried(
    lines('2025-03-01,u,s1,"€ 1.234,50",a', '2025-03-01,u,s2,"1,234",a', '2025-03-01,u,s3,two,a'),
  )
  assert.deepEqual([accepted, rejected, repaired], [21, 2, { 'number-form': 1 }])
})

test('a header that cannot be, or bytes that are no text, end in one clear error', async () => {
  const many = Array.from({ length: 50_000 }, (_, n) => `c${n}`).join(',')
  for (const [content, message] of [
    [`when,who,who,cost,name\n${good(1)}`, /names "who" twice/],
    [`${many}\n${many}`, /a first line of more than 64 KiB/],
    [Buffer.from([1, 0, 2, 3]), /binary data/],
    [lines('2025-03-01,u\u0000,s,1,a'), /binary data/],
  ] as const)
    await assert.rejects(tried(content), (error) => error instanceof Fault && message.test(error.message))
})
