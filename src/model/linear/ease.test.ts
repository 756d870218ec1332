import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { type EaseOptions, ease } from './ease.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

async function weightsOf(matrix: Csr, options: Partial<EaseOptions>): Promise<number[][]> {
  const model = await ease.fit(matrix, { ...ease.defaults, ...options }, { kernels, seed: 1 })
  const { weights } = model.parts().arrays
  const n = matrix.nCols
  return Array.from({ length: n }, (_, i) => [...weights!.subarray(i * n, (i + 1) * n)])
}

/** People × items, lopsided, item 3 never touched. */
function shop(nUsers = 30, nItems = 9): { csr: Csr; dense: number[][] } {
  const random = rng(4)
  const dense = Array.from({ length: nUsers }, () =>
    Array.from({ length: nItems }, (_, i) => (i !== 3 && random() < 0.35 ? 0.5 + random() : 0)),
  )
  const entries = dense.flatMap((row, u) => row.flatMap((x, i) => (x > 0 ? [[u, i, Math.fround(x)] as const] : [])))
  const csr = csrFrom(
    nUsers,
    nItems,
    Uint32Array.from(entries, ([u]) => u),
    Uint32Array.from(entries, ([, i]) => i),
    Float32Array.from(entries, ([, , x]) => x),
    'sum',
  )
  return { csr, dense }
}

/** Gauss and Jordan with pivoting, in float64. */
function inverse(A: readonly (readonly number[])[]): number[][] {
  const n = A.length
  const M = A.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => Number(i === j))])
  for (let k = 0; k < n; k++) {
    const pivot = M.slice(k).reduce((best, row, at) => (Math.abs(row[k]!) > Math.abs(M[best]![k]!) ? k + at : best), k)
    ;[M[k], M[pivot]] = [M[pivot]!, M[k]!]
    const scale = M[k]![k]!
    M[k] = M[k]!.map((x) => x / scale)
    for (let i = 0; i < n; i++) {
      const share = M[i]![k]!
      if (i !== k) M[i] = M[i]!.map((x, j) => x - share * M[k]![j]!)
    }
  }
  return M.map((row) => row.slice(n))
}

const near = (got: number, want: number, where: string) =>
  assert.ok(Math.abs(got - want) < 1e-4 * Math.max(1, Math.abs(want)), `${where}: ${got} is not ${want}`)

test('two items, by hand', async () => {
  // Ann has both, Ben the first: G = [[2, 1], [1, 1]], with λ = 1: [[3, 1], [1, 2]], its inverse [[2, −1], [−1, 3]] / 5
  const matrix = csrFrom(2, 2, Uint32Array.of(0, 0, 1), Uint32Array.of(0, 1, 0), undefined, 'sum')
  const W = await weightsOf(matrix, { lambda: 1 })
  near(W[0]![1]!, 1 / 3, 'first for second: −P₀₁ / P₁₁')
  near(W[1]![0]!, 1 / 2, 'second for first: −P₁₀ / P₀₀')
  assert.deepEqual([W[0]![0], W[1]![1]], [0, 0])
})

const cases: Record<string, Partial<EaseOptions>> = {
  ease: { lambda: 3 },
  'dropped out': { lambda: 3, dropout: 0.5 },
  'may explain itself': { lambda: 3, selfWeight: 0.3 },
  'both, people by their length': { lambda: 2, dropout: 0.3, selfWeight: 0.4, userExponent: 0.5 },
  'held back by popularity': { lambda: 3, popularityExponent: 0.4 },
}
for (const [name, options] of Object.entries(cases))
  test(`${name}: weights are those of the closed form, worked out densely in float64`, async () => {
    const { csr, dense } = shop()
    const { lambda, dropout, selfWeight, userExponent, popularityExponent } = { ...ease.defaults, ...options }
    const n = csr.nCols
    const counts = dense.map((row) => row.filter((x) => x > 0).length)
    const G = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) =>
        dense.reduce((sum, row, u) => sum + (counts[u]! > 0 ? (row[i]! * row[j]!) / counts[u]! ** userExponent : 0), 0),
      ),
    )
    const gamma = G.map((row, j) => (row[j]! * dropout) / (1 - dropout) + lambda)
    const P = inverse(G.map((row, i) => row.map((x, j) => x + (i === j ? gamma[i]! : 0))))
    const W = await weightsOf(csr, options)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const mu = Math.max(0, (1 - selfWeight) / P[j]![j]! - gamma[j]!)
        const popularity = G[j]![j]! > 0 ? G[j]![j]! ** popularityExponent : 1
        near(W[i]![j]!, i === j ? 0 : (-P[i]![j]! * (gamma[j]! + mu)) / popularity, `(${i}, ${j})`)
      }
  })

test('an item that people have together with another argues for it, one they have instead argues against', async () => {
  // kettle with tea, pot instead of kettle
  const rows = [[0, 1], [0, 1], [0, 1], [2, 3], [2, 3], [2], [0]]
  const row = Uint32Array.from(rows.flatMap((items, u) => items.map(() => u)))
  const W = await weightsOf(csrFrom(7, 4, row, Uint32Array.from(rows.flat()), undefined, 'sum'), { lambda: 0.5 })
  assert.ok(W[0]![1]! > 0.5 && W[2]![1]! <= 0)
})

test('a catalogue that does not fit is refused with what would, before anything is made', async () => {
  const wide = csrFrom(1, 40_000, Uint32Array.of(0), Uint32Array.of(0), undefined, 'sum')
  const before = kernels.takenBytes
  await assert.rejects(
    ease.fit(wide, ease.defaults, { kernels, seed: 1 }),
    /40,000 items do not fit .* at most 2\d,\d{3}: choose/,
  )
  assert.equal(kernels.takenBytes, before)
})
