import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { rng } from '../../numbers/rng.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'
import type { TransitionsOptions } from './transitions.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

function inOrder(nItems: number, rows: number[][]): Interactions {
  const row = Uint32Array.from(rows.flatMap((items, r) => items.map(() => r)))
  return interactionsFrom(rows.length, nItems, { row, item: Uint32Array.from(rows.flat()) }, 'sum')
}

async function scores(train: Interactions, options: Partial<TransitionsOptions>, asked: number[]): Promise<number[]> {
  const model = await fitModel(resolve('transitions', options), train, { kernels, seed: 1 })
  const out = new Float32Array(train.nCols)
  model.scoreInto(inOrder(train.nCols, [asked]), out)
  return [...out]
}

const near = (got: readonly number[], want: readonly number[]) => {
  for (const [j, x] of want.entries())
    assert.ok(Math.abs((got[j] as number) - x) <= 1e-5 * Math.max(1, Math.abs(x)), `item ${j}: ${got[j]}, want ${x}`)
}

const plain = { distanceExponent: 1, backward: 0, countExponent: 1, rowExponent: 0, queryScale: 0 }

test('what follows sooner and oftener follows more: 1 / distance, added up', async () => {
  // after 0 came 1 (at once), 2 (two on); then 2 at once
  const train = inOrder(4, [
    [0, 1, 2],
    [0, 2],
  ])
  near(await scores(train, plain, [3, 0]), [0, 1, 1 / 2 + 1, 0])
})

test('order matters: what came before is counted only as far as told to', async () => {
  const train = inOrder(3, [[0, 1, 2]])
  near(await scores(train, plain, [1]), [0, 0, 1])
  near(await scores(train, { ...plain, backward: 0.25 }, [1]), [0.25, 0, 1])
})

test('counts saturate before the row is divided by its sum', async () => {
  const train = inOrder(3, [
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 2],
  ])
  // 4 and 1 become 2 and 1
  near(await scores(train, { ...plain, countExponent: 0.5, rowExponent: 1 }, [0]), [0, 2 / 3, 1 / 3])
})

test('older clicks of the question count less, by e per queryScale places', async () => {
  const train = inOrder(4, [
    [0, 2],
    [1, 3],
  ])
  near(await scores(train, { ...plain, queryScale: 2 }, [0, 1]), [0, 0, Math.exp(-1 / 2), 1])
})

test('scores are those of the formula, pair by pair, for many sequences', async () => {
  const random = rng(5)
  const nItems = 9
  const rows = Array.from({ length: 31 }, (_, r) => Array.from({ length: r % 7 }, () => Math.floor(random() * nItems)))
  const o = {
    reach: 3,
    distanceExponent: 0.7,
    backward: 0.3,
    countExponent: 0.6,
    rowExponent: 0.4,
    columnExponent: 0.2,
  }
  const F = Array.from({ length: nItems }, () => new Array<number>(nItems).fill(0))
  const at = (m: number[][], i: number, j: number) => (m[i] as number[])[j] as number
  for (const x of rows)
    for (const [t, i] of x.entries())
      for (const [s, j] of x.entries())
        if (s > t && s - t <= o.reach) (F[i] as number[])[j] = at(F, i, j) + 1 / (s - t) ** o.distanceExponent
  const C = F.map((ofRow, i) => ofRow.map((x, j) => (x + o.backward * at(F, j, i)) ** o.countExponent))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const asked = [4, 7, 2]
  const want = Array.from({ length: nItems }, (_, j) =>
    sum(
      asked.map((i, p) => {
        const column = sum(C.map((ofRow) => ofRow[j] as number))
        const x = at(C, i, j)
        const share = x / sum(C[i] as number[]) ** o.rowExponent / column ** o.columnExponent
        return x === 0 ? 0 : Math.exp((p + 1 - asked.length) / 1.5) * share
      }),
    ),
  )
  assert.ok(want.some((x) => x > 0))
  near(await scores(inOrder(nItems, rows), { ...o, queryScale: 1.5 }, asked), want)
})

test('the item at hand may come back, or not', async () => {
  const train = inOrder(2, [[0, 0, 1]])
  near(await scores(train, plain, [0]), [1, 1 + 1 / 2])
  near(await scores(train, { ...plain, lastItem: 'drop' }, [0]), [0, 1 + 1 / 2])
})
