import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DelimitedRows } from './delimited-rows.ts'
import type { RawRow } from './raw-row.ts'
import { linesOf, maxLineBytes } from './text-lines.ts'

/** An independent writer: quotes every field that needs it, and some that do not. */
function write(rows: string[][], delimiter: string, end: string, quoteAll: boolean): string {
  const field = (text: string) =>
    quoteAll || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((row) => row.map(field).join(delimiter) + end).join('')
}

/** Reads bytes in pieces of the given size. */
async function read(content: string | Buffer, nColumns: number, delimiter = ',', piece = 1 << 16): Promise<RawRow[]> {
  const bytes = Buffer.from(content)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  }
  const reader = new DelimitedRows(delimiter, nColumns, 0)
  const rows: RawRow[] = []
  for await (const lines of linesOf(pieces())) rows.push(...reader.take(lines))
  rows.push(...reader.end())
  return rows
}

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '日', '😀', '"', ',', ';', '\t', '\n', ' ', '0'),
  maxLength: 6,
})

test('what was written is read, whatever stands in the fields and wherever the pieces are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 2, max: 4 })
        .chain((n) => fc.array(fc.array(text, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 8 })),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (rows, delimiter, end, quoteAll, piece) => {
        const found = await read(write(rows, delimiter, end, quoteAll), rows[0]!.length, delimiter, piece)
        assert.deepEqual(
          found.map(({ fields, problem }) => fields ?? problem),
          rows,
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('lines are counted as an editor counts them, line ends inside quotes too', async () => {
  const rows = await read('a,b\n"1\n2\n3",x\nc,d\n\ne,f\n', 2)
  assert.deepEqual(
    rows.map(({ line, problem }) => [line, problem?.code ?? 'ok']),
    [
      [1, 'ok'],
      [2, 'ok'],
      [5, 'ok'],
      [6, 'blank-line'],
      [7, 'ok'],
    ],
  )
})

test('a quote that never closes costs its own row, however many follow', async () => {
  const many = Array.from({ length: 1000 }, (_, n) => `${n},fine`)
  const rows = await read(['0,"never closed', ...many].join('\n'), 2)
  assert.equal(rows[0]?.problem?.code, 'unclosed-quote')
  assert.equal(rows.length, 1001)
  assert.ok(rows.slice(1).every(({ fields }, n) => fields?.[0] === String(n)))
})

test('a quote inside a field is a character like any other', async () => {
  const [row] = await read('5" pipe,12 "heavy" kg\n', 2)
  assert.deepEqual(row?.fields, ['5" pipe', '12 "heavy" kg'])
})

test('a byte order mark is no part of the first name, and a missing last line end loses nothing', async () => {
  assert.deepEqual(
    (await read('\ufeffa,b\nc,d', 2)).map(({ fields }) => fields),
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  )
})

test('a row with too few or too many fields is refused with both numbers; one trailing delimiter is forgiven', async () => {
  const rows = await read('1\n1,2\n1,2,\n1,2,3\n', 2)
  assert.deepEqual(
    rows.map(({ fields, problem }) => fields?.length ?? problem?.message),
    ['got 1 fields, want 2', 2, 2, 'got 3 fields, want 2'],
  )
})

test('one line that is no UTF-8 is refused, its neighbours are not', async () => {
  const rows = await read(
    Buffer.concat([Buffer.from('a,b\n'), Buffer.from([0x63, 0xff, 0x2c, 0x64]), Buffer.from('\ne,f\n')]),
    2,
  )
  assert.deepEqual(
    rows.map(({ problem }) => problem?.code),
    [undefined, 'invalid-utf8', undefined],
  )
})

test('a line without end is refused and not held', async () => {
  const rows = await read(`a,b\n${'x'.repeat(maxLineBytes + 10)}\nc,d\n`, 2)
  assert.deepEqual(
    rows.map(({ problem }) => problem?.code),
    [undefined, 'line-too-long', undefined],
  )
  assert.ok(rows[1]!.raw.length < 1000)
})
