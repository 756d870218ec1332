import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openKernels } from '../../src/kernels/kernels.ts'
import { alternate } from '../../src/model/factors/non-negative-factors.ts'
import { csrFrom, transpose } from '../../src/numbers/csr.ts'

/** Both sides held against scikit-learn's NMF(solver="cd") from the same beginning. bench/peers/nmf_golden.py wrote the answers. */
interface Answer {
  alpha: number
  l1Ratio: number
  sweeps: number
  error: number
  W: number[][]
  H: number[][]
}
const golden = JSON.parse(readFileSync(new URL('nmf.json', import.meta.url), 'utf8')) as {
  nUsers: number
  nItems: number
  dim: number
  row: number[]
  column: number[]
  value: number[]
  W0: number[][]
  H0: number[][]
  plain: Answer
  drawn: Answer
}
const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())
const X = csrFrom(
  golden.nUsers,
  golden.nItems,
  Uint32Array.from(golden.row),
  Uint32Array.from(golden.column),
  Float32Array.from(golden.value),
  'sum',
)

function held(rows: number[][]) {
  const factors = kernels.factors(rows.length, golden.dim)
  for (const [r, row] of rows.entries()) factors.array.set(row, r * factors.stride)
  return factors
}

for (const name of ['plain', 'drawn'] as const)
  test(`after as many sweeps both sides are scikit-learn's (${name})`, async () => {
    const { alpha, l1Ratio, sweeps, error, ...theirs } = golden[name]
    const [W, H] = [held(golden.W0), held(golden.H0)]
    const [byUser, byItem] = [kernels.hold(X), kernels.hold(transpose(X))]
    const pull = { l1: alpha * l1Ratio, l2: alpha * (1 - l1Ratio) }
    await alternate(kernels, { byUser, byItem, W, H, ...pull, sweeps, tolerance: 0 })
    for (const [side, ours] of Object.entries({ W, H }))
      for (const [r, row] of theirs[side as 'W' | 'H'].entries())
        for (const [k, x] of row.entries()) {
          const got = ours.array[r * ours.stride + k]!
          assert.ok(Math.abs(got - x) < 2e-3 * Math.max(1, x), `${side}[${r}][${k}]: ${got} for ${x}`)
        }
    let squares = 0
    for (let u = 0; u < golden.nUsers; u++)
      for (let i = 0; i < golden.nItems; i++) {
        let left = 0
        for (let at = X.rowStart[u]!; at < X.rowStart[u + 1]!; at++) if (X.column[at] === i) left = X.value[at]!
        for (let k = 0; k < golden.dim; k++) left -= W.array[u * W.stride + k]! * H.array[i * H.stride + k]!
        squares += left * left
      }
    assert.ok(Math.abs(squares / 2 - error) < 1e-4 * error, `${squares / 2} for ${error}`)
  })
