import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Fault } from '../../contract/fault.ts'
import { readSplitFile } from './read-split-file.ts'
import type { SplitFormat } from './split-events.ts'

const folder = await mkdtemp(join(tmpdir(), 'osusume-split-'))
after(() => rm(folder, { recursive: true }))

let files = 0
async function written(text: string | Buffer): Promise<string> {
  const path = join(folder, `split-${files++}.txt`)
  await writeFile(path, text)
  return path
}

/** What was read, in the words of the file. */
async function read(text: string | Buffer, format: SplitFormat) {
  const { rows, items, row, item, target, ...also } = await readSplitFile(await written(text), format)
  return {
    row: Array.from(row, (r) => rows.ids[r]),
    item: Array.from(item, (i) => items.ids[i]),
    ...Object.fromEntries(Object.entries(also).map(([name, column]) => [name, Array.from(column)])),
    ...(target && { target: new Map([...target].map(([r, i]) => [rows.ids[r], items.ids[i]])) }),
  }
}

const pairs = { row: ['ann', 'bob'], item: ['tea', 'pot'], value: [2, 0.5], day: [1, 2.5] }

test('pairs are read with tabs, commas, semicolons, spaces and ::, with a header or without', async () => {
  for (const between of ['\t', ',', ';', ' ', '::', '|']) {
    const body = `${['ann', 'tea', '2', '86400'].join(between)}\n${['bob', 'pot', '0.5', '216000'].join(between)}\n`
    assert.deepEqual(await read(body, 'pairs'), pairs, `between: ${between}`)
    const header = ['User ID', 'item_id', 'Rating', 'timestamp'].map((word) =>
      word.replace(' ', between === ' ' ? '_' : ' '),
    )
    assert.deepEqual(await read(`${header.join(between)}\r\n${body}`, 'pairs'), pairs)
  }
})

test('columns with names may stand in any order; a foreign header is one as well', async () => {
  assert.deepEqual(await read('timestamp,ItemId,x,user_id\n86400,tea,?,ann\n', 'pairs'), {
    row: ['ann'],
    item: ['tea'],
    day: [1],
  })
  assert.deepEqual(await read('Kunde\tArtikel\tMenge\nann\ttea\t3\n', 'pairs'), {
    row: ['ann'],
    item: ['tea'],
    value: [3],
  })
})

test('two columns are users and items, and numbers are ids as well as words are', async () => {
  assert.deepEqual(await read('1 7\n1 9\n2 7\n', 'pairs'), { row: ['1', '1', '2'], item: ['7', '9', '7'] })
})

test('a header over columns of ids is told by the numbers below it, and only where there are enough of them', async () => {
  const below = ['1,7', '1,9', '2,7', '3,9', '4,7']
  assert.equal((await read(['wer,was', ...below].join('\n'), 'pairs')).row[0], '1')
  assert.equal((await read(['wer,was', ...below.slice(1)].join('\n'), 'pairs')).row[0], 'wer')
  assert.equal((await read(['wer,was', 'x,y', ...below].join('\n'), 'pairs')).row[0], 'wer')
})

test('the atomic files of RecBole, runs of white space and moments of every size are read', async () => {
  assert.deepEqual(await read('user_id:token\titem_id:token\ttimestamp:float\nann\ttea\t86400\n', 'pairs'), {
    row: ['ann'],
    item: ['tea'],
    day: [1],
  })
  assert.deepEqual(await read('ann   tea  2 86400\n bob pot   0.5 216000\n', 'pairs'), pairs)
  const [seconds, ms, us] = [1.6e9, 1.6e12, 1.6e15]
  const all = await read(`user,item,time\n${[seconds, ms, us].map((at) => `ann,tea,${at}`).join('\n')}\n`, 'pairs')
  assert.deepEqual('day' in all && all.day, Array(3).fill(1.6e9 / 86_400))
})

