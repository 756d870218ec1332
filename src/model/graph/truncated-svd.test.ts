import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom, transpose } from '../../numbers/csr.ts'
import { truncatedSvd } from './truncated-svd.ts'

const kernels = await openKernels({ threads: 1 })
const onTwo = await openKernels({ threads: 2 })
after(() => Promise.all([kernels.close(), onTwo.close()]))

async function svdOf(A: Csr, rank: number, nIterations = 20, on = kernels) {
  const { sigma, V } = await truncatedSvd(on, on.hold(A), on.hold(transpose(A)), { rank, nIterations, seed: 3 })
  const columns = Array.from({ length: rank }, (_, k) =>
    Array.from({ length: A.nCols }, (_, i) => V.array[i * V.stride + k]!),
  )
  return { sigma: [...sigma], columns }
}

const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

/**
 * bench/peers/truncated_svd_golden.py made the matrix and asked scikit-learn for its largest singular values and right
 * vectors by ARPACK: another algorithm in another language.
 */
interface Golden {
  nRows: number
  nCols: number
  row: number[]
  column: number[]
  value: number[]
  sigma: number[]
  vectors: number[][]
}
const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/truncated-svd.json', import.meta.url), 'utf8'),
) as Golden

test('singular values and the subspace of their vectors are those of scikit-learn', async () => {
  const { nRows, nCols, row, column, value, sigma, vectors } = golden
  const A = csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'sum')
  const got = await svdOf(A, sigma.length)
  for (const [k, want] of sigma.entries())
    assert.ok(Math.abs(got.sigma[k]! - want) < 1e-5 * sigma[0]!, `${got.sigma[k]} is not ${want}`)
  // each of their vectors lies within ours: its projection on ours is as long as it is
  for (const theirs of vectors) {
    const length = Math.hypot(...got.columns.map((ours) => dot(ours, theirs)))
    assert.ok(Math.abs(length - 1) < 1e-4, `a vector of theirs keeps ${length} of its length in our subspace`)
  }
  for (const [k, a] of got.columns.entries())
    for (const [j, b] of got.columns.entries())
      assert.ok(Math.abs(dot(a, b) - Number(j === k)) < 1e-4, `columns ${k} and ${j}`)
})

test('a matrix of two blocks, by hand: singular values beyond its rank are 0 and have no vectors', async () => {
  // rows (3, 3), (0, 0) → σ = 3√2, v = (1, 1) / √2; rows with 4 in the third column only → σ = 4
  const A = csrFrom(3, 3, Uint32Array.of(0, 0, 2), Uint32Array.of(0, 1, 2), Float32Array.of(3, 3, 4), 'sum')
  const { sigma, columns } = await svdOf(A, 3)
  assert.ok(Math.abs(sigma[0]! - 3 * Math.SQRT2) < 1e-5 && Math.abs(sigma[1]! - 4) < 1e-5, String(sigma))
  assert.equal(sigma[2], 0)
  const [a, b, c] = columns as [number[], number[], number[]]
  assert.ok(Math.abs(Math.abs(a[0]!) - Math.SQRT1_2) < 1e-5 && Math.abs(a[0]! - a[1]!) < 1e-5 && Math.abs(a[2]!) < 1e-5)
  assert.ok(Math.abs(Math.abs(b[2]!) - 1) < 1e-5)
  assert.deepEqual(c, [0, 0, 0])
})

test('the same seed gives the same bits on one thread and on two', async () => {
  const { nRows, nCols, row, column, value } = golden
  // repeated until the work is worth threads
  const times = 40
  const far = (from: number[]) => Uint32Array.from({ length: from.length * times }, (_, k) => from[k % from.length]!)
  const rows = far(row).map((r, k) => r + nRows * Math.floor(k / row.length))
  const values = Float32Array.from(rows, (r, k) => value[k % value.length]! + (r % 7))
  const A = csrFrom(nRows * times, nCols, rows, far(column), values, 'sum')
  assert.deepEqual(await svdOf(A, 20, 3, onTwo), await svdOf(A, 20, 3))
})

test('a decomposition is stopped between two blocks with the reason given', async () => {
  const { nRows, nCols, row, column, value } = golden
  const A = csrFrom(nRows, nCols, Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value), 'sum')
  const stop = new AbortController()
  const reason = new Error('enough')
  const done: number[] = []
  await assert.rejects(
    truncatedSvd(kernels, kernels.hold(A), kernels.hold(transpose(A)), {
      rank: 5,
      nIterations: 9,
      seed: 1,
      signal: stop.signal,
      onProgress: (turn) => {
        done.push(turn)
        if (turn === 2) stop.abort(reason)
      },
    }),
    reason,
  )
  assert.deepEqual(done, [1, 2])
})
