import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const matrix = (nRows: number, nCols: number, pairs: readonly (readonly [number, number])[]): Csr =>
  csrFrom(
    nRows,
    nCols,
    Uint32Array.from(pairs, ([row]) => row),
    Uint32Array.from(pairs, ([, column]) => column),
    undefined,
    'max',
  )

/** Five people: 0 and 1 of group 0, 2 and 3 of group 1, 4 of none. Item 0 is had by 0, 1 and 2, item 1 by 3, item 2 by nobody. */
const shop = {
  ...matrix(5, 3, [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 1],
  ]),
  userFeatures: matrix(5, 2, [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
  ]),
}

async function scores(options: Record<string, number>, asks: readonly number[][]) {
  const model = await fitModel(resolve('popular-among', options), shop, { kernels, seed: 1 })
  const userFeatures = matrix(
    asks.length,
    2,
    asks.flatMap((groups, r) => groups.map((f) => [r, f] as const)),
  )
  const out = new Float32Array(asks.length * 3)
  model.scoreInto({ ...matrix(asks.length, 3, []), userFeatures }, out)
  return asks.map((_, r) => Array.from(out.subarray(3 * r, 3 * r + 3), (x) => Math.round(x * 1e5) / 1e5))
}

test('by hand: what a group has, with two people of the whole shop beside its own two', async () => {
  // p: 3/5, 1/5, 0. Of group 0 both have item 0: (2 + 2 · 3/5) / 4 = .8, item 1: (0 + 2/5) / 4 = .1; of group 1 (1 + 1.2) / 4 and (1 + .4) / 4
  assert.deepEqual(await scores({ prior: 2 }, [[0], [1], []]), [
    [0.8, 0.1, 0],
    [0.55, 0.35, 0],
    [0.6, 0.2, 0],
  ])
})

test('two groups together say their product, or as much as one of them when they know nothing apart', async () => {
  const product = (p: number, a: number, b: number, w: number) => Math.round(p * ((a * b) / (p * p)) ** w * 1e5) / 1e5
  for (const [independence, w] of [
    [1, 1],
    [0, 1 / 2],
    [0.5, Math.SQRT1_2],
  ] as const)
    assert.deepEqual(await scores({ prior: 2, independence }, [[0, 1]]), [
      [product(0.6, 0.8, 0.55, w), product(0.2, 0.1, 0.35, w), 0],
    ])
})

test('a shop where nothing is known of anybody has one list for all', async () => {
  const { userFeatures, ...nothing } = shop
  const none = { ...nothing, userFeatures: matrix(5, 0, []) }
  const model = await fitModel(resolve('popular-among'), none, { kernels, seed: 1 })
  const out = new Float32Array(15)
  model.scoreInto(none, out)
  assert.deepEqual([...out.subarray(0, 3)], [0.6, 0.2, 0].map(Math.fround))
  await assert.rejects(fitModel(resolve('popular-among'), nothing, { kernels, seed: 1 }), /userFeatures/)
})