test('a date without a zone is the same moment on every machine', async () => {
  const events = await readSplitFile(await written('user,item,date\nann,tea,2024-07-01 12:00:00\n'), 'pairs')
  assert.deepEqual([...(events.day ?? [])], [Date.UTC(2024, 6, 1, 12) / 86_400_000])
})

test('several files are one part; the other part goes on with their numbers', async () => {
  const one = await written('7 1 2\n')
  const two = await written('8 2\n7 3\n')
  const train = await readSplitFile([one, two], 'lightgcn')
  assert.deepEqual([train.row, train.item], [Uint32Array.of(0, 0, 1, 0), Uint32Array.of(0, 1, 1, 2)])
  const asked = await readSplitFile(await written('8 9 1\n'), 'lightgcn', train)
  assert.deepEqual([asked.row, asked.item], [Uint32Array.of(1, 1), Uint32Array.of(3, 0)])
  assert.deepEqual(train.items.ids, ['1', '2', '3', '9'])
  const lines = await readSplitFile([await written('a b\n\nb\n'), await written('a\n')], 'session-lines')
  assert.deepEqual(lines.rows.ids, ['1', '3', '4'])
})

test('a column that only one of several files has is none', async () => {
  const both = await readSplitFile([await written('ann,tea,2\n'), await written('ann,pot\n')], 'pairs')
  assert.deepEqual([both.row.length, both.value], [2, undefined])
})

test('a comma inside quotes belongs to the id', async () => {
  assert.deepEqual(await read('user,item\nann,"tea, green"\n', 'pairs'), { row: ['ann'], item: ['tea, green'] })
})

test('a line of the lightgcn format is a user and their items; a user without any has none', async () => {
  assert.deepEqual(await read('7 1 2 3\n8\n9 2\n', 'lightgcn'), {
    row: ['7', '7', '7', '9'],
    item: ['1', '2', '3', '2'],
  })
})

test('sessions are read by the names of their columns, milliseconds and dates are moments too', async () => {
  const wanted = { row: ['3', '3'], item: ['a', 'b'], day: [19_723, 19_724] }
  assert.deepEqual(await read('SessionId\tItemId\tTime\n3\ta\t1704067200.0\n3\tb\t1704153600000\n', 'sessions'), wanted)
  assert.deepEqual(
    await read('time,item_id,session_id\n2024-01-01T00:00:00Z,a,3\n2024-01-02,b,3\n', 'sessions'),
    wanted,
  )
})

test('session lines are numbered; what stands after a tab is what came next', async () => {
  assert.deepEqual(await read('a b c\nd\n', 'session-lines'), { row: ['1', '1', '1', '2'], item: ['a', 'b', 'c', 'd'] })
  const asked = await read('a b\tc\nd\te\n', 'session-lines')
  const wanted = new Map([
    ['1', 'c'],
    ['2', 'e'],
  ])
  assert.deepEqual('target' in asked && asked.target, wanted)
})

test('baskets are numbered in their order; the marks at both ends and empty baskets are none', async () => {
  const wanted = { row: ['u', 'u', 'u', 'v'], item: ['1', '2', '1', '2'], basket: [0, 0, 1, 0] }
  assert.deepEqual(await read('{"u": [[-1], [1, 2], [], [1], [-1]], "v": [[2]]}', 'baskets'), wanted)
  assert.deepEqual(await read('user_id,order_id,product_id\nu,A,1\nu,A,2\nu,B,1\nv,A,2\n', 'baskets'), wanted)
})

test('a gzip is read as what it holds', async () => {
  assert.deepEqual(await read(gzipSync('7 1 2\n'), 'lightgcn'), { row: ['7', '7'], item: ['1', '2'] })
})

