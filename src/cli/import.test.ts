import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type FaultCode, faults } from '../contract/fault.ts'
import { openStore } from '../jobs/open.ts'
import { rng } from '../numbers/rng.ts'
import { osusume } from './fixtures/process.ts'

let folder: string
let orders: string
const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country'
const rowsOf = (n: number) =>
  Array.from(
    { length: n },
    (_, at) => `${500_000 + at},8504${at % 10},TEA,1,2010-01-01 10:00:00,2.5,1${at % 90},France`,
  )
const text = [header, ...rowsOf(5000)].join('\n')
const asRoot = process.getuid?.() === 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-cli-import-'))
  orders = join(folder, 'orders.csv')
  await writeFile(orders, text)
})
after(() => rm(folder, { recursive: true, force: true }))

/** Runs an import that must be refused: the right exit code, one sentence, the same on stdout as JSON. */
async function refused(file: string, code: FaultCode, words: RegExp, ...args: string[]): Promise<void> {
  const run = await osusume('import', file, '--json', ...args)
  assert.equal(run.code, faults[code].exit, run.stderr)
  assert.match(run.stderr, /^osusume: [^\n]*\n$/, 'one line')
  const { error } = JSON.parse(run.stdout)
  assert.equal(error.code, code)
  assert.match(error.message, words)
}

test('a file that cannot be read as rows ends in one sentence, and no folder is made for it', async () => {
  const random = rng(1)
  const whole = gzipSync([header, ...rowsOf(20_000)].join('\n'))
  const files: Record<string, [string | Buffer | undefined, FaultCode, RegExp]> = {
    'noise.csv': [
      Buffer.from(Array.from({ length: 5000 }, () => Math.floor(random() * 256))),
      'bad-file',
      /got binary data/,
    ],
    'stub.csv.gz': [whole.subarray(0, 200), 'bad-file', /gzip that is cut short/],
    'broken.csv.gz': [Buffer.concat([whole.subarray(0, 20), Buffer.alloc(500, 7)]), 'bad-file', /gzip/],
    'empty.csv': ['', 'bad-file', /got an empty file/],
    'empty.csv.gz': [gzipSync(''), 'bad-file', /a gzip with nothing in it/],
    'blank.csv': ['\n\n\n', 'bad-file', /blank lines only/],
    'false.parquet': [Buffer.from('PAR1 and then nothing'), 'bad-file', /Parquet/],
    'header.csv': ['a,b,c\n1,2,3\n', 'bad-file', /got the header a,b,c; want .*"InvoiceDate" \(time\)/],
    'missing.csv': [undefined, 'not-found', /there is no such file/],
  }
  const data = join(folder, 'never')
  for (const [name, [content, code, words]] of Object.entries(files)) {
    if (content !== undefined) await writeFile(join(folder, name), content)
    await refused(join(folder, name), code, words, '--preset', 'online-retail', '--data', data)
  }
  await mkdir(join(folder, 'a-folder.csv'))
  await refused(join(folder, 'a-folder.csv'), 'bad-file', /got a folder/, '--data', data)
  await refused(join(folder, 'header.csv'), 'bad-file', /cannot tell a time and an item among them/, '--data', data)
  await refused(orders, 'bad-request', /--preset: got "amazon", want one of online-retail/, '--preset', 'amazon')
  await assert.rejects(access(data))
})

test('a gzip that breaks off after a whole batch of good rows says where, and leaves the store as it was', async () => {
  const data = join(folder, 'middle')
  const file = join(folder, 'middle.csv.gz')
  const long = gzipSync([header, ...rowsOf(80_000)].join('\n'))
  await writeFile(file, long.subarray(0, long.length - 2000))
  const broken = () =>
    refused(
      file,
      'bad-file',
      /cut short \(after [\d,]+ bytes of content\)/,
      '--preset',
      'online-retail',
      '--data',
      data,
    )
  await broken()
  await assert.rejects(access(data), 'no folder is made for it')

  assert.equal((await osusume('import', orders, '--preset', 'online-retail', '--data', data)).code, 0)
  const look = async () => {
    const store = await openStore(data)
    const seen = [await store.countEvents(), (await store.imports()).length, await store.check()]
    await store.close()
    return seen
  }
  const before = await look()
  await broken()
  assert.deepEqual(await look(), before)
})

