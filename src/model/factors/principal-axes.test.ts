import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { rng } from '../../numbers/rng.ts'
import { toPrincipalAxes } from './principal-axes.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

function noise(nRows: number, dim: number, seed: number) {
  const random = rng(seed)
  const factors = kernels.factors(nRows, dim)
  for (let r = 0; r < nRows; r++)
    for (let k = 0; k < dim; k++) factors.array[r * factors.stride + k] = (random() - 0.5) * (k + 1)
  return factors
}

test('turned factors keep every product and have a diagonal Gram matrix, its diagonal falling', async () => {
  const [x, y] = [noise(9, 7, 1), noise(50, 7, 2)]
  const products = () =>
    Array.from({ length: 9 }, (_, r) =>
      Array.from({ length: 50 }, (_, i) => {
        let sum = 0
        for (let k = 0; k < 8; k++) sum += x.array[r * 8 + k]! * y.array[i * 8 + k]!
        return sum
      }),
    )
  const before = products()
  const spectrum = await toPrincipalAxes(kernels, y, [x])
  products().forEach((row, r) => {
    row.forEach((product, i) => {
      assert.ok(Math.abs(product - before[r]![i]!) < 1e-4, `${product} was ${before[r]![i]}`)
    })
  })
  const gram = await kernels.gram(y)
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++)
      assert.ok(Math.abs(gram[i * 8 + j]! - (i === j ? spectrum[i]! : 0)) < 1e-5 * spectrum[0]!, `${i}, ${j}`)
    if (i > 0) assert.ok(spectrum[i]! <= spectrum[i - 1]!)
  }
  assert.equal(spectrum[7], 0)
})

test('factors of which some directions are empty, or all, are turned as well', async () => {
  const y = kernels.factors(3, 5)
  assert.deepEqual([...(await toPrincipalAxes(kernels, y))], new Array(8).fill(0))
  y.array.set([3, 4], 8)
  const spectrum = await toPrincipalAxes(kernels, y)
  assert.ok(Math.abs(spectrum[0]! - 25) < 1e-5)
  assert.ok(spectrum.subarray(1).every((value) => value >= 0 && value < 1e-5))
})
