import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Engine, openEngine, text } from '../../prepare/engine.ts'
import type { ParquetColumn } from './column.ts'
import { copyOf } from './column.ts'
import { writeParquet } from './write-parquet.ts'

/** The reader is DuckDB: somebody else's, who knows nothing of how it was written. */
let engine: Engine
let folder: string
before(async () => {
  engine = await openEngine()
  folder = await mkdtemp(join(tmpdir(), 'osusume-parquet-'))
})
after(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const words = ['', 'cup', 'pot ü', '箱', 'x'.repeat(500), "it's"]

interface Row {
  word: number
  no: number
  whole: number | null
  timeMs: number | null
  small: number | null
  exact: number | null
  back: { timeMs: number; pieces: number }[]
}

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 3 })
const moment = fc
  .tuple(fc.integer({ min: Date.UTC(-1, 0, 1), max: Date.UTC(9999, 11, 31) }), fc.constantFrom(0, 0.25, 0.5))
  .map(([ms, part]) => ms + part)
const oneRow: fc.Arbitrary<Row> = fc.record({
  word: fc.integer({ min: -1, max: words.length - 1 }),
  no: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  whole: maybe(fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 })),
  timeMs: maybe(moment),
  small: maybe(fc.float({ noNaN: true })),
  exact: maybe(fc.double({ noNaN: true })),
  back: fc.array(fc.record({ timeMs: moment, pieces: fc.float({ noNaN: true }) }), { maxLength: 3 }),
})

function columnsOf(rows: readonly Row[]): ParquetColumn[] {
  const numbers = (of: (row: Row) => number | null) => copyOf(Float64Array.from(rows, (row) => of(row) ?? Number.NaN))
  const back = rows.flatMap((row) => row.back)
  return [
    { name: 'word', type: 'text', words, fill: copyOf(Int32Array.from(rows, ({ word }) => word)) },
    { name: 'no', type: 'uint32', fill: copyOf(Uint32Array.from(rows, ({ no }) => no)) },
    { name: 'whole', type: 'int64', fill: numbers(({ whole }) => whole) },
    { name: 'time', type: 'timestamp', fill: numbers(({ timeMs }) => timeMs) },
    { name: 'small', type: 'float', fill: numbers(({ small }) => small) },
    { name: 'exact', type: 'double', fill: numbers(({ exact }) => exact) },
    {
      name: 'back',
      type: 'list',
      fill: copyOf(Uint32Array.from(rows, ({ back }) => back.length)),
      fields: [
        { name: 'time', type: 'timestamp', fill: copyOf(Float64Array.from(back, ({ timeMs }) => timeMs)) },
        { name: 'pieces', type: 'float', fill: copyOf(Float64Array.from(back, ({ pieces }) => pieces)) },
      ],
    },
  ]
}

/** Microseconds since 1970, by the long way. */
const microseconds = (ms: number) => BigInt(Math.floor(ms)) * 1000n + BigInt((ms - Math.floor(ms)) * 1000)

test('DuckDB reads every value as it was given: texts, numbers, moments from the year −1 to 9999, lists, and what is missing', () =>
  fc.assert(
    fc.asyncProperty(fc.array(oneRow, { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), async (rows, groupRows) => {
      // one path for all: what the reader remembers of a file that was written over must not come back (seed -1205056)
      const path = join(folder, 'some.parquet')
      await writeParquet(path, columnsOf(rows), rows.length, { groupRows })
      const read = await engine.all(
        `SELECT word, no, whole::VARCHAR AS whole, epoch_us(time)::VARCHAR AS time, small::DOUBLE AS small, exact,
             list_transform(back, one -> epoch_us(one.time) || ' ' || (one.pieces::DOUBLE)::VARCHAR) AS back FROM ${text(path)}`,
      )
      const asRead = (back: Row['back']) =>
        back.map(({ timeMs, pieces }) => [String(microseconds(timeMs)), pieces] as const)
      assert.equal(read.length, rows.length)
      for (const [at, row] of rows.entries()) {
        const got = read[at] as Record<string, unknown>
        assert.equal(got.word, words[row.word] ?? null)
        assert.equal(got.no, row.no)
        assert.equal(got.whole, row.whole === null ? null : String(BigInt(row.whole)))
        assert.equal(got.time, row.timeMs === null ? null : String(microseconds(row.timeMs)))
        assert.ok(Object.is(got.small, row.small), `${got.small} is not ${row.small}`)
        assert.ok(Object.is(got.exact, row.exact), `${got.exact} is not ${row.exact}`)
        const back = (got.back as string[] | null)?.map((one) => {
          const [time = '', pieces = ''] = one.split(' ')
          return [time, pieces === 'inf' ? Infinity : pieces === '-inf' ? -Infinity : Number(pieces)] as const
        })
        assert.deepEqual(back, row.back.length === 0 ? undefined : asRead(row.back))
      }
    }),
    { numRuns: 60 },
  ))

test('a file says what its columns are, and keeps words about the whole', async () => {
  const path = join(folder, 'types.parquet')
  await writeParquet(path, columnsOf([]), 0, { meta: { osusume: '{"rules":"ü"}' } })
  const types = await engine.all<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${text(path)}`)
  assert.deepEqual(
    types.map(({ column_name, column_type }) => `${column_name} ${column_type}`),
    [
      'word VARCHAR',
      'no UINTEGER',
      'whole BIGINT',
      'time TIMESTAMP',
      'small FLOAT',
      'exact DOUBLE',
      'back STRUCT("time" TIMESTAMP, pieces FLOAT)[]',
    ],
  )
  const meta = await engine.all(
    `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${text(path)})`,
  )
  assert.deepEqual(meta, [{ key: 'osusume', value: '{"rules":"ü"}' }])
})

test('a text that is not in the list is refused, and so is a folder that is not there', async () => {
  const column: ParquetColumn = { name: 'word', type: 'text', words, fill: copyOf(Int32Array.of(0, words.length)) }
  await assert.rejects(writeParquet(join(folder, 'none.parquet'), [column], 2), /word: got text 6 of 6/)
  await assert.rejects(writeParquet(join(folder, 'no', 'where.parquet'), [column], 2), { code: 'ENOENT' })
})

test('the same columns give the same bytes, and row groups are as long as they were said to be', async () => {
  const rows = Array.from({ length: 1000 }, (_, k): Row => {
    const timeMs = k % 11 === 0 ? null : k * 1e9
    return { word: (k % 7) - 1, no: k, whole: k, timeMs, small: k / 3, exact: null, back: [] }
  })
  const [one, other] = [join(folder, 'one.parquet'), join(folder, 'other.parquet')]
  for (const path of [one, other]) await writeParquet(path, columnsOf(rows), rows.length, { groupRows: 300 })
  assert.ok((await readFile(one)).equals(await readFile(other)))
  const groups = await engine.all(
    `SELECT DISTINCT row_group_id::INTEGER AS id, row_group_num_rows::INTEGER AS n FROM parquet_metadata(${text(one)}) ORDER BY id`,
  )
  assert.deepEqual(
    groups.map(({ n }) => n),
    [300, 300, 300, 100],
  )
})
