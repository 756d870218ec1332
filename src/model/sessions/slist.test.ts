import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { interactionsFrom } from '../interactions-from.ts'
import { type SlistOptions, slist } from './slist.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

const nItems = 5
const sessions = [[0, 1, 2], [1, 2, 1, 3], [3, 4], [0, 4, 2, 3], [2]]
const days = [1, 3, 4, 8, 8]

function train() {
  const events = sessions.flatMap((items, r) => items.map((item) => ({ r, item, day: days[r]! })))
  return interactionsFrom(
    sessions.length,
    nItems,
    {
      row: Uint32Array.from(events, ({ r }) => r),
      item: Uint32Array.from(events, ({ item }) => item),
      day: Float64Array.from(events, ({ day }) => day),
    },
    'sum',
  )
}

/** λI + Σ w s sᵀ and Σ w s fᵀ from the rows of the docstring, written out one by one. */
function equations({ lambda, whole, trainScale, ahead, reach, recencyDays }: SlistOptions) {
  const rows: { w: number; source: number[]; target: number[] }[] = []
  for (const [r, items] of sessions.entries()) {
    if (items.length < 2) continue
    const w = recencyDays > 0 ? Math.exp((days[r]! - 8) / recencyDays) : 1
    const x = new Array<number>(nItems).fill(0)
    for (const i of items) x[i] = 1
    rows.push({ w: w * whole, source: x, target: x })
    for (let t = 0; t + 1 < items.length; t++) {
      const [s, f] = [new Array<number>(nItems).fill(0), new Array<number>(nItems).fill(0)]
      for (let a = 0; a < reach && a <= t; a++) s[items[t - a]!]! += Math.exp(-a / trainScale)
      for (let a = 0; a < ahead && t + 1 + a < items.length; a++) f[items[t + 1 + a]!]! += Math.exp(-a / trainScale)
      rows.push({ w: w * (1 - whole), source: s, target: f })
    }
  }
  const product = (of: 'source' | 'target') =>
    Array.from({ length: nItems }, (_, i) =>
      Array.from({ length: nItems }, (_, j) =>
        rows.reduce((sum, row) => sum + row.w * row.source[i]! * row[of][j]!, 0),
      ),
    )
  const A = product('source').map((row, i) => row.map((x, j) => x + (i === j ? lambda : 0)))
  return { A, B: product('target') }
}

/** A⁻¹ B by Gauss, the right-hand sides beside. */
function solved(A: number[][], B: number[][]): number[][] {
  const n = A.length
  const M = A.map((row, i) => [...row, ...B[i]!])
  for (let k = 0; k < n; k++) {
    const scale = M[k]![k]!
    M[k] = M[k]!.map((x) => x / scale)
    for (let i = 0; i < n; i++) {
      const share = M[i]![k]!
      if (i !== k) M[i] = M[i]!.map((x, j) => x - share * M[k]![j]!)
    }
  }
  return M.map((row) => row.slice(n))
}

/** Every item j from its few best predictors alone. */
function fromFew(A: number[][], B: number[][], most: number): number[][] {
  const out = A.map((row) => row.map(() => 0))
  for (let j = 0; j < nItems; j++) {
    const few = Array.from({ length: nItems }, (_, i) => i)
      .filter((i) => B[i]![j]! > 0)
      .sort((a, b) => B[b]![j]! / Math.sqrt(A[b]![b]!) - B[a]![j]! / Math.sqrt(A[a]![a]!))
      .slice(0, most)
    const x = solved(
      few.map((a) => few.map((b) => A[a]![b]!)),
      few.map((a) => [B[a]![j]!]),
    )
    for (const [a, i] of few.entries()) out[i]![j] = x[a]![0]!
  }
  return out
}

const cases: Record<string, Partial<SlistOptions>> = {
  'whole sessions and beginnings': { lambda: 2, whole: 0.3, trainScale: 1.5 },
  'whole sessions only': { lambda: 1, whole: 1 },
  'the next click only': { lambda: 1, whole: 0, ahead: 1, trainScale: 2 },
  'older sessions count less': { lambda: 1, whole: 0.5, recencyDays: 2 },
  'near clicks only': { lambda: 1, whole: 0, reach: 1, ahead: 2 },
}
async function assertWeights(options: SlistOptions, want: number[][]) {
  const model = await slist.fit(train(), options, { kernels, seed: 1 })
  for (let clicked = 0; clicked < nItems; clicked++) {
    const query = interactionsFrom(1, nItems, { row: Uint32Array.of(0), item: Uint32Array.of(clicked) }, 'sum')
    const out = new Float32Array(nItems)
    model.scoreInto(query, out)
    out.forEach((score, j) => {
      assert.ok(Math.abs(score - want[clicked]![j]!) < 1e-3, `${clicked} → ${j}: ${score} is not ${want[clicked]![j]}`)
    })
  }
}

for (const [name, chosen] of Object.entries(cases)) {
  const options = { ...slist.defaults, ...chosen, queryScale: 0 }
  const { A, B } = equations(options)
  test(`${name}: a last click scores as the regression worked out row by row`, () =>
    assertWeights(options, solved(A, B)))
  for (const nPredictors of [1, 2, nItems])
    test(`${name}: with at most ${nPredictors} predictors each item is regressed on them alone`, () =>
      assertWeights({ ...options, mostDense: 0, nPredictors }, fromFew(A, B, nPredictors)))
}
