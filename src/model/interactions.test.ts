import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stackInteractions, takeInteractions } from './interactions.ts'
import { interactionsFrom } from './interactions-from.ts'

test('events are put in the order of their days, those of one day stay in the order in which they came', () => {
  const { sequences } = interactionsFrom(
    2,
    9,
    {
      row: Uint32Array.of(1, 1, 0, 1, 1),
      item: Uint32Array.of(7, 3, 8, 5, 2),
      day: Float64Array.of(4, 2, 1, 2, 9),
    },
    'sum',
  )
  assert.deepEqual(sequences?.rowStart, Uint32Array.of(0, 1, 5))
  assert.deepEqual(sequences?.item, Uint32Array.of(8, 3, 5, 7, 2))
  assert.deepEqual(sequences?.day, Float64Array.of(1, 2, 2, 4, 9))
})

test('what speaks against an item stands among the events, not in the matrix', () => {
  const { column, value, sequences } = interactionsFrom(
    1,
    3,
    { row: Uint32Array.of(0, 0, 0), item: Uint32Array.of(2, 1, 2), weight: Float32Array.of(1, -1, 3) },
    'sum',
  )
  assert.deepEqual([column, value], [Uint32Array.of(2), Float32Array.of(4)])
  assert.deepEqual(sequences?.weight, Float32Array.of(1, -1, 3))
})

test('rows taken out are the rows that were put in', () => {
  const event = fc.record({ row: fc.nat(4), item: fc.nat(6), day: fc.nat(9), weight: fc.integer({ min: 1, max: 5 }) })
  fc.assert(
    fc.property(fc.array(event), fc.array(fc.nat(4)), (events, rows) => {
      const from = (kept: typeof events, nRows: number) =>
        interactionsFrom(
          nRows,
          7,
          {
            row: Uint32Array.from(kept, ({ row }) => row),
            item: Uint32Array.from(kept, ({ item }) => item),
            day: Float64Array.from(kept, ({ day }) => day),
            weight: Float32Array.from(kept, ({ weight }) => weight),
          },
          'sum',
        )
      const wanted = from(
        rows.flatMap((row, at) => events.filter((one) => one.row === row).map((one) => ({ ...one, row: at }))),
        rows.length,
      )
      assert.deepEqual(takeInteractions(from(events, 5), rows), wanted)
    }),
  )
})

test('rows one below the other are the rows that were taken apart', () => {
  const whole = interactionsFrom(
    3,
    5,
    { row: Uint32Array.of(0, 2, 2, 0, 0), item: Uint32Array.of(1, 4, 4, 0, 1), day: Float64Array.of(1, 2, 3, 4, 5) },
    'sum',
  )
  const askedDay = Float64Array.of(7, 8, 9)
  const parts = [0, 1, 2].map((r) => takeInteractions({ ...whole, askedDay }, [r]))
  assert.deepEqual(stackInteractions(parts), { ...whole, askedDay })
  const { sequences, ...bare } = parts[1]!
  assert.equal(
    stackInteractions([parts[0]!, bare]).sequences,
    undefined,
    'an order that is known of some is not claimed for all',
  )
  assert.throws(() => stackInteractions([whole, { ...whole, nCols: 6 }]), /got 6 columns below 5/)
})

test('columns of unequal length and events outside the matrix are refused', () => {
  const one = Uint32Array.of(0)
  assert.throws(() => interactionsFrom(1, 1, { row: one, item: Uint32Array.of(0, 0) }, 'sum'), RangeError)
  assert.throws(() => interactionsFrom(1, 1, { row: one, item: Uint32Array.of(1) }, 'sum'), /\(0, 1\) is outside 1 x 1/)
})
