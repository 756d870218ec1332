import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { rng } from '../../numbers/rng.ts'
import { openStore } from '../open.ts'
import { type ImportReport, importFile } from './import-file.ts'

const nowMs = () => Date.UTC(2026, 0, 1)
const mapping: Mapping = {
  kind: { column: 'what', values: { sale: 'purchase', look: 'view' } },
  time: { column: 'when', format: 'epoch-s' },
  user: 'who',
  item: 'sku',
  quantity: 'n',
  items: { title: 'name' },
  users: { country: 'land' },
}
const header = 'what,when,who,sku,n,name,land'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-import-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** A dirty file, and how each of its rows must end. */
function dirty(nRows: number, seed: number) {
  const random = rng(seed)
  const lines = [header]
  const want = { accepted: 0, merged: 0, rejected: 0, setAside: 0 }
  const good: string[] = []
  for (let n = 0; n < nRows; n++) {
    const die = random()
    if (die < 0.05 && good.length > 0) {
      lines.push(good[Math.floor(random() * good.length)]!)
      want.merged++
    } else if (die < 0.07) {
      lines.push(`sale,yesterday,u${n},s1,1,Tea,Japan`)
      want.rejected++
    } else if (die < 0.09) {
      lines.push(`sale,1700000000,u${n},s1,1`)
      want.rejected++
    } else if (die < 0.11) {
      lines.push(die < 0.1 ? `dance,1700000000,u${n},s1,1,Tea,Japan` : '')
      want.setAside++
    } else {
      const name = die < 0.3 ? `"Tea, ""green""\nno. ${n % 7}"` : `Tea ${n % 7}`
      const line = `sale,${1_700_000_000 + n},u${n % 50},s${n % 30},${1 + (n % 3)},${name},Japan`
      lines.push(line)
      good.push(line)
      want.accepted++
    }
  }
  return { text: `${lines.join('\n')}\n`, want }
}

async function imported(dataDir: string, file: string, batchRows?: number) {
  const store = await openStore(dataDir)
  try {
    return await importFile({ file, mapping, store, dataDir, nowMs, ...(batchRows && { batchRows }) })
  } finally {
    await store.close()
  }
}

/** Everything an import leaves behind. */
async function left(dataDir: string, report: ImportReport) {
  const store = await openStore(dataDir)
  try {
    const table = await store.readEvents()
    return {
      table,
      items: await store.allItems(),
      titles: await store.titleCounts(),
      first: await store.eventsOf({ user: 'u1' }, { limit: 1000 }),
      rejects: report.rejectFile && (await readFile(report.rejectFile, 'utf8')),
    }
  } finally {
    await store.close()
  }
}

const countsOf = ({ accepted, merged, rejected, setAside }: ImportReport) => ({ accepted, merged, rejected, setAside })

test('every row ends as one of four, and the reject file names its line', async () => {
  const { text, want } = dirty(3000, 1)
  const file = join(folder, 'four.csv')
  await writeFile(file, text)
  const data = join(folder, 'four')
  const report = await imported(data, file)
  assert.deepEqual(countsOf(report), want)
  assert.equal(report.read, 3000)
  assert.equal(
    Object.values(report.reasons).reduce((sum, n) => sum + n, 0),
    3000 - want.accepted,
    'every row that is no event has a reason',
  )
  const lines = text.split('\n')
  const { rejects } = await left(data, report)
  const rejected = [...(rejects ?? '').matchAll(/^(\d+),rejected,bad-time,/gm)]
  assert.ok(rejected.length > 10)
  for (const [, line] of rejected) assert.match(lines[Number(line) - 1] ?? '', /^sale,yesterday,/)
})