test('a file or a folder this user may not touch is named', {
  skip: asRoot && 'root may touch everything',
}, async () => {
  const closed = join(folder, 'closed.csv')
  await writeFile(closed, text)
  await chmod(closed, 0)
  await refused(closed, 'no-access', /closed\.csv/)
  const readOnly = join(folder, 'read-only')
  await mkdir(readOnly, { mode: 0o555 })
  await refused(orders, 'no-access', /read-only/, '--preset', 'online-retail', '--data', readOnly)
})

test('a data folder that is a file, or lies where none can be made, is named', async () => {
  await refused(orders, 'no-access', /orders\.csv/, '--preset', 'online-retail', '--data', orders)
  await refused(orders, 'no-access', /orders\.csv/, '--preset', 'online-retail', '--data', join(orders, 'inside'))
})

test('a data folder another process is writing to is waited for, then refused, untouched', async (t) => {
  const data = join(folder, 'locked')
  await (await openStore(data)).close()
  const holder = spawn(
    process.execPath,
    [
      '--eval',
      `const { DatabaseSync } = require('node:sqlite')
       new DatabaseSync(process.argv[1]).exec('BEGIN IMMEDIATE')
       console.log('held')
       setInterval(() => {}, 1000)`,
      join(data, 'osusume.db'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.after(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  await refused(orders, 'locked', /another process/, '--preset', 'online-retail', '--data', data)
  holder.kill('SIGKILL')
  await once(holder, 'close')
  const store = await openStore(data)
  assert.equal(await store.countEvents(), 0)
  await store.close()
})

test('a full disk is told as such where the reject file goes', {
  skip: process.platform !== 'linux' && 'needs /dev/full',
}, async () => {
  const data = join(folder, 'full')
  const full = join(folder, 'full.csv')
  await symlink('/dev/full', full)
  const file = join(folder, 'bad-rows.csv')
  await writeFile(file, `${text}\n1,2,3\n`)
  await refused(file, 'disk-full', /the disk is full/, '--preset', 'online-retail', '--data', data, '--rejects', full)
  const store = await openStore(data)
  assert.equal(await store.countEvents(), 0, 'rows whose rejects cannot be kept are not kept either')
  await store.close()
})

test('without a mapping one is proposed, with its reasons, and a dry run leaves nothing behind', async () => {
  const data = join(folder, 'proposed')
  const file = join(folder, 'own.csv')
  await writeFile(file, 'Order Date;Customer No;SKU;Qty\n31/01/2025 10:00;7;tea;2\n01/02/2025 11:30;8;cup;1\n')
  const run = await osusume('import', file, '--dry-run', '--json', '--data', data)
  assert.equal(run.code, 0, run.stderr)
  const { mapping, ...report } = JSON.parse(run.stdout)
  assert.deepEqual([report.read, report.accepted, report.rejectFile], [2, 2, null])
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'Order Date', format: 'D/M/Y' },
    user: 'Customer No',
    item: 'SKU',
    quantity: 'Qty',
  })
  assert.match(run.stderr, /proposed mapping/)
  await assert.rejects(readdir(data))
})

test('Ctrl-C stops after the batch and says how to go on', async () => {
  const data = join(folder, 'stopped')
  const file = join(folder, 'long.csv')
  await writeFile(file, [header, ...rowsOf(130_000)].join('\n'))
  const child = spawn(
    process.execPath,
    [new URL('./main.ts', import.meta.url).pathname, 'import', file, '--preset', 'online-retail', '--data', data],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
  })
  // The database appears once the process has begun to listen for the signal.
  for (let begun = false; !begun; ) {
    begun = await access(join(data, 'osusume.db')).then(
      () => true,
      () => false,
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  assert.equal(code, faults.cancelled.exit, stderr)
  assert.match(stderr, /stopped after [\d,]+ rows, all of them stored; the same command goes on from there/)
  const run = await osusume('import', file, '--preset', 'online-retail', '--data', data, '--json')
  const report = JSON.parse(run.stdout)
  assert.ok(report.resumedAt > 0)
  assert.equal(report.accepted, 130_000)
})
