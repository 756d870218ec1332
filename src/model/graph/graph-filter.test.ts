import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { symmetricEigen } from '../../numbers/symmetric-eigen.ts'
import { type GraphFilterOptions, graphFilter } from './graph-filter.ts'
import { pureSvd } from './pure-svd.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const [nUsers, nItems] = [40, 15]
const random = rng(12)
const X = Array.from({ length: nUsers }, () =>
  Array.from({ length: nItems }, (_, i) => (random() < 3 / (i + 4) ? 0.5 + random() : 0)),
)
const H = Array.from({ length: 5 }, (_, r) => X[0]!.map(() => (random() < r / 6 ? 0.5 + random() : 0)))

type Dense = number[][]
const times = (A: Dense, B: Dense): Dense =>
  A.map((row) => B[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * B[k]![j]!, 0)))
const turned = (A: Dense): Dense => A[0]!.map((_, j) => A.map((row) => row[j]!))
const scaled = (A: Dense, by: number[]): Dense => A.map((row) => row.map((x, j) => x * by[j]!))
const plus = (A: Dense, B: Dense, b: number): Dense => A.map((row, r) => row.map((x, j) => x + b * B[r]![j]!))
const sums = (A: Dense) => A.map((row) => row.reduce((a, b) => a + b, 0))

function csrOf(R: Dense): Csr {
  const entries = R.flatMap((row, u) => row.flatMap((r, i) => (r > 0 ? [[u, i, r] as const] : [])))
  const [row, column] = [Uint32Array.from(entries, ([u]) => u), Uint32Array.from(entries, ([, i]) => i)]
  const value = Float32Array.from(entries, ([, , r]) => r)
  return csrFrom(R.length, R[0]!.length, row, column, value, 'sum')
}

/** Right singular vectors as columns and their squared singular values, through the item × item matrix. */
function rightVectors(R: Dense, rank: number) {
  const F = times(turned(R), R)
  const { values, vectors } = symmetricEigen(Float64Array.from(F.flat()), F.length)
  const V = F.map((_, i) => Array.from({ length: rank }, (_, k) => vectors[k * F.length + i]!))
  return { F, V, values }
}

/**
 * The other road: the item × item matrix F made densely, and the sharpening as the Runge–Kutta step of fourth order that
 * BSPM's authors take, y' = −y F / λ over the time T, instead of the series.
 */
function filteredByRungeKutta(o: GraphFilterOptions): Dense {
  const users = sums(X)
  const items = sums(turned(X))
  const R = X.map((row, u) => row.map((x, i) => x * users[u]! ** -o.userExponent * items[i]! ** -o.itemExponent))
  const { F, V, values } = rightVectors(R, Math.max(1, o.rank))
  const largest = values[0]!
  const unit = F.map((row) => row.map((x) => x / largest))
  const h = scaled(
    H,
    items.map((d) => d ** -o.inExponent),
  )
  let y = times(h, unit)
  if (o.rank > 0) {
    const soft = Array.from({ length: o.rank }, (_, k) => Math.sqrt(values[k]! / largest) ** o.softness)
    const into = times(
      scaled(
        h,
        items.map((d) => d ** -o.itemExponent),
      ),
      V,
    )
    const low = scaled(
      times(scaled(into, soft), turned(V)),
      items.map((d) => d ** o.itemExponent),
    )
    y = plus(y, low, o.lowPass)
  }
  const slope = (at: Dense) => times(at, unit).map((row) => row.map((x) => -x))
  if (o.time > 0) {
    const k1 = slope(y)
    const k2 = slope(plus(y, k1, o.time / 2))
    const k3 = slope(plus(y, k2, o.time / 2))
    const k4 = slope(plus(y, k3, o.time))
    y = plus(plus(plus(plus(y, k1, o.time / 6), k2, o.time / 3), k3, o.time / 3), k4, o.time / 6)
  }
  return scaled(
    y,
    items.map((d) => d ** -o.outExponent),
  )
}

const cases: Record<string, Partial<GraphFilterOptions>> = {
  'GF-CF': { time: 0, order: 0, rank: 4, lowPass: 0.3 },
  'BSPM, its Runge–Kutta step as a series': { time: 2.5, order: 4, rank: 6, lowPass: 0.2 },
  'without the low pass': { time: 1.5, rank: 0 },
  'every exponent in play': {
    userExponent: 0.3,
    itemExponent: 0.35,
    time: 1.2,
    rank: 5,
    lowPass: 0.7,
    softness: 1.5,
    inExponent: 0.1,
    outExponent: -0.15,
  },
}
for (const [name, chosen] of Object.entries(cases))
  test(`${name}: scores are those of the dense item × item filter`, async () => {
    const options = { ...graphFilter.defaults, ...chosen, nIterations: 60 }
    const model = await graphFilter.fit(csrOf(X), options, { kernels, seed: 4 })
    const out = new Float32Array(H.length * nItems)
    model.scoreInto(csrOf(H), out)
    const want = filteredByRungeKutta(options).flat()
    const size = Math.max(...want.map(Math.abs))
    for (const [at, got] of out.entries())
      assert.ok(Math.abs(got - want[at]!) < 1e-4 * size, `place ${at}: ${got} is not ${want[at]}`)
  })

for (const itemExponent of [0, 0.4])
  test(`pure-svd, itemExponent ${itemExponent}: a history is projected on the first right singular vectors`, async () => {
    const options = { rank: 5, itemExponent, nIterations: 60 }
    const model = await pureSvd.fit(csrOf(X), options, { kernels, seed: 4 })
    const out = new Float32Array(H.length * nItems)
    model.scoreInto(csrOf(H), out)
    const d = sums(turned(X)).map((s) => s ** itemExponent)
    const { V } = rightVectors(
      scaled(
        X,
        d.map((x) => 1 / x),
      ),
      5,
    )
    const into = scaled(
      H,
      d.map((x) => 1 / x),
    )
    const want = scaled(times(times(into, V), turned(V)), d).flat()
    for (const [at, got] of out.entries())
      assert.ok(Math.abs(got - want[at]!) < 2e-4, `place ${at}: ${got} is not ${want[at]}`)
  })

test('the reasons are what each item of the history gives by itself, the strongest first', async () => {
  const random = rng(8)
  const [row, column]: [number[], number[]] = [[], []]
  for (let u = 0; u < 40; u++)
    for (let i = 0; i < 15; i++)
      if (random() < 0.3) {
        row.push(u)
        column.push(i)
      }
  const shop = csrFrom(40, 15, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
  const options = { ...graphFilter.defaults, rank: 4, inExponent: 0.2, outExponent: 0.1 }
  const model = await graphFilter.fit(shop, options, { kernels, seed: 1 })
  const history = csrFrom(1, 15, Uint32Array.of(0, 0, 0), Uint32Array.of(1, 6, 9), Float32Array.of(1, 0.5, 2), 'max')
  for (let item = 0; item < 15; item++) {
    const alone = [1, 6, 9]
      .map((i, at) => {
        const out = new Float32Array(15)
        model.scoreInto(
          csrFrom(1, 15, Uint32Array.of(0), Uint32Array.of(i), Float32Array.of([1, 0.5, 2][at]!), 'max'),
          out,
        )
        return { i, score: out[item]! }
      })
      .filter(({ i, score }) => i !== item && score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ i }) => i)
    assert.deepEqual(model.because(history, item, 3), alone, `item ${item}`)
  }
})
