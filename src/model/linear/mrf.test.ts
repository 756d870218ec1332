import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'

const kernels = await openKernels({ threads: 2 })
const alone = await openKernels({ threads: 1 })
after(() => Promise.all([kernels.close(), alone.close()]))

/** People × items with weights; item 4 never touched. */
function shop(nUsers: number, nItems: number, share: number): Csr {
  const random = rng(nUsers + nItems)
  const [row, column, value]: [number[], number[], number[]] = [[], [], []]
  for (let u = 0; u < nUsers; u++)
    for (let i = 0; i < nItems; i++)
      if (i !== 4 && random() < share) {
        row.push(u)
        column.push(i)
        value.push(0.5 + random())
      }
  return csrFrom(nUsers, nItems, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'max')
}

async function weightsOf(model: string, options: object, matrix: Csr, on = kernels): Promise<Float32Array> {
  const fitted = await fitModel(resolve(model, { ...options }), matrix, { kernels: on, seed: 1 })
  const each = Uint32Array.from({ length: matrix.nCols }, (_, i) => i)
  const out = new Float32Array(matrix.nCols ** 2)
  fitted.scoreInto(csrFrom(matrix.nCols, matrix.nCols, each, each, undefined, 'max'), out)
  return out
}

test('two items, by hand', async () => {
  // Ann has both, Ben the first: G = [[2, 1], [1, 1]]. First for second: 1 / (2 + 1), second for first: 1 / (1 + 1)
  const matrix = csrFrom(2, 2, Uint32Array.of(0, 0, 1), Uint32Array.of(0, 1, 0), undefined, 'sum')
  const [, first = 0, second = 0] = await weightsOf('mrf', { lambda: 1, ridgeExponent: 0 }, matrix)
  assert.ok(Math.abs(first - 1 / 3) < 1e-6 && Math.abs(second - 1 / 2) < 1e-6, `${first}, ${second}`)
})

test('explained by everything else it is EASE, also where a person counts by the length of their history', async () => {
  const matrix = shop(70, 17, 0.2)
  for (const userExponent of [0, 0.7]) {
    const options = { lambda: 3, userExponent }
    const dense = await weightsOf('ease', options, matrix)
    const sparse = await weightsOf('mrf', { ...options, ridgeExponent: 0, nNeighbours: 16 }, matrix)
    sparse.forEach((w, at) => void assert.ok(Math.abs(w - dense[at]!) < 1e-5, `${at}: ${w} is not ${dense[at]}`))
  }
})

test('a ridge that grows with popularity is a plain one on a scaled matrix', async () => {
  // Steck's alpha: the columns of X divided by G_ii^(alpha/2), EASE, and the weights scaled back
  const matrix = shop(60, 11, 0.3)
  const alpha = 0.6
  const G = new Float64Array(11)
  for (const [at, i] of matrix.column.entries()) G[i]! += matrix.value[at]! ** 2
  const scale = G.map((g) => (g > 0 ? g ** (-alpha / 2) : 1))
  const scaled = { ...matrix, value: matrix.value.map((v, at) => v * scale[matrix.column[at]!]!) }
  const dense = await weightsOf('ease', { lambda: 0.4 }, scaled)
  const sparse = await weightsOf('mrf', { lambda: 0.4, ridgeExponent: alpha, nNeighbours: 50 }, matrix)
  sparse.forEach((w, at) => {
    const want = (dense[at]! * scale[Math.floor(at / 11)]!) / scale[at % 11]!
    assert.ok(Math.abs(w - want) < 1e-5, `${at}: ${w} is not ${want}`)
  })
})

for (const [model, options] of [
  ['mrf', { nNeighbours: 5 }],
  ['slim', { nNeighbours: 5, l1: 0.01 }],
] as const)
  test(`${model}: an item is explained by as many others as asked for, by those most alike`, async () => {
    const matrix = shop(80, 30, 0.2)
    const W = await weightsOf(model, options, matrix)
    const likeness = await weightsOf('item-knn:cosine', { nNeighbours: 30, withSelf: false }, matrix)
    for (let j = 0; j < 30; j++) {
      const column = Array.from({ length: 30 }, (_, i) => W[i * 30 + j]!)
      const alike = Array.from({ length: 30 }, (_, i) => likeness[i * 30 + j]!)
      assert.ok(column.filter((w) => w !== 0).length <= 5)
      if (model === 'mrf') continue
      const fifth = alike.toSorted((a, b) => b - a)[4]!
      column.forEach((w, i) => void assert.ok(w === 0 || alike[i]! >= fifth, `${i} for ${j}`))
    }
  })

test('pairs that were not kept are nothing: the matrix they leave is solved all the same', async () => {
  const W = await weightsOf('mrf', { lambda: 1e-3, nCoOccurrences: 3, nNeighbours: 3 }, shop(90, 40, 0.5))
  assert.ok(W.every(Number.isFinite) && W.some((w) => w !== 0))
})

for (const model of ['mrf', 'slim'])
  test(`${model}: workers give the bits of one thread, and an abort ends them`, async () => {
    const matrix = shop(500, 430, 0.08)
    const options = { nNeighbours: 60 }
    assert.deepEqual(await weightsOf(model, options, matrix), await weightsOf(model, options, matrix, alone))
    const reason = new Error('enough')
    const abort = new AbortController()
    const fitting = fitModel(resolve(model, options), matrix, {
      kernels,
      seed: 1,
      signal: abort.signal,
      onProgress: () => abort.abort(reason),
    })
    await assert.rejects(fitting, (error) => error === reason)
  })
