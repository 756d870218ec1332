import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faults } from '../contract/fault.ts'
import { osusume } from './fixtures/process.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-cli-quality-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const header = 'order_id,sku,product_name,qty,price,customer_id,date,country,device'
const row = (n: number) =>
  `o${n},A10${n % 7},Tea ${n % 7},1,"€ 1.234,5${n % 9}",c${n % 5},2025-03-${10 + (n % 9)},FR,mobile`
const good = [header, ...Array.from({ length: 40 }, (_, n) => row(n))].join('\n')

async function looked(name: string, content: string | Buffer, ...args: string[]) {
  const file = join(folder, name)
  await writeFile(file, content)
  return osusume('quality', file, '--report', join(folder, `${name}.html`), ...args)
}

test('broken rows are counted beside the good ones, in the terminal, as JSON and on the page', async () => {
  const hostile = [
    good,
    'o99,A101,"never closed,1,2,c1,2025-03-05,FR,tv',
    `o98,${'x'.repeat(10_000_000)}`,
    row(98),
  ].join('\n')
  const [said, json] = await Promise.all([looked('said.csv', hostile), looked('json.csv', hostile, '--json')])
  assert.deepEqual([said.code, json.code], [0, 0], said.stderr + json.stderr)
  assert.match(said.stdout, /said\.csv: 41 rows, 5 people, 7 products/)
  assert.match(said.stdout, /broken-rows +2 /)
  assert.match(said.stdout, /devices +mobile 100\.0.%\ncountries +FR 100\.0.%/)
  assert.match(said.stdout, /price +number +0\.0.% +9 .*1234\.5 … 1234\.58/)
  const { rows, checks, mapping, mix } = JSON.parse(json.stdout)
  assert.deepEqual([rows, mapping.decimal, mix.countries[0].value], [41, ',', 'FR'])
  assert.equal(checks.find(({ check }: { check: string }) => check === 'broken-rows').count, 2)
  assert.ok((await readFile(join(folder, 'said.csv.html'), 'utf8')).includes('broken-rows'))
})

test('a file that cannot be is refused in one sentence', async () => {
  const cases: [string, string | Buffer, RegExp][] = [
    ['noise.csv', Buffer.from([1, 0, 2, 3]), /binary data/],
    ['twice.csv', `${header},sku\n`, /names "sku" twice/],
    ['wide.csv', Array.from({ length: 50_000 }, (_, n) => `c${n}`).join(','), /a first line of more than 64 KiB/],
  ]
  for (const run of cases.map(([name, content, words]) => ({ words, done: looked(name, content) }))) {
    const { code, stderr, stdout } = await run.done
    assert.equal(code, faults['bad-file'].exit, stderr)
    assert.match(stderr, /^osusume: bad-file: [^\n]*\n$/, 'one line')
    assert.match(stderr, run.words)
    assert.equal(stdout, '')
  }
})