const refused: [SplitFormat, string, RegExp][] = [
  ['pairs', 'ann,tea,2\nbob,pot,many\n', /line 2: value: got "many", want a number/],
  ['pairs', 'ann\ttea\t2\t86400\nbob\tpot\t1\tyesterday\n', /line 2: time: got "yesterday", want seconds/],
  ['pairs', 'ann,tea\n,pot\n', /line 2: user: got ",pot", want an id/],
  ['pairs', 'ann,tea\nbob,pot,1\n', /line 2: row: got "bob,pot,1", want 2 fields/],
  ['pairs', 'ann\n', /got the columns ann, want user and item/],
  ['ratings', 'ann,tea\nbob,pot\n', /want user, item and rating/],
  ['sessions', '1\t2\t3\n', /want a header naming SessionId, ItemId and Time/],
  ['sessions', 'SessionId,ItemId\n1,2\n', /want one named time/],
  ['session-lines', 'a b\tc\td\n', /line 1: got "a b\tc\td", want items, or items TAB/],
  ['session-lines', 'a b\tc d\n', /want one item after the tab/],
  ['baskets', '{"u": [[1], 2]}', /user u: got number, want a basket/],
  ['baskets', '{"u": [[1', /want JSON/],
  ['baskets', 'user,product\nu,1\n', /want JSON .* or a table with the columns user, basket and item/],
  ['lightgcn', '\n\n', /got no rows|blank/],
  ['pairs', '\n\n', /got blank lines only, want rows of user and item/],
  ['pairs', 'user,user,item\n1,2,3\n', /got the columns user, user, item, want one column called user/],
  ['sessions', 'SessionId,ItemId,Time,Time\n1,2,3,4\n', /want one column called Time/],
  ['baskets', 'user,basket,item,item\nu,1,2,3\n', /want JSON/],
  ['baskets', '["u"]', /want JSON/],
  ['ratings', 'ann,tea,3\nbob,tea,1e308\n', /line 2: value: got "1e308", want a number of at most 38 digits/],
  ['ratings', 'ann,tea,3,1\nbob,tea,3,9e99\n', /line 2: time: got "9e99"/],
  ['ratings', 'ann,tea,3,1\nbob,tea,3,9999-12-31\n', /line 2: time: got "9999-12-31"/],
  ['pairs', `ann tea\nbob ${'x'.repeat(2000)}\n`, /event 2: got an id of 2000 characters/],
  ['lightgcn', `${'ann tea '.repeat(9)}\nann\u0007 tea\n`, /event 18: got an id of 4 characters, "ann\\u0007"/],
  ['lightgcn', `ann tea\n${'x'.repeat(10_000_000)}\n`, /line 2: got "x+", want a line of at most/],
  ['sequence', `ann tea\n${'x'.repeat(10_000_000)} pot\n`, /line 2: row: got "x+", want 2 fields/],
  [
    'session-lines',
    `a b\n${Array.from({ length: 900_000 }, (_, k) => k).join(' ')}\n`,
    /line 2: got .* want a line of at most/,
  ],
]

test('a byte order mark, carriage returns and a gzip change nothing', async () => {
  const wanted = await read('{"u": [[1, 2]]}', 'baskets')
  assert.deepEqual(await read('\ufeff{"u": [[1, 2]]}\r\n', 'baskets'), wanted)
  const lines = await read('u 1 2\nv 3\n', 'lightgcn')
  for (const same of ['\ufeffu 1 2\r\nv 3\r\n', 'u 1 2\n\nv 3', Buffer.from('\ufeffu 1 2\nv 3\n', 'utf16le')])
    assert.deepEqual(await read(same, 'lightgcn'), lines)
})

for (const [format, text, message] of refused)
  test(`${format}: ${JSON.stringify(text).slice(0, 40)} is refused by its place`, async () => {
    await assert.rejects(read(text, format), (error) => {
      assert.ok(error instanceof Fault)
      assert.equal(error.code, 'bad-file')
      assert.match(error.message, message)
      return true
    })
  })

test('a file that is not there is named', async () => {
  await assert.rejects(readSplitFile(join(folder, 'none.txt'), 'pairs'), /none\.txt/)
})
