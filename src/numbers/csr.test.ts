import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Combine, type Csr, csrFrom, takeRows, transpose } from './csr.ts'

/** The slow other road: a matrix as a Map from "row,column". */
function asMap(row: number[], column: number[], value: number[], combine: Combine): Map<string, number> {
  const map = new Map<string, number>()
  row.forEach((r, k) => {
    const key = `${r},${column[k]}`
    const before = map.get(key)
    const now = Math.fround(value[k]!)
    const folded = { sum: (a: number) => Math.fround(a + now), max: (a: number) => Math.max(a, now), last: () => now }
    map.set(key, before === undefined ? now : folded[combine](before))
  })
  return map
}

function entries(m: Csr): Map<string, number> {
  const map = new Map<string, number>()
  for (let r = 0; r < m.nRows; r++)
    for (let k = m.rowStart[r]!; k < m.rowStart[r + 1]!; k++) {
      if (k > m.rowStart[r]!) assert.ok(m.column[k]! > m.column[k - 1]!, 'columns rise within a row')
      map.set(`${r},${m.column[k]}`, m.value[k]!)
    }
  return map
}

const loose = fc.record({
  nRows: fc.integer({ min: 1, max: 9 }),
  nCols: fc.integer({ min: 1, max: 5 }),
  places: fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.integer({ min: -8, max: 8 })), { maxLength: 60 }),
  combine: fc.constantFrom<Combine>('sum', 'max', 'last'),
})

test('a matrix from loose entries holds each place once, summed, at its largest or as it came last', () => {
  fc.assert(
    fc.property(loose, ({ nRows, nCols, places, combine }) => {
      const row = places.map(([r]) => r % nRows)
      const column = places.map(([, c]) => c % nCols)
      const value = places.map(([, , v]) => v)
      const m = csrFrom(
        nRows,
        nCols,
        Uint32Array.from(row),
        Uint32Array.from(column),
        Float32Array.from(value),
        combine,
      )
      assert.deepEqual(sorted(entries(m)), sorted(asMap(row, column, value, combine)))
      assert.equal(m.rowStart[nRows], m.column.length)
    }),
  )
})

test('turning a matrix twice gives it back, and once exchanges row and column', () => {
  fc.assert(
    fc.property(loose, ({ nRows, nCols, places, combine }) => {
      const row = Uint32Array.from(places, ([r]) => r % nRows)
      const column = Uint32Array.from(places, ([, c]) => c % nCols)
      const m = csrFrom(nRows, nCols, row, column, undefined, combine)
      assert.deepEqual(transpose(transpose(m)), m)
      for (const key of entries(m).keys()) assert.ok(entries(transpose(m)).has(key.split(',').reverse().join(',')))
    }),
  )
})

test('taken rows keep their content, may repeat and may be empty', () => {
  //  row 0: (1: 5)   row 1: empty   row 2: (0: 7, 3: 9)
  const m = csrFrom(3, 4, Uint32Array.of(2, 0, 2), Uint32Array.of(3, 1, 0), Float32Array.of(9, 5, 7), 'sum')
  assert.deepEqual(takeRows(m, [2, 1, 2]), {
    nRows: 3,
    nCols: 4,
    rowStart: Uint32Array.of(0, 2, 2, 4),
    column: Uint32Array.of(0, 3, 0, 3),
    value: Float32Array.of(7, 9, 7, 9),
  })
})

test('an entry outside the matrix is refused by name', () => {
  assert.throws(
    () => csrFrom(2, 3, Uint32Array.of(2), Uint32Array.of(0), undefined, 'sum'),
    /\(2, 0\) is outside 2 x 3/,
  )
  assert.throws(() => csrFrom(2, 3, Uint32Array.of(1), Uint32Array.of(3), undefined, 'sum'), RangeError)
  assert.throws(() => csrFrom(2, 3, Uint32Array.of(1, 0), Uint32Array.of(1), undefined, 'sum'), RangeError)
})

const sorted = (map: Map<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
