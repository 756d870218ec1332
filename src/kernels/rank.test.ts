import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Csr, csrFrom, transpose } from '../numbers/csr.ts'
import { rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'
import { type Kernels, openKernels, type Scorer } from './kernels.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

function sparse(nRows: number, nCols: number, share: number): Csr {
  const random = rng(nRows * 100 + nCols)
  const entries = Array.from({ length: nRows * nCols }, (_, at) => at).filter(() => random() < share)
  const value = Float32Array.from(entries, () => 0.1 + random())
  const row = Uint32Array.from(entries, (at) => Math.floor(at / nCols))
  return csrFrom(
    nRows,
    nCols,
    row,
    Uint32Array.from(entries, (at) => at % nCols),
    value,
    'sum',
  )
}

const dense = ({ nRows, nCols, rowStart, column, value }: Csr) =>
  Array.from({ length: nRows }, (_, r) => {
    const row = new Array<number>(nCols).fill(0)
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) row[column[at]!] = value[at]!
    return row
  })
const times = (a: number[][], b: number[][], width: number) =>
  a.map((row) => Array.from({ length: width }, (_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? 0), 0)))

const nItems = 41
const histories = sparse(70, nItems, 0.2)
const R = sparse(53, nItems, 0.15)
const itemIn = Float32Array.from({ length: nItems }, (_, i) => 0.5 + (i % 3))
const itemOut = Float32Array.from({ length: nItems }, (_, i) => 1 + (i % 2))

/** (D + ridge I + Σ h y yᵀ) x = Σ h y by elimination, and x times every item; D = 3, 2, 1.5, 1, .5, .25. */
function foldedIn(H: number[][], Y: number[][], ridges: Float32Array): number[][] {
  return H.map((row, r) => {
    const A = [3, 2, 1.5, 1, 0.5, 0.25].map((d, k) => [0, 1, 2, 3, 4, 5].map((c) => (c === k ? d + ridges[r]! : 0)))
    const b = [0, 0, 0, 0, 0, 0]
    row.forEach((h, i) => {
      for (let k = 0; k < 6; k++) {
        b[k]! += h * Y[i]![k]!
        for (let c = 0; c < 6; c++) A[k]![c]! += h * Y[i]![k]! * Y[i]![c]!
      }
    })
    for (let p = 0; p < 6; p++)
      for (let k = 0; k < 6; k++) {
        if (k === p) continue
        const factor = A[k]![p]! / A[p]![p]!
        for (let c = 0; c < 6; c++) A[k]![c]! -= factor * A[p]![c]!
        b[k]! -= factor * b[p]!
      }
    return Y.map((y) => y.reduce((sum, value, k) => sum + (value * b[k]!) / A[k]![k]!, 0))
  })
}

/** Less the mean and over the deviation of what the history does not hold. */
function normal(row: number[], history: number[]): number[] {
  const others = row.filter((_, i) => history[i] === 0)
  const mean = others.reduce((sum, x) => sum + x, 0) / others.length
  const deviation = Math.sqrt(others.reduce((sum, x) => sum + (x - mean) ** 2, 0) / others.length)
  return row.map((x) => (deviation > 0 ? (x - mean) / deviation : 0))
}