test('words that the mapping does not name are named, counted, and given the line that takes them in', async () => {
  const sales = Array.from({ length: 1100 }, (_, n) => `sale,2025-03-01 10:00:00,u${n % 9},s${n % 7}`)
  const late = ['favourite', 'favourite', 'hearted', '', 'constructor'].map(
    (word, n) => `${word},2025-03-02 10:00:00,u${n},s1`,
  )
  const file = join(folder, 'late-words.csv')
  await writeFile(file, ['action,when,customer_id,sku', ...sales, ...late].join('\n'))
  const data = join(folder, 'late-words')
  const into = async (given?: Mapping) => {
    const store = await openStore(data)
    try {
      return await importFile({ file, store, dataDir: data, nowMs, batchRows: 300, ...(given && { mapping: given }) })
    } finally {
      await store.close()
    }
  }
  const first = await into()
  assert.equal(first.reasons['unknown-kind'], 5)
  assert.deepEqual(first.unknownKinds.words, [
    { word: 'favourite', rows: 2 },
    { word: '', rows: 1 },
    { word: 'constructor', rows: 1 },
    { word: 'hearted', rows: 1 },
  ])
  const { kind } = first.mapping
  assert.ok(typeof kind === 'object')
  const named = { ...kind.values, favourite: 'wishlist', constructor: 'KIND', hearted: 'KIND' }
  assert.deepEqual(JSON.parse(`{${first.unknownKinds.kind}}`), { kind: { column: 'action', values: named } })

  // put into the mapping, it takes in those rows and no other twice
  const values = { ...kind.values, favourite: 'wishlist', hearted: 'wishlist' } as const
  const second = await into({ ...first.mapping, kind: { ...kind, values } })
  assert.deepEqual([second.accepted, second.reasons['unknown-kind']], [3, 2])
  assert.deepEqual(
    second.unknownKinds.words.map(({ word }) => word),
    ['', 'constructor'],
  )
})

test('the same file again changes nothing, and says that all was stored before', async () => {
  const { text, want } = dirty(1000, 2)
  const file = join(folder, 'again.csv')
  await writeFile(file, text)
  const data = join(folder, 'again')
  const first = await imported(data, file)
  const before = await left(data, first)
  const store = await openStore(data)
  const second = await importFile({ file, mapping, store, dataDir: data, nowMs: () => nowMs() + 1 })
  await store.close()
  assert.deepEqual(countsOf(second), { ...want, accepted: 0, merged: want.accepted + want.merged })
  assert.equal(second.reasons['already-stored'], want.accepted + want.merged)
  const after = await left(data, second)
  assert.deepEqual(after.table, before.table)
  assert.equal(after.rejects, before.rejects)
})

test('an import killed again and again ends as one that never stopped', async () => {
  const { text } = dirty(12_000, 3)
  const file = join(folder, 'killed.csv.gz')
  await writeFile(file, gzipSync(text))
  const whole = await imported(join(folder, 'whole'), file, 500)
  const program = fileURLToPath(new URL('../fixtures/import-until-killed.ts', import.meta.url))
  const data = join(folder, 'killed')
  const random = rng(4)
  let kills = 0
  let report: ImportReport | undefined
  while (!report) {
    const child = spawn(process.execPath, [program, file, data, JSON.stringify(mapping)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const batches = kills < 3 ? 1 + Math.floor(random() * 4) : Number.POSITIVE_INFINITY
    const waitMs = random() * 15
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      said += chunk
      // Not at the end of a batch but somewhere in the next one.
      if (said.split('.').length > batches) setTimeout(() => child.kill('SIGKILL'), waitMs)
    })
    const [code] = await once(child, 'close')
    if (code === 0) report = JSON.parse(said.slice(said.indexOf('{')))
    else kills++
    assert.ok(kills <= 3, 'it gets on between the kills')
  }
  assert.ok(kills >= 2, `killed ${kills} times`)
  assert.ok(report.resumedAt > 0)
  assert.deepEqual(countsOf(report), countsOf(whole))
  assert.deepEqual(report.reasons, whole.reasons)
  assert.deepEqual(await left(data, report), await left(join(folder, 'whole'), whole))
})

test('an old file does not bring back a customer who asked to be forgotten', async () => {
  const file = join(folder, 'forgotten.csv')
  const dataDir = join(folder, 'forgotten')
  await writeFile(
    file,
    [
      header,
      'sale,1700000000,anna,s1,1,Tea,Japan',
      'sale,1700000001,ben,s1,1,Tea,Japan',
      'look,1700000002,anna,s2,,Cup,',
    ].join('\n'),
  )
  const store = await openStore(dataDir)
  let clockMs = nowMs()
  const run = () => importFile({ file, mapping, store, dataDir, nowMs: () => clockMs++ })
  assert.equal((await run()).accepted, 3)
  assert.ok(await store.deleteUser('anna'))
  const again = await run()
  assert.deepEqual([again.accepted, again.merged, again.setAside], [0, 1, 2])
  assert.deepEqual(again.reasons, { 'already-stored': 1, 'erased-customer': 2 })
  assert.equal(again.rejectFile, null, 'their lines are written nowhere')
  assert.equal(await store.user('anna'), undefined)
  assert.deepEqual(await store.eventsOf({ user: 'anna' }, { limit: 9 }), [])
  await store.close()
})

