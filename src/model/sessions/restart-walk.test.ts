import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Csr, csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { restartWalk, shares } from './restart-walk.ts'

function sparse(rows: readonly (readonly number[])[]): Csr {
  const entries = rows.flatMap((row, i) => row.flatMap((x, j) => (x === 0 ? [] : [{ i, j, x }])))
  const of = (key: 'i' | 'j') => Uint32Array.from(entries, (entry) => entry[key])
  const n = rows.length
  return csrFrom(
    n,
    n,
    of('i'),
    of('j'),
    Float32Array.from(entries, ({ x }) => x),
    'sum',
  )
}

function dense({ nRows, nCols, rowStart, column, value }: Csr): number[][] {
  return Array.from({ length: nRows }, (_, i) => {
    const row = new Array<number>(nCols).fill(0)
    for (let at = rowStart[i]!; at < rowStart[i + 1]!; at++) row[column[at]!] = value[at]!
    return row
  })
}

const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map((row) => row.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)))

test('two items that lead to each other, by hand', async () => {
  const back = sparse([
    [0, 1],
    [1, 0],
  ])
  // nobody teleports: at home after an even number of steps, (1 − p) (1 + p² + …) = 1 / (1 + p) = 2 / 3
  const M = dense(await restartWalk(back, back, { walkOn: 0.5, teleportShare: 0, nNeighbours: 2 }))
  assert.ok(Math.abs(M[0]![0]! - 2 / 3) < 0.01)
  assert.ok(Math.abs(M[0]![1]! - 1 / 3) < 0.01)
  // everybody does: the other way round
  const other = dense(await restartWalk(back, back, { walkOn: 0.5, teleportShare: 1, nNeighbours: 2 }))
  assert.ok(Math.abs(other[0]![1]! - 2 / 3) < 0.01)
})

test('nobody who walks: where the teleport leads', async () => {
  const [walk, teleport] = [
    sparse([
      [0, 1],
      [1, 0],
    ]),
    sparse([
      [0.25, 0.75],
      [0, 0],
    ]),
  ]
  const M = dense(await restartWalk(walk, teleport, { walkOn: 0, teleportShare: 0.4, nNeighbours: 2 }))
  const want = [0.6 + 0.4 * 0.25, 0.4 * 0.75]
  M[0]!.forEach((x, j) => {
    assert.ok(Math.abs(x - want[j]!) < 1e-6)
  })
})

test('many items: the sum of the powers, taken by whole matrices', async () => {
  const random = rng(8)
  const n = 12
  const some = () =>
    sparse(Array.from({ length: n }, () => Array.from({ length: n }, () => (random() < 0.3 ? random() : 0))))
  const [walk, teleport] = [shares(some(), n), shares(some(), n)]
  const [p, beta] = [0.6, 0.7]
  const M = dense(await restartWalk(walk, teleport, { walkOn: p, teleportShare: beta, nNeighbours: n }))
  let term = dense(teleport).map((row, i) => row.map((x, j) => (1 - p) * (beta * x + (i === j ? 1 - beta : 0))))
  const want = term.map((row) => row.map(() => 0))
  for (let k = 0; k < 60; k++) {
    for (const [i, row] of term.entries()) for (const [j, x] of row.entries()) want[i]![j]! += x
    term = product(term, dense(walk)).map((row) => row.map((x) => p * x))
  }
  // what is left after p^steps < 1 / 100 is not followed
  for (const [i, row] of M.entries())
    for (const [j, x] of row.entries()) assert.ok(x <= want[i]![j]! + 1e-6 && want[i]![j]! - x < 0.01, `${i} ${j}`)
})

test('a row keeps its best items only, and of a cut row the rest is not made up for', async () => {
  const walk = sparse([
    [0, 0.5, 0.3, 0.2],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ])
  const M = dense(await restartWalk(walk, walk, { walkOn: 0, teleportShare: 1, nNeighbours: 2 }))
  assert.deepEqual(M[0], [0, 0.5, 0.3, 0].map(Math.fround))
})

test('shares: what is above 0, cut to the largest, as parts of their sum; of equal ones the first', () => {
  const rows = dense(
    shares(
      sparse([
        [3, -2, 1, 1],
        [-1, 0, 0, 0],
        [0, 0, 0, 5],
        [1, 1, 1, 1],
      ]),
      2,
    ),
  )
  assert.deepEqual(rows, [
    [0.75, 0, 0.25, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
    [0.5, 0.5, 0, 0],
  ])
})
