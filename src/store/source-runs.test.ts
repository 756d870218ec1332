import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SourceRuns } from './source-runs.ts'

test('rows give back the lines they came with, in whatever order they are asked for', () => {
  const line = fc.record({ file: fc.integer({ min: -1, max: 1 }), skipped: fc.constantFrom(0, 0, 0, 1, 5) })
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 60, size: 'max' }),
      fc.array(fc.nat(59), { maxLength: 30 }),
      (log, asked) => {
        const runs = new SourceRuns()
        for (const name of ['a.csv', 'b.csv']) runs.addFile(name)
        const next = [1, 1]
        const want = log.map(({ file, skipped }) => {
          if (file < 0) return Number.NaN
          next[file]! += 1 + skipped
          return next[file]!
        })
        for (const [row, { file }] of log.entries()) runs.add(file, want[row] ?? 0)
        assert.equal(runs.length, log.length)
        for (const row of [...log.keys(), ...asked.filter((row) => row < log.length)]) {
          assert.equal(runs.fileOf(row), log[row]?.file)
          assert.equal(runs.lineOf(row), want[row])
        }
      },
    ),
  )
})

test('a row that was never added came from no file', () => {
  const runs = new SourceRuns()
  assert.equal(runs.fileOf(0), -1)
  assert.ok(Number.isNaN(runs.lineOf(0)))
})