test('a dry run counts the same and leaves nothing', async () => {
  const { text, want } = dirty(500, 5)
  const file = join(folder, 'dry.csv')
  await writeFile(file, text)
  const report = await importFile({ file, mapping, dataDir: join(folder, 'dry'), nowMs })
  assert.deepEqual(countsOf(report), want)
  assert.equal(report.rejectFile, null)
  await assert.rejects(readFile(join(folder, 'dry', 'osusume.db')))
})

test('a quote that never closes costs its own row, not the rest of the file', async () => {
  const file = join(folder, 'quote.csv')
  const rows = Array.from(
    { length: 600 },
    (_, n) => `sale,${1_700_000_000 + n},u,s,1,${n === 3 ? '"Tea' : 'Tea'},Japan`,
  )
  await writeFile(file, [header, ...rows].join('\n'))
  const data = join(folder, 'quote')
  const report = await imported(data, file)
  assert.deepEqual(countsOf(report), { accepted: 599, merged: 0, rejected: 1, setAside: 0 })
  assert.match((await left(data, report)).rejects ?? '', /^5,rejected,unclosed-quote,/m)
})

test('the same rows as CSV, TSV, JSON lines and Parquet, plain or packed, become the same events', async () => {
  const rows = Array.from({ length: 50 }, (_, n) => ({
    what: n % 2 ? 'sale' : 'look',
    when: 1_700_000_000 + n,
    who: `u${n % 5}`,
    sku: `s${n % 7}`,
    n: 1 + (n % 3),
    name: `Tea, "no. ${n % 7}"`,
    land: 'Japan',
  }))
  const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
  const delimited = (by: string) =>
    [header.replaceAll(',', by), ...rows.map((row) => Object.values(row).map(quoted).join(by))].join('\r\n')
  const files: Record<string, string | Buffer> = {
    'a.csv': delimited(','),
    'b.tsv': `\ufeff${delimited('\t')}`,
    'c.txt': delimited(';'),
    'd.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    'e.dat': gzipSync(delimited(',')),
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  await duck.run(
    `COPY (SELECT * FROM read_csv('${join(folder, 'a.csv')}')) TO '${join(folder, 'f.bin')}' (FORMAT parquet)`,
  )
  duck.closeSync()
  const seen: unknown[] = []
  for (const name of [...Object.keys(files), 'f.bin']) {
    const data = join(folder, `as-${name}`)
    const report = await imported(data, join(folder, name))
    assert.deepEqual(countsOf(report), { accepted: 50, merged: 0, rejected: 0, setAside: 0 }, name)
    const { first, table, titles, items } = await left(data, report)
    seen.push({ first: first.map(({ id: _, ...event }) => event), table, titles, items })
  }
  for (const other of seen) assert.deepEqual(other, seen[0])
})

test('lines of orders are joined to the orders: who and in which sequence stands in another file', async () => {
  const file = join(folder, 'order_lines.csv')
  const other = join(folder, 'orders.csv')
  await writeFile(file, 'order_id,product_id\n1,tea\n1,cup\n2,tea\n3,jug\n')
  await writeFile(other, 'order_id,user_id,order_number\n1,ann,1\n2,ann,2\n3,bob,1\n')
  const { accepted, mapping } = await importFile({ file, join: other, dataDir: folder, nowMs: () => 0 })
  assert.equal(accepted, 4)
  assert.deepEqual(mapping, {
    kind: 'purchase',
    time: { column: 'order_number', format: 'day' },
    order: 'order_id',
    user: 'user_id',
    item: 'product_id',
  })
  await assert.rejects(
    importFile({ file, dataDir: folder, nowMs: () => 0 }),
    /may stand in another file: give that with --join/,
  )
})
