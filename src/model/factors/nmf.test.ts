import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom, transpose } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { nmf } from './nmf.ts'
import { alternate, beginAtMean } from './non-negative-factors.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

/** Three groups of items; a person takes most of one group and now and then something else. */
function groups(nUsers: number, nItems: number, seed: number): Csr {
  const random = rng(seed)
  const [row, column]: [number[], number[]] = [[], []]
  for (let u = 0; u < nUsers; u++)
    for (let i = 0; i < nItems; i++)
      if (random() < (i % 3 === u % 3 ? 0.7 : 0.02)) {
        row.push(u)
        column.push(i)
      }
  return csrFrom(nUsers, nItems, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
}

/** ½ ‖X − W Hᵀ‖², cell by cell. */
function leftOf(X: Csr, W: Float32Array, H: Float32Array, stride: number): number {
  let squares = 0
  for (let u = 0; u < X.nRows; u++) {
    const dense = new Float64Array(X.nCols)
    for (let at = X.rowStart[u]!; at < X.rowStart[u + 1]!; at++) dense[X.column[at]!] = X.value[at]!
    for (let i = 0; i < X.nCols; i++) {
      for (let k = 0; k < stride; k++) dense[i]! -= W[u * stride + k]! * H[i * stride + k]!
      squares += dense[i]! ** 2
    }
  }
  return squares / 2
}

test('what is left unexplained falls with every sweep, and both sides stay at or above 0', async () => {
  const X = groups(90, 36, 1)
  const [W, H] = [kernels.factors(90, 5), kernels.factors(36, 5)]
  beginAtMean(W, H, X, 3)
  const [byUser, byItem] = [kernels.hold(X), kernels.hold(transpose(X))]
  let before = leftOf(X, W.array, H.array, W.stride)
  for (let sweep = 0; sweep < 15; sweep++) {
    await alternate(kernels, { byUser, byItem, W, H, l1: 0, l2: 0, sweeps: 1, tolerance: 0 })
    const now = leftOf(X, W.array, H.array, W.stride)
    assert.ok(now <= before * (1 + 1e-5), `sweep ${sweep}: ${now} after ${before}`)
    before = now
  }
  assert.ok([...W.array, ...H.array].every((x) => x >= 0))
})

test('three groups of items become three parts, and a visitor of one group is shown it', async () => {
  const X = groups(150, 30, 2)
  const model = await nmf.fit(X, { ...nmf.defaults, dim: 3 }, { kernels, seed: 1 })
  const H = model.parts().arrays.itemFactors as Float32Array
  const partOf = (i: number) => [0, 1, 2].reduce((best, k) => (H[i * 4 + k]! > H[i * 4 + best]! ? k : best), 0)
  const parts = Array.from({ length: 30 }, (_, i) => partOf(i))
  assert.deepEqual(
    parts,
    parts.map((_, i) => parts[i % 3]),
  )
  assert.equal(new Set(parts).size, 3)
  const visitor = csrFrom(1, 30, Uint32Array.of(0, 0), Uint32Array.of(4, 7), undefined, 'max')
  const { item } = await model.recommend(visitor, 5, visitor)
  assert.ok(item.every((i) => i % 3 === 1))
  assert.deepEqual(model.because(visitor, 10, 2).toSorted(), [4, 7])
})

test('who asks is folded in at the least squares that stay above 0 (projected gradients, a long time)', async () => {
  const X = groups(80, 24, 5)
  const [l1Ratio, lambda] = [0.5, 0.02]
  const model = await nmf.fit(X, { ...nmf.defaults, dim: 4, lambda, l1Ratio }, { kernels, seed: 2 })
  const H = model.parts().arrays.itemFactors as Float32Array
  const history = [1, 2, 5, 9]
  const visitor = csrFrom(1, 24, new Uint32Array(4), Uint32Array.from(history), Float32Array.of(1, 2, 1, 3), 'max')
  const h = new Float64Array(24)
  visitor.column.forEach((i, at) => {
    h[i] = visitor.value[at]!
  })
  const x = new Float64Array(4)
  for (let step = 0; step < 50_000; step++) {
    const left = h.map((value, i) => x.reduce((sum, own, k) => sum + own * H[i * 4 + k]!, -value))
    for (let k = 0; k < 4; k++) {
      const slope = left.reduce((sum, r, i) => sum + r * H[i * 4 + k]!, 24 * lambda * (l1Ratio + (1 - l1Ratio) * x[k]!))
      x[k] = Math.max(0, x[k]! - 0.005 * slope)
    }
  }
  const out = new Float32Array(24)
  model.scoreInto(visitor, out)
  for (let i = 0; i < 24; i++) {
    const score = x.reduce((sum, own, k) => sum + own * H[i * 4 + k]!, 0)
    assert.ok(Math.abs(out[i]! - score) < 1e-3 * Math.max(1, score), `item ${i}: ${out[i]} for ${score}`)
  }
})

test('an update goes on from the parts there are and makes room for items that are new', async () => {
  const before = groups(150, 30, 2)
  const model = await nmf.fit(before, { ...nmf.defaults, dim: 3 }, { kernels, seed: 1 })
  const after = groups(170, 36, 2)
  const options = { ...nmf.defaults, dim: 3 }
  const updated = await nmf.update!(model, after, options, { kernels, seed: 1 })
  assert.equal(updated.nItems, 36)
  const visitor = csrFrom(1, 36, Uint32Array.of(0, 0), Uint32Array.of(33, 30), undefined, 'max')
  const { item } = await updated.recommend(visitor, 6, visitor)
  assert.ok(item.every((i) => i % 3 === 0))
  await assert.rejects(nmf.update!(model, groups(9, 20, 1), options, { kernels, seed: 1 }), /at most 20 items/)
})
