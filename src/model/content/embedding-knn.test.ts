import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

test('neighbours are those of the largest cosine, found one by one in float64', async () => {
  const [nItems, dim, k] = [70, 6, 4]
  const random = rng(5)
  const array = Float32Array.from({ length: nItems * dim }, () => random() - 0.4)
  array.fill(0, 3 * dim, 4 * dim)
  const each = Uint32Array.from({ length: nItems }, (_, i) => i)
  const alone = csrFrom(nItems, nItems, each, each, undefined, 'max')
  const itemFeatures = { fields: {}, embeddings: { dim, array } }
  const resolved = resolve('embedding-knn', { nNeighbours: k })
  const model = await fitModel(resolved, alone, { kernels, seed: 1, itemFeatures })
  const got = new Float32Array(nItems * nItems)
  model.scoreInto(alone, got)
  const vector = (i: number) => array.subarray(i * dim, (i + 1) * dim)
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, c) => sum + x * b[c]!, 0)
  for (let i = 0; i < nItems; i++) {
    const lengths = (j: number) => Math.sqrt(dot(vector(i), vector(i)) * dot(vector(j), vector(j)))
    const cosine = Array.from({ length: nItems }, (_, j) =>
      i === j || lengths(j) === 0 ? 0 : dot(vector(i), vector(j)) / lengths(j),
    )
    const least = cosine.toSorted((a, b) => b - a)[k - 1]!
    cosine.forEach((x, j) => {
      const want = x > 0 && x >= least ? x : 0
      assert.ok(Math.abs(got[i * nItems + j]! - want) < 1e-6, `(${i}, ${j}): ${got[i * nItems + j]} is not ${want}`)
    })
  }
})

test('items without embeddings are refused with what would make them', async () => {
  const shop = csrFrom(1, 2, Uint32Array.of(0), Uint32Array.of(1), undefined, 'max')
  const fit = (itemFeatures: object) =>
    fitModel(resolve('embedding-knn'), shop, { kernels, seed: 1, itemFeatures: { fields: {}, ...itemFeatures } })
  await assert.rejects(
    fit({}),
    /embedding-knn: got items without embeddings .*, want a text model \(--embeddings FOLDER\)/,
  )
  await assert.rejects(
    fit({ embeddings: { dim: 3, array: new Float32Array(5) } }),
    /got 5 numbers, want 3 for each of 2/,
  )
})
