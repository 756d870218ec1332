import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { weightings } from './item-weighting.ts'
import { type UserKnnOptions, userKnn } from './user-knn.ts'

const kernels = await openKernels({ threads: 1 })

function csrOf(R: number[][], nItems: number): Csr {
  const entries = R.flatMap((row, u) => row.flatMap((r, i) => (r > 0 ? [[u, i, r] as const] : [])))
  const [row, column] = [Uint32Array.from(entries, ([u]) => u), Uint32Array.from(entries, ([, i]) => i)]
  const value = Float32Array.from(entries, ([, , r]) => r)
  return csrFrom(R.length, nItems, row, column, value, 'sum')
}

async function scoresOf(R: number[][], H: number[][], options: Partial<UserKnnOptions>): Promise<number[]> {
  const nItems = R[0]!.length
  const model = await userKnn.fit(csrOf(R, nItems), { ...userKnn.defaults, ...options }, { kernels, seed: 1 })
  const out = new Float32Array(H.length * nItems)
  model.scoreInto(csrOf(H, nItems), out)
  return [...out]
}

const near = (got: number, want: number) =>
  assert.ok(Math.abs(got - want) < 2e-5 * (1 + Math.abs(want)), `${got} is not ${want}`)
const sum = (of: number[]) => of.reduce((a, b) => a + b, 0)

test('a visitor is answered by those who share an item with them, by hand', async () => {
  // Ann has tea and cup, Ben tea, cup and pot, Cem a saw. The visitor has tea.
  const R = [
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [0, 0, 0, 1],
  ]
  const visitor = [[1, 0, 0, 0]]
  const [ann, ben] = [1 / Math.SQRT2, 1 / Math.sqrt(3)]
  const cosine = await scoresOf(R, visitor, {})
  ;[ann + ben, ann + ben, ben, 0].forEach((want, i) => {
    near(cosine[i]!, want)
  })
  const mean = await scoresOf(R, visitor, { normalise: true })
  ;[1, 1, ben / (ann + ben), 0].forEach((want, i) => {
    near(mean[i]!, want)
  })
  // one item of two, and of three; one item in common: × 1 / (1 + 3)
  const jaccard = await scoresOf(R, visitor, { weighting: 'jaccard', shrinkage: 3 })
  ;[(1 / 2 + 1 / 3) / 4, (1 / 2 + 1 / 3) / 4, 1 / 3 / 4, 0].forEach((want, i) => {
    near(jaccard[i]!, want)
  })
  const one = await scoresOf(R, visitor, { nNeighbours: 1 })
  ;[ann, ann, 0, 0].forEach((want, i) => {
    near(one[i]!, want)
  })
})

/** The likeness of two rows, all items written out. */
function likeness(h: number[], v: number[], R: number[][], o: UserKnnOptions): number {
  const common = h.filter((x, i) => x > 0 && v[i]! > 0).length
  if (common === 0) return 0
  const trust = common / (common + o.shrinkage)
  if (o.weighting === 'jaccard') return (trust * common) / h.filter((x, i) => x > 0 || v[i]! > 0).length
  const lengths = sum(R.map(sum)) / R.length
  const weigh = (row: number[]) => {
    const own = sum(row) / row.filter((x) => x > 0).length
    return row.map((r, i) => {
      if (r === 0) return 0
      const having = R.map((other) => other[i]!).filter((x) => x > 0)
      const idf = Math.log(R.length / (1 + having.length))
      const off = (mean: number) => (Math.abs(r - mean) < 1e-9 ? 0 : r - mean)
      if (o.weighting === 'tfidf') return Math.sqrt(r) * idf
      if (o.weighting === 'bm25') return ((r * (o.k1 + 1)) / (o.k1 * (1 - o.b + (o.b * sum(row)) / lengths) + r)) * idf
      if (o.weighting === 'pearson') return off(own)
      if (o.weighting === 'adjusted-cosine') return off(sum(having) / (having.length || 1))
      return r
    })
  }
  const [a, b] = [weigh(h), weigh(v)]
  const norm = o.weighting === 'bm25' ? 1 : Math.hypot(...a) * Math.hypot(...b)
  return norm > 0 ? (trust * sum(a.map((x, i) => x * b[i]!))) / norm : 0
}

const row = fc.array(fc.constantFrom(0, 0, 1, 1, 2.5, 4), { minLength: 6, maxLength: 6 })
const cases = fc.record({
  R: fc.array(row, { minLength: 1, maxLength: 8 }),
  h: row,
  weighting: fc.constantFrom(...weightings, 'jaccard' as const),
  nNeighbours: fc.integer({ min: 1, max: 9 }),
  shrinkage: fc.constantFrom(0, 1.5),
  normalise: fc.boolean(),
})

test('scores are those of the formulas with every person compared, for every likeness', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(cases, async ({ R, h, ...chosen }) => {
      const options = { ...userKnn.defaults, ...chosen }
      const alike = R.map((v) => likeness(h, v, R, options))
      const falling = alike.filter((s) => s > 1e-7).sort((a, b) => b - a)
      const least = falling[Math.min(options.nNeighbours, falling.length) - 1] ?? Number.POSITIVE_INFINITY
      const next = falling[options.nNeighbours] ?? 0
      // who is the last neighbour must not hang on rounding
      fc.pre(least - next > 1e-5 || next === 0)
      const chosenPeople = R.flatMap((v, u) => (alike[u]! >= least ? [{ v, s: alike[u]! }] : []))
      const total = options.normalise ? sum(chosenPeople.map(({ s }) => s)) || 1 : 1
      const got = await scoresOf(R, [h], options)
      got.forEach((score, i) => {
        near(score, sum(chosenPeople.map(({ v, s }) => s * v[i]!)) / total)
      })
      if (chosenPeople.length > 0) compared++
    }),
    { numRuns: 300, seed: 7 },
  )
  assert.ok(compared > 100, `only ${compared} cases had neighbours`)
})
