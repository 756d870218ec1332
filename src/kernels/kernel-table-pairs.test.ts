import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backends, runs } from './backend.ts'
import { products, workbench } from './fixtures/workbench.ts'
import { plainKernels } from './plain.ts'

/** What every backend promises of learning from pairs: this suite runs once for each. */

for (const backend of backends) {
  const skip = !runs(backend) && `${backend} does not run on this engine`
  const bench = skip ? undefined : workbench(backend)
  const open = () => bench as ReturnType<typeof workbench>

  test(`${backend}: pairs are drawn and learnt from as the plain twin does`, { skip }, () => {
    const { memory, table, floats, words, noise, random } = open()
    // 9 people, 11 items; person 3 has everything, so nothing stands behind anything for them
    const lists = Array.from({ length: 9 }, (_, r) =>
      Array.from({ length: 11 }, (_, i) => i).filter(() => r === 3 || random() < 0.4),
    )
    const starts = [0]
    for (const list of lists) starts.push(starts.at(-1)! + list.length)
    const rows = lists.flatMap((list, r) => list.map(() => r))
    const places = [words(starts), words(lists.flat()), words(rows), words(lists.flat())] as const
    for (const dim of [4, 8, 68]) {
      const [x, y] = [noise(9 * dim), noise(11 * dim)]
      for (let r = 0; r < 9; r++) x[r * dim + dim - 1] = 1
      const learnt = [table, plainKernels(memory.memory)].map((one) => {
        const [people, items] = [floats(x), floats(y)]
        for (const seed of [7, 4_000_000_000])
          one.learnPairs(people, items, dim, dim - 1, ...places, rows.length, seed, 0.1, 0.05)
        return [memory.floats(people, 9 * dim).slice(), memory.floats(items, 11 * dim).slice()] as const
      })
      const [got, want] = learnt as [(typeof learnt)[0], (typeof learnt)[0]]
      for (const side of [0, 1] as const)
        got[side].forEach((value, k) => {
          assert.ok(
            Math.abs(value - want[side][k]!) < 1e-5,
            `dim ${dim}, side ${side}, ${k}: ${value}, ${want[side][k]}`,
          )
        })
      assert.notDeepEqual(got[1], y)
      assert.deepEqual(got[0].slice(3 * dim, 4 * dim), x.slice(3 * dim, 4 * dim))
      for (let r = 0; r < 9; r++) assert.equal(got[0][r * dim + dim - 1], 1)
    }
  })

  test(`${backend}: a person comes to put what they have before what they have not`, { skip }, () => {
    const { memory, table, floats, words } = open()
    // person 0 has item 0, person 1 has item 1; every pair that counts is (0, 0 before 1) or (1, 1 before 0)
    const [people, items] = [floats([0.1, 0, 0, 1, 0, 0.1, 0, 1]), floats([0.1, 0, 0, 0, 0, 0.1, 0, 0])]
    const both = words([0, 1])
    table.learnPairs(people, items, 4, 3, words([0, 1, 2]), both, both, both, 2, 5, 0.5, 0)
    for (let pass = 0; pass < 50; pass++)
      table.learnPairs(people, items, 4, 3, words([0, 1, 2]), both, both, both, 2, pass, 0.5, 0)
    const [x, y] = [memory.floats(people, 8), memory.floats(items, 8)]
    const score = (u: number, i: number) => products(x, u, y, i, 4).reduce((a, b) => a + b, 0)
    assert.ok(score(0, 0) > score(0, 1) + 1)
    assert.ok(score(1, 1) > score(1, 0) + 1)
  })
}
