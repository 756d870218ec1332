import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { csrFrom } from '../../src/numbers/csr.ts'

/**
 * Weights held against numpy (EASE), scikit-learn's ElasticNet (SLIM) and the published code of RP3beta in plain numpy, on a
 * small fixed shop with somebody who did nothing and an item nobody touched. bench/peers/linear_golden.py wrote the answers.
 */
interface Golden {
  nUsers: number
  nItems: number
  train: [number, number, number][]
  answers: { model: string; options: Record<string, unknown>; weights: [number, number, number][] }[]
}

const { nUsers, nItems, train, answers } = JSON.parse(
  readFileSync(new URL('linear.json', import.meta.url), 'utf8'),
) as Golden
const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const shop = csrFrom(
  nUsers,
  nItems,
  Uint32Array.from(train, ([u]) => u),
  Uint32Array.from(train, ([, i]) => i),
  Float32Array.from(train, ([, , weight]) => weight),
  'sum',
)
/** A history of one item of weight 1 each: their scores are the rows of the weights. */
const everyItem = Uint32Array.from({ length: nItems }, (_, i) => i)
const singles = csrFrom(nItems, nItems, everyItem, everyItem, undefined, 'sum')

for (const { model, options, weights } of answers)
  test(`${model} ${JSON.stringify(options)}: every weight is the peer's`, async () => {
    const fitted = await fitModel(resolve(model, options), shop, { kernels, seed: 1 })
    const got = new Float32Array(nItems * nItems)
    fitted.scoreInto(singles, got)
    const want = new Float64Array(nItems * nItems)
    for (const [i, j, weight] of weights) want[i * nItems + j] = weight
    const largest = weights.reduce((most, [, , weight]) => Math.max(most, Math.abs(weight)), 0)
    got.forEach((weight, at) => {
      const where = `(${Math.floor(at / nItems)}, ${at % nItems})`
      assert.ok(Math.abs(weight - want[at]!) < 1e-4 * largest, `${where}: ${weight} is not ${want[at]}`)
    })
  })
