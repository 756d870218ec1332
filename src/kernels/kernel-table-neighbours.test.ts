import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backends, runs } from './backend.ts'
import { workbench } from './fixtures/workbench.ts'
import { takeLargestScratch } from './kernel-table.ts'

/** What every backend promises of a row of neighbours, to the bit: this suite runs once for each. */

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench(backend)
  const open = () => bench as ReturnType<typeof workbench>
  const doubles = (values: ArrayLike<number>) => {
    const { memory } = open()
    const place = memory.take(Math.max(1, values.length) * 8)
    new Float64Array(memory.memory.buffer, place, values.length).set(values)
    return place
  }

  test(`${backend}: rows are added up in float64, and every column they reach is noted once`, { skip }, () => {
    const { memory, table, words, random } = open()
    const nCols = 37
    // weights of 0 and −0, and pairs that cancel: reached all the same
    const weight = () => [0, -0, 1.5, -1.5, random(), -random()][Math.floor(random() * 6)] as number
    const rows = Array.from({ length: 23 }, () =>
      Array.from({ length: nCols }, (_, j) => ({ j, w: weight() })).filter(() => random() < 0.3),
    )
    const starts = [0]
    for (const row of rows) starts.push(starts.at(-1)! + row.length)
    const entries = words(rows.flat().flatMap(({ j, w }) => [...new Uint32Array(Float64Array.of(w).buffer), j]))
    const of = [words(starts), entries] as const
    const [sum, reached] = [doubles(new Float64Array(nCols).fill(-0)), words(new Uint32Array(nCols + 1))]
    const want = new Map<number, number>()
    let nReached = 0
    for (const picked of [[3, 0, 22], [], [7, 3, 8, 1], [5]]) {
      const shares = picked.map(weight)
      nReached = table.addRows(...of, words(picked), doubles(shares), picked.length, sum, reached, nReached)
      picked.forEach((r, a) => {
        for (const { j, w } of rows[r]!) want.set(j, (want.get(j) ?? 0) + shares[a]! * w)
      })
      assert.deepEqual([...memory.words(reached, nReached)], [...want.keys()])
      new Float64Array(memory.memory.buffer, sum, nCols).forEach((x, j) => {
        assert.ok(Object.is(x, want.has(j) ? want.get(j)! + 0 : -0), `column ${j}: ${x}, want ${want.get(j)}`)
      })
    }
  })

  test(`${backend}: the largest sums are those of a sorted list, equal ones by lower column`, { skip }, () => {
    const { memory, table, words, random } = open()
    const nCols = 4500
    const scratch = memory.take(takeLargestScratch(nCols))
    const sum = doubles(new Float64Array(nCols).fill(-0))
    const reached = words(new Uint32Array(nCols + 1))
    const kinds: Record<string, (at: number) => number> = {
      spread: () => random() * 10 ** Math.floor(random() * 12 - 6),
      close: () => 1 + random() * 1e-9,
      counts: () => Math.floor(random() * 5),
      signs: () => random() - 0.7,
      equal: () => 2.5,
      none: () => -random(),
      // a sample of every sixteenth sees only large ones
      misleading: (at) => random() + (at % 16 === 0 ? 1000 : 0),
      tiny: () => Math.floor(random() * 3) * Number.MIN_VALUE,
    }
    for (const [kind, draw] of Object.entries(kinds))
      for (const n of [0, 1, 70, 1500, 4200])
        for (const k of [1, 50, 300, nCols]) {
          const columns = Array.from({ length: nCols }, (_, j) => [random(), j] as const)
            .sort(([a], [b]) => a - b)
            .slice(0, n)
            .map(([, j]) => j)
          const sums = new Float64Array(memory.memory.buffer, sum, nCols)
          for (const [at, j] of columns.entries()) sums[j] = draw(at)
          const want = columns
            .map((j) => [j, sums[j]!] as const)
            .filter(([, x]) => x > 0)
            .sort(([i, a], [j, b]) => b - a || i - j)
            .slice(0, k)
            .sort(([i], [j]) => i - j)
          memory.words(reached, n).set(columns)
          const [column, value] = [words(new Uint32Array(k + 1)), words(new Uint32Array(k + 1))]
          const kept = table.takeLargest(sum, reached, n, nCols, k, column, value, scratch)
          const where = `${kind}, ${k} of ${n}`
          assert.deepEqual(
            [...memory.words(column, kept)],
            Array.from(want, ([j]) => j),
            where,
          )
          assert.deepEqual(
            memory.floats(value, kept),
            Float32Array.from(want, ([, x]) => x),
            where,
          )
          assert.ok(
            sums.every((x) => Object.is(x, -0)),
            where,
          )
          memory.give(column)
          memory.give(value)
        }
  })
}
