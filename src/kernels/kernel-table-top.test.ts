import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backends, runs } from './backend.ts'
import { products, workbench } from './fixtures/workbench.ts'
import { topScratch } from './kernel-table.ts'

/** What every backend promises of the best k: this suite runs once for each. */

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench(backend)
  const open = () => bench as ReturnType<typeof workbench>

  test(`${backend}: the best are those that sorting all scores gives, excluded ones left out`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    for (const [nRows, nItems, dim] of [
      [1, 1, 4],
      [3, 70, 8],
      [5, 600, 4],
      [2, 257, 12],
      [4, 0, 4],
    ] as const)
      for (const k of [1, 3, 50, 700]) {
        // whole numbers: many ties, and sums without rounding
        const whole = (n: number) => noise(n).map((value) => Math.round(2 * value))
        const [x, y] = [whole(nRows * dim), whole(nItems * dim)]
        const rows = Array.from({ length: nRows }, () => everyNow(nItems, random))
        const starts = [0]
        for (const row of rows) starts.push(starts.at(-1)! + row.length)
        const [count, item, score] = [memory.take(nRows * 4), memory.take(nRows * k * 4), memory.take(nRows * k * 4)]
        const scratch = memory.take(topScratch(nRows))
        table.top(
          floats(x),
          nRows,
          floats(y),
          nItems,
          dim,
          k,
          words(starts),
          words(rows.flat()),
          count,
          item,
          score,
          scratch,
        )
        for (let r = 0; r < nRows; r++) {
          const scoreOf = (i: number) => products(x, r, y, i, dim).reduce((a, b) => a + b, 0)
          const want = Array.from({ length: nItems }, (_, i) => i)
            .filter((i) => !rows[r]!.includes(i))
            .sort((a, b) => scoreOf(b) - scoreOf(a) || a - b)
            .slice(0, k)
          const n = memory.words(count, nRows)[r]!
          assert.deepEqual([...memory.words(item + r * k * 4, n)], want, `${nRows} x ${nItems}, k ${k}`)
          assert.deepEqual(
            [...memory.floats(score + r * k * 4, n)],
            want.map((i) => scoreOf(i) + 0),
          )
        }
      }
  })
}

const everyNow = (n: number, random: () => number) =>
  Array.from({ length: n }, (_, i) => i).filter(() => random() < 0.2)
