import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { p3alpha, type RandomWalkOptions, rp3beta } from './random-walk.ts'

const kernels = await openKernels({ threads: 1 })

function csrOf(R: number[][], nItems: number): Csr {
  const entries = R.flatMap((row, u) => row.flatMap((r, i) => (r > 0 ? [[u, i, r] as const] : [])))
  const [row, column] = [Uint32Array.from(entries, ([u]) => u), Uint32Array.from(entries, ([, i]) => i)]
  return csrFrom(
    R.length,
    nItems,
    row,
    column,
    Float32Array.from(entries, ([, , r]) => r),
    'sum',
  )
}

async function walkOf(R: number[][], options: Partial<RandomWalkOptions>): Promise<number[][]> {
  const nItems = R[0]!.length
  const model = await rp3beta.fit(csrOf(R, nItems), { ...rp3beta.defaults, ...options }, { kernels, seed: 1 })
  const { rowStart, column, value } = model.parts().arrays
  return Array.from({ length: nItems }, (_, i) => {
    const row = new Array<number>(nItems).fill(0)
    for (let at = rowStart![i]!; at < rowStart![i + 1]!; at++) row[column![at]!] = value![at]!
    return row
  })
}

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-6, `${got} is not ${want}`)

test('the walks of a shop of three products, by hand', async () => {
  // Ann has tea and cup, Ben tea, cup and pot, Cem tea.
  const R = [
    [1, 1, 0],
    [1, 1, 1],
    [1, 0, 0],
  ]
  // From tea one comes to Ann, Ben or Cem, 1/3 each; from Ann to tea or cup, 1/2, from Ben to each, 1/3.
  // cup: 1/3 · 1/2 + 1/3 · 1/3 = 5/18, over 2 who have it: 5/36.   pot: 1/3 · 1/3 = 1/9, over 1.   Divided by 1/4:
  const S = await walkOf(R, { alpha: 1, beta: 1, nNeighbourhoods: 0 })
  near(S[0]![1]!, 5 / 9)
  near(S[0]![2]!, 4 / 9)
  assert.equal(S[0]![0], 0)
  // From pot only to Ben: tea 1/3 over 3, cup 1/3 over 2: 1/9 and 1/6, divided by 5/18.
  near(S[2]![0]!, 2 / 5)
  near(S[2]![1]!, 3 / 5)
  // Of every column only its largest.
  const cut = await walkOf(R, { alpha: 1, beta: 1, nNeighbourhoods: 1 })
  for (let j = 0; j < 3; j++) {
    const column = S.map((row) => row[j]!)
    assert.deepEqual(
      cut.map((row) => row[j]!),
      column.map((x) => (x === Math.max(...column) ? x : 0)),
    )
  }
})

test('walks are those of the formula written densely, cut by rows and then by columns', async () => {
  const random = rng(7)
  for (let turn = 0; turn < 40; turn++) {
    const [nUsers, nItems] = [3 + Math.floor(random() * 9), 2 + Math.floor(random() * 9)]
    const R = Array.from({ length: nUsers }, () =>
      Array.from({ length: nItems }, () => (random() < 0.4 ? 0.5 + Math.fround(random() * 3) : 0)),
    )
    const alpha = 0.3 + random()
    const beta = random()
    const keep = 1 + Math.floor(random() * nItems)
    const got = await walkOf(R, { alpha, beta, nNeighbours: keep, nNeighbourhoods: keep })
    const sum = (of: number[]) => of.reduce((a, b) => a + b, 0)
    const pop = Array.from({ length: nItems }, (_, i) => sum(R.map((row) => row[i]!)))
    const want = pop.map((_, i) => {
      const row = pop.map((popularity, j) =>
        i === j || popularity === 0
          ? 0
          : sum(R.map((r) => ((r[i]! / (pop[i]! || 1)) * (r[j]! / (sum(r) || 1))) ** alpha)) / popularity ** beta,
      )
      const least = [...row].sort((a, b) => b - a)[keep - 1]!
      const kept = row.map((x) => (x >= least ? x : 0))
      return kept.map((x) => x / (sum(kept) || 1))
    })
    for (let j = 0; j < nItems; j++) {
      const column = want.map((row) => row[j]!)
      // rows with one step only have a 1 there: of equal ones the lower row stays
      const kept = [...column.keys()].sort((a, b) => column[b]! - column[a]! || a - b).slice(0, keep)
      for (let i = 0; i < nItems; i++) near(got[i]![j]!, kept.includes(i) ? column[i]! : 0)
    }
  }
})

test('p3alpha is rp3beta that holds nobody back', async () => {
  const R = csrOf(
    [
      [1, 2, 0, 1],
      [0, 1, 1, 3],
      [2, 0, 1, 1],
    ],
    4,
  )
  const context = { kernels, seed: 1 }
  const options = { alpha: 0.8, beta: 0, nNeighbours: 3, nNeighbourhoods: 2 }
  const [one, other] = [await p3alpha.fit(R, options, context), await rp3beta.fit(R, options, context)]
  assert.deepEqual(one.parts(), other.parts())
})
