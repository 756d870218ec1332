import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { everyMetricAt } from '../../src/evaluate/metric-at-k.ts'
import { scoreUsers, usersWithTest } from '../../src/evaluate/score-users.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { csrFrom } from '../../src/numbers/csr.ts'
import { mean } from '../../src/numbers/stats.ts'

/**
 * Held against implicit 0.7.3 (neighbours) and numpy (metrics) on a small fixed shop with real-valued weights, a user
 * who did nothing and an item nobody touched. bench/peers/item_knn_golden.py wrote the answers and says how.
 */
interface Golden {
  nUsers: number
  nItems: number
  train: [number, number, number][]
  test: [number, number][]
  answers: Record<
    string,
    {
      options: Record<string, unknown>
      similarity?: [number, number, number][]
      exclude: Record<string, number>
      include: Record<string, number>
    }
  >
}

const golden = JSON.parse(readFileSync(new URL('item-knn.json', import.meta.url), 'utf8')) as Golden
const { nUsers, nItems } = golden
const train = csrFrom(
  nUsers,
  nItems,
  Uint32Array.from(golden.train, ([u]) => u),
  Uint32Array.from(golden.train, ([, i]) => i),
  Float32Array.from(golden.train, ([, , weight]) => weight),
  'sum',
)
const future = csrFrom(
  nUsers,
  nItems,
  Uint32Array.from(golden.test, ([u]) => u),
  Uint32Array.from(golden.test, ([, i]) => i),
  undefined,
  'max',
)
const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

for (const [label, { options, similarity, ...answer }] of Object.entries(golden.answers)) {
  const resolved = resolve(label, options)
  const fit = () => resolved.algorithm.fit(train, resolved.options, { kernels, seed: 1 })

  if (similarity)
    test(`${label}: the neighbours and their likeness are implicit's`, async () => {
      const { rowStart, column, value } = (await fit()).parts().arrays
      const got: [number, number, number][] = []
      for (let i = 0; i < nItems; i++)
        for (let at = rowStart?.[i] ?? 0; at < (rowStart?.[i + 1] ?? 0); at++)
          got.push([i, column?.[at] ?? -1, value?.[at] ?? Number.NaN])
      assert.deepEqual(
        got.map(([i, j]) => [i, j]),
        similarity.map(([i, j]) => [i, j]),
      )
      // implicit computes bm25 in single precision: 2⁻²⁴ relative, a few operations deep
      got.forEach(([i, j, likeness], at) => {
        const want = similarity[at]?.[2] ?? Number.NaN
        assert.ok(Math.abs(likeness - want) <= 1e-6 * want, `(${i}, ${j}): ${likeness} is not ${want}`)
      })
    })

  for (const seen of ['exclude', 'include'] as const)
    test(`${label}: every metric is numpy's, seen items ${seen}d`, async () => {
      const wanted = everyMetricAt([1, 3, 10]).filter(({ name }) => name !== 'coverage')
      const trial = { histories: train, targets: future, ...(seen === 'exclude' && { exclude: train }) }
      const { perUser } = await scoreUsers(await fit(), trial, usersWithTest(future), wanted)
      for (const { key } of wanted) {
        const got = mean(perUser.get(key) ?? [])
        assert.ok(
          Math.abs(got - (answer[seen][key] ?? Number.NaN)) < 1e-9,
          `${key}: ${got} is not ${answer[seen][key]}`,
        )
      }
    })
}