/** Each scorer beside its definition, worked out with plain matrices. */
async function scorers(): Promise<Record<string, { scorer: Scorer; want: number[][] }>> {
  const H = dense(histories)
  const S = sparse(nItems, nItems, 0.3)
  const W = kernels.factors(nItems, nItems)
  const w = dense(S)
  for (const [i, row] of w.entries()) W.array.set(row, i * W.stride)
  const F = times(dense(transpose(R)), dense(R), nItems)
  const scaled = H.map((row) => row.map((x, i) => x * itemIn[i]!))
  const [v, m] = [kernels.factors(nItems, 6), kernels.factors(nItems, 6)]
  const random = rng(3)
  for (const f of [v, m])
    for (let i = 0; i < nItems; i++) for (let k = 0; k < 6; k++) f.array[i * f.stride + k] = random() - 0.5
  const rows = (f: typeof v) =>
    Array.from({ length: nItems }, (_, i) => [...f.array.subarray(i * f.stride, i * f.stride + 6)])
  const low = times(
    times(scaled, rows(v), 6),
    Array.from({ length: 6 }, (_, k) => rows(m).map((row) => row[k]!)),
    nItems,
  )
  const poly = [0.5, 0, -2, 0.25]
  let power = scaled
  const sum = scaled.map((row) => row.map((x) => 0.5 * x))
  for (let k = 1; k < 4; k++) {
    power = times(power, F, nItems)
    power.forEach((row, r) => {
      row.forEach((x, i) => {
        sum[r]![i]! += poly[k]! * x
      })
    })
  }
  const held = { byUser: kernels.hold(R), byItem: kernels.hold(transpose(R)) }
  const filter = { kind: 'filter' as const, ...held, coefficients: poly, itemIn, itemOut }
  const out = (rows: number[][]) => rows.map((row) => row.map((x, i) => x * itemOut[i]!))
  const spectrum = kernels.factors(1, 6)
  spectrum.array.set([3, 2, 1.5, 1, 0.5, 0.25])
  const ridges = Float32Array.from({ length: histories.nRows }, (_, r) => 0.5 + (r % 4))
  const place = { y: v.place, stride: v.stride, spectrum: spectrum.place }
  const foldIn = { scorer: { kind: 'fold-in' as const, ...place, ridges }, want: foldedIn(H, rows(v), ridges) }
  const given = H.map((_, r) => Array.from({ length: nItems }, (_, i) => Math.fround(Math.sin(r * nItems + i))))
  const scores = Float32Array.from(given.flat())
  const others = sparse(histories.nRows, nItems, 0.1)
  const ofOthers = times(dense(others), w, nItems)
  const parts = [
    { scorer: foldIn.scorer, histories, weight: 2 },
    { scorer: { kind: 'sparse' as const, similarity: S }, histories: others, weight: -0.5 },
    { scorer: { kind: 'given' as const, scores, same: false }, histories, weight: 1 },
  ]
  const [first, second, third] = [foldIn.want, ofOthers, given].map((rows) => rows.map((row, r) => normal(row, H[r]!)))
  const sums = first!.map((row, r) => row.map((x, i) => 2 * x - 0.5 * second![r]![i]! + third![r]![i]!))
  return {
    'fold-in': foldIn,
    'given, one row for all': {
      scorer: { kind: 'given', scores: scores.slice(0, nItems), same: true },
      want: given.map(() => given[0]!),
    },
    fused: { scorer: { kind: 'fused', parts, normalise: 'z-score' }, want: sums },
    'fused, what was had last': {
      scorer: { kind: 'fused', parts, normalise: 'z-score', last: histories },
      want: sums.map((row, r) => row.map((x, i) => (H[r]![i] === 0 ? x : Math.min(0, ...row) - 1))),
    },
    dense: { scorer: { kind: 'dense', weights: W.place, stride: W.stride }, want: times(H, w, nItems) },
    sparse: { scorer: { kind: 'sparse', similarity: S }, want: times(H, w, nItems) },
    weighed: {
      scorer: { kind: 'weighed', scorer: { kind: 'dense', weights: W.place, stride: W.stride }, factors: others },
      want: times(H, w, nItems).map((row, r) =>
        row.map((x, i) =>
          others.column.subarray(others.rowStart[r], others.rowStart[r + 1]).includes(i)
            ? x * dense(others)[r]![i]!
            : x,
        ),
      ),
    },
    filter: { scorer: filter, want: out(sum) },
    'filter with a low pass': {
      scorer: { ...filter, lowPass: { v: v.place, m: m.place, stride: v.stride } },
      want: out(sum.map((row, r) => row.map((x, i) => x + low[r]![i]!))),
    },
    // keeps the places taken until the tests are over
    ...({ kept: undefined, W, v, m, spectrum } as object),
  }
}
const all = await scorers()

