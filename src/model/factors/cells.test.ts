import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { Cells } from './cells.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

test('every entry lies in one cell, and no two cells of a round share a person or an item', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(600), fc.nat(), (nRows, nCols, seed) => {
      const random = rng(seed)
      const n = nRows * nCols === 0 ? 0 : 300
      const draw = (below: number) => Uint32Array.from({ length: n }, () => Math.floor(random() ** 2 * below))
      const m = csrFrom(nRows, nCols, draw(nRows), draw(nCols), undefined, 'max')
      const before = kernels.takenBytes
      const cells = new Cells(kernels, m)
      const { groups } = cells
      const { entryRows, entryColumns, cellStart } = cells.deal(random)
      const size = m.column.length
      const buffer = kernels.factors(1, 4)
      const [rows, columns] = [entryRows, entryColumns].map(
        (place) => new Uint32Array(buffer.array.buffer, place, size),
      )
      kernels.release(buffer)
      const found = Array.from(rows!, (r, k) => r * nCols + columns![k]!).sort((a, b) => a - b)
      const want: number[] = []
      for (let r = 0; r < nRows; r++)
        for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++) want.push(r * nCols + m.column[at]!)
      assert.deepEqual(found, want)
      assert.equal(cellStart.at(-1), size)
      for (let round = 0; round < groups; round++) {
        const [seenRows, seenColumns] = [new Map<number, number>(), new Map<number, number>()]
        for (let p = 0; p < groups; p++) {
          const cell = p * groups + ((p + round) % groups)
          for (let at = cellStart[cell]!; at < cellStart[cell + 1]!; at++)
            for (const [seen, id] of [
              [seenRows, rows![at]!],
              [seenColumns, columns![at]!],
            ] as const) {
              assert.equal(seen.get(id) ?? p, p)
              seen.set(id, p)
            }
        }
      }
      cells.release()
      assert.equal(kernels.takenBytes, before)
    }),
    { numRuns: 60 },
  )
})
