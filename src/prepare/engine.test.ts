import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Engine, openEngine, spillFolder } from './engine.ts'

let engine: Engine
before(async () => {
  engine = await openEngine()
})
after(() => engine.close())

const n = 5000
const rows = `SELECT (i * i)::DOUBLE AS x, (i % 200)::UTINYINT AS small, CASE WHEN i % 3 > 0 THEN i::INTEGER END AS third FROM range(${n}) t(i)`

test('columns come into arrays of their length, by one copy or value by value alike', async () => {
  const [x, small, some] = [new Float64Array(n), new Uint8Array(n), new Float64Array(n)]
  await engine.fill(`${rows} ORDER BY i`, [x, small, some])
  const want = Array.from({ length: n }, (_, i) => i)
  assert.deepEqual(
    [...x],
    want.map((i) => i * i),
  )
  assert.deepEqual(
    [...small],
    want.map((i) => i % 200),
  )
  assert.deepEqual(
    [...some],
    want.map((i) => (i % 3 > 0 ? i : Number.NaN)),
  )
  const asNumbers = await engine.numbers(`${rows} ORDER BY i`)
  assert.deepEqual(
    asNumbers.map((column) => [...column]),
    [[...x], [...small], [...some]],
  )
})

test('columns are looked at in the type they have, piece by piece', async () => {
  const seen: number[][] = [[], [], []]
  await engine.scan(`${rows} ORDER BY i`, (columns) => {
    assert.ok(columns[0] instanceof Float64Array && columns[1] instanceof Uint8Array)
    for (const [at, column] of columns.entries()) seen[at]?.push(...column)
  })
  assert.deepEqual(
    seen,
    (await engine.numbers(`${rows} ORDER BY i`)).map((column) => [...column]),
  )
})

test('what has no place is refused: a missing number among whole ones, more rows than room, fewer', async () => {
  const fill = (rowsOf: string, length: number) => engine.fill(rowsOf, [new Int32Array(length)])
  await assert.rejects(fill(`SELECT third FROM (${rows})`, n), /column 0: got NULL/)
  await assert.rejects(fill('SELECT 1::INTEGER FROM range(9)', 8), /more rows than the 8/)
  await assert.rejects(fill('SELECT 1::INTEGER FROM range(9)', 10), /got 9 rows/)
})

test('an answer without rows has columns all the same', async () => {
  assert.deepEqual(await engine.numbers('SELECT 1 AS a, 2 AS b WHERE false'), [
    new Float64Array(0),
    new Float64Array(0),
  ])
  assert.deepEqual(await engine.texts(`SELECT x FROM (VALUES ('b'), ('ü')) t(x) ORDER BY x`), ['b', 'ü'])
})

test('what its memory does not hold lies among temporary files for as long as it is open, not where somebody works', async () => {
  const small = await openEngine({ memoryBytes: 48e6, threads: 1 })
  try {
    await small.run('CREATE TABLE long AS SELECT md5(i::VARCHAR) AS text FROM range(2000000) t(i)')
    assert.ok(existsSync(spillFolder()))
    assert.ok(!existsSync('.tmp'))
  } finally {
    small.close()
  }
  assert.ok(!existsSync(spillFolder()))
})