const names = ['dense', 'sparse', 'weighed', 'filter', 'filter with a low pass', 'fold-in', 'given, one row for all']
for (const name of [...names, 'fused', 'fused, what was had last']) {
  const { scorer, want } = all[name]!
  test(`${name}: a score is what the definition says`, () => {
    const out = new Float32Array(histories.nRows * nItems).fill(Number.NaN)
    kernels.score(scorer, histories, out)
    const size = Math.max(...want.flat().map(Math.abs))
    out.forEach((score, at) => {
      const wanted = want[Math.floor(at / nItems)]![at % nItems]!
      assert.ok(Math.abs(score - wanted) <= 1e-5 * size, `place ${at}: ${score} is not ${wanted}`)
    })
  })

  test(`${name}: the lists are the best of the scores without what is excluded, the same from one thread`, async () => {
    const scores = new Float32Array(histories.nRows * nItems)
    kernels.score(scorer, histories, scores)
    const best = await kernels.rank(scorer, histories, 5, histories)
    for (let r = 0; r < histories.nRows; r++) {
      const row = scores.slice(r * nItems, (r + 1) * nItems)
      for (let at = histories.rowStart[r]!; at < histories.rowStart[r + 1]!; at++)
        row[histories.column[at]!] = -Infinity
      const wanted = topK(row, 5)
      assert.deepEqual(best.item.subarray(r * 5, r * 5 + best.count[r]!), wanted)
      assert.deepEqual(
        [...best.score.subarray(r * 5, r * 5 + best.count[r]!)],
        [...wanted].map((i) => row[i]),
      )
    }
    assert.deepEqual(await kernels.rank(scorer, histories, 5, histories), best)
    const onThreads = new Float32Array(new SharedArrayBuffer(scores.byteLength))
    await kernels.scoreAll(scorer, histories, onThreads)
    assert.deepEqual([...onThreads], [...scores])
  })
}

test('no items asked for, or no histories, are no lists', async () => {
  const { scorer } = all.sparse!
  assert.deepEqual((await kernels.rank(scorer, histories, 0)).count, new Uint32Array(histories.nRows))
  const none = csrFrom(0, nItems, new Uint32Array(), new Uint32Array(), undefined, 'sum')
  assert.equal((await kernels.rank(scorer, none, 3)).count.length, 0)
})

test('sparse times factors and factors times few rows, on threads as by hand', async () => {
  const k: Kernels = kernels
  const y = k.factors(nItems, 7)
  const random = rng(5)
  for (let i = 0; i < nItems; i++) for (let c = 0; c < 7; c++) y.array[i * y.stride + c] = random() - 0.5
  const Y = Array.from({ length: nItems }, (_, i) => [...y.array.subarray(i * y.stride, i * y.stride + 7)])
  const x = k.factors(R.nRows, 7)
  const held = k.hold(R)
  await k.combine(held, y, x)
  const wanted = times(dense(R), Y, 7)
  wanted.forEach((row, r) => {
    for (const [c, value] of row.entries()) assert.ok(Math.abs(x.array[r * x.stride + c]! - value) < 1e-5)
  })
  const p = k.factors(R.nRows, nItems)
  await k.product(x, y, p)
  wanted.forEach((row, r) => {
    for (let i = 0; i < nItems; i++) {
      const value = row.reduce((sum, a, c) => sum + a * Y[i]![c]!, 0)
      assert.ok(Math.abs(p.array[r * p.stride + i]! - value) < 1e-4)
    }
  })
  k.drop(held)
  for (const f of [x, y, p]) k.release(f)
  await assert.rejects(k.combine(k.hold(R), p, p), RangeError)
})
