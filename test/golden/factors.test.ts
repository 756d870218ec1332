import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openKernels } from '../../src/kernels/kernels.ts'
import { bpr } from '../../src/model/factors/bpr.ts'
import { ials } from '../../src/model/factors/ials.ts'
import { toPrincipalAxes } from '../../src/model/factors/principal-axes.ts'
import { type Csr, csrFrom, takeRows } from '../../src/numbers/csr.ts'

/**
 * Held against implicit 0.7.3 on a small planted shop. bench/peers/factors_golden.py wrote the answers and says how.
 * Its confidence c = 10 of touched pairs, 1 of the others, and λ = 3 are our α = 1/(c − 1), λ = αλ'/(1 + α), ν = 0; our
 * factors are 1/√(1 + α) of its, so its scores are 1 + α times ours (docs/methods/ials.md).
 */
interface Golden {
  rows: number[][]
  held: number[]
  als: { dim: number; alpha: number; regularization: number }
  itemFactors: number[][]
  asked: number[]
  scores: number[][]
  bpr: { dim: number; learningRate: number; lambda: number; epochs: number }
  auc: { mean: number; sd: number }
}
const golden = JSON.parse(readFileSync(new URL('factors.json', import.meta.url), 'utf8')) as Golden

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

function shopOf(lists: readonly number[][]): Csr {
  const row = Uint32Array.from(lists.flatMap((list, u) => list.map(() => u)))
  return csrFrom(120, 60, row, Uint32Array.from(lists.flat()), undefined, 'max')
}

test('from the items of implicit people get the scores that implicit gives them, times 1 + α', async () => {
  const { dim, alpha: confidence, regularization } = golden.als
  const alpha = 1 / (confidence - 1)
  const items = kernels.factors(60, dim)
  golden.itemFactors.forEach((row, i) => {
    items.array.set(
      row.map((x) => x / Math.sqrt(1 + alpha)),
      i * items.stride,
    )
  })
  const spectrum = await toPrincipalAxes(kernels, items)
  const meta = { dim, nItems: 60, alpha, lambda: (alpha * regularization) / (1 + alpha), nu: 0 }
  const model = ials.load({ meta, arrays: { itemFactors: items.array.slice(), spectrum } }, kernels)
  const scores = new Float32Array(60)
  golden.asked.forEach((u, at) => {
    model.scoreInto(takeRows(shopOf(golden.rows), [u]), scores)
    golden.scores[at]!.forEach((want, i) => {
      const got = scores[i]! * (1 + alpha)
      assert.ok(Math.abs(got - want) < 1e-4, `person ${u}, item ${i}: got ${got}, implicit ${want}`)
    })
  })
})

test('what was held out stands as high as with implicit: the same AUC, within what seeds move it', async () => {
  const train = shopOf(golden.rows.map((list, u) => list.filter((i) => i !== golden.held[u])))
  const seeds = 6
  let sum = 0
  for (let seed = 0; seed < seeds; seed++) {
    const model = await bpr.fit(train, { ...bpr.defaults, ...golden.bpr }, { kernels, seed })
    const scores = new Float32Array(120 * 60)
    model.scoreInto(train, scores)
    golden.held.forEach((out, u) => {
      const own = scores.subarray(60 * u, 60 * u + 60)
      const others = [...own.keys()].filter((i) => !golden.rows[u]!.includes(i))
      sum += others.filter((i) => own[out]! > own[i]!).length / others.length
    })
  }
  const auc = sum / 120 / seeds
  // three standard errors of a mean of six
  const least = golden.auc.mean - (3 * golden.auc.sd) / Math.sqrt(seeds)
  assert.ok(auc > least, `${auc}, implicit ${golden.auc.mean} ± ${golden.auc.sd}`)
})
