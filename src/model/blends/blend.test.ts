import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { addNormalised } from '../../numbers/normalise.ts'
import { rng } from '../../numbers/rng.ts'
import { algorithms, resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import { interactionsFrom } from '../interactions-from.ts'
import { holdOut } from './hold-out.ts'
import type { Part } from './parts.ts'

const kernels = await openKernels({ threads: 2 })
after(() => kernels.close())

/** Two tastes: people of one buy the first ten items, of the other the last ten. */
function twoTastes(nUsers = 120): Interactions {
  const random = rng(2)
  const [row, item]: [number[], number[]] = [[], []]
  for (let u = 0; u < nUsers; u++)
    for (let k = 0; k < 6; k++) {
      row.push(u)
      item.push((u % 2) * 10 + Math.floor(random() * 10))
    }
  const { sequences, ...matrix } = interactionsFrom(
    nUsers,
    20,
    { row: Uint32Array.from(row), item: Uint32Array.from(item) },
    'max',
  )
  return matrix
}

const fit = (parts: readonly Part[], options: object = {}, matrix = twoTastes()) =>
  fitModel(resolve('blend', { parts, ...options }), matrix, { kernels, seed: 1 })

test('scores are normalised history by history, without what it holds, and added by weight', () => {
  const histories = { nRows: 1, nCols: 4, rowStart: Uint32Array.of(0, 1), column: Uint32Array.of(2) }
  const out = Float32Array.of(1, 1, 1, 1)
  // of the others 2, 4 and 6: mean 4, deviation √(8 / 3); the 100 of what is held already moves neither
  addNormalised(Float32Array.of(2, 4, 100, 6), histories, 0.5, 'z-score', out)
  const deviation = Math.sqrt(8 / 3)
  const want = [1 - 1 / deviation, 1, 1 + 48 / deviation, 1 + 1 / deviation]
  out.forEach((score, i) => {
    assert.ok(Math.abs(score - want[i]!) < 1e-5, `${score} is not ${want[i]}`)
  })
  const byMax = new Float32Array(4)
  addNormalised(Float32Array.of(2, -4, 100, 3), histories, 2, 'max', byMax)
  assert.deepEqual([...byMax], [1, -2, 50, 1.5])
  const byRank = new Float32Array(4)
  addNormalised(Float32Array.of(2, 0, 100, 3), histories, 61, 'rank', byRank)
  assert.deepEqual([...byRank], [61 / 63, 0, 1, 61 / 62].map(Math.fround), 'what has no score has no rank')
})

test('a row whose scores are all alike says nothing', () => {
  const histories = { nRows: 1, nCols: 3, rowStart: Uint32Array.of(0, 0), column: new Uint32Array() }
  for (const how of ['z-score', 'max', 'rank'] as const) {
    const out = new Float32Array(3)
    addNormalised(new Float32Array(3), histories, 1, how, out)
    assert.deepEqual([...out], [0, 0, 0])
  }
})

test('a part that knows the tastes is found among those that do not', async () => {
  const model = await fit([{ model: 'popular' }, { model: 'item-knn:cosine' }])
  const { parts } = model.parts().meta as { parts: { label: string; weight: number }[] }
  const weight = (label: string) => parts.find((part) => part.label === label)?.weight ?? 0
  assert.ok(
    weight('item-knn:cosine') > 2 * weight('popular'),
    JSON.stringify(parts.map(({ label, weight }) => [label, weight])),
  )
})

test('given weights are kept, and a part of weight 0 is not even fitted', async () => {
  const model = await fit([
    { model: 'popular', weight: 0.25 },
    { model: 'ease', weight: 0 },
    { model: 'item-knn', options: { nNeighbours: 3 }, weight: 2 },
  ])
  const { parts } = model.parts().meta as {
    parts: { label: string; weight: number; options: { nNeighbours?: number } }[]
  }
  assert.deepEqual(
    parts.map(({ label, weight }) => [label, weight]),
    [
      ['popular', 0.25],
      ['item-knn', 2],
    ],
  )
  assert.equal(parts[1]?.options.nNeighbours, 3)
})

test('what is held out is a fifth of every history and never all of it; with an order, the end', () => {
  const { rest, rows, targets } = holdOut(twoTastes(), 1)
  for (const r of rows) {
    const [left, out] = [rest.rowStart[r + 1]! - rest.rowStart[r]!, targets.rowStart[r + 1]! - targets.rowStart[r]!]
    assert.ok(left >= 1 && out >= 1 && out <= Math.max(1, (left + out) / 5))
    const held = new Set(targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1]))
    for (let at = rest.rowStart[r]!; at < rest.rowStart[r + 1]!; at++) assert.ok(!held.has(rest.column[at]!))
  }
  const ordered = interactionsFrom(
    2,
    9,
    { row: Uint32Array.of(0, 0, 0, 0, 0, 1), item: Uint32Array.of(5, 4, 3, 2, 8, 1) },
    'sum',
  )
  const last = holdOut(ordered, 1)
  assert.deepEqual([last.rows, [...last.targets.column]], [[0], [8]])
})

test('baskets are held out whole, the last alone when that is asked for, and a single one is cut inside', () => {
  // Ann: 1 2 | 3 4 5 | 6, Ben: one basket of five
  const baskets = interactionsFrom(
    2,
    9,
    {
      row: Uint32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1),
      item: Uint32Array.of(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5),
      basket: Uint32Array.of(0, 0, 1, 1, 1, 2, 0, 0, 0, 0, 0),
    },
    'sum',
  )
  const held = (share?: number) => {
    const { targets } = holdOut(baskets, 1, share)
    return [0, 1].map((r) => [...targets.column.subarray(targets.rowStart[r], targets.rowStart[r + 1])])
  }
  // a third of Ann's six events would cut the second basket in two
  assert.deepEqual(held(0.34), [[3, 4, 5, 6], [5]])
  assert.deepEqual(held(0), [[6], [5]])
})

const refused: [unknown, RegExp][] = [
  [[], /parts: got \[\], want a list of 1 to 50 models/],
  [[{ model: 'svdd' }], /parts\[0\]: got the model "svdd", want one of popular/],
  [[{ model: 'popular' }, { model: 'blend' }], /parts\[1\]: got the model "blend"/],
  [[{ model: 'ials', options: { dims: 3 } }], /parts\[0\]: ials has no option "dims"/],
  [[{ model: 'ials', options: { dim: -3 } }], /parts\[0\]: dim: got -3/],
  [[{ model: 'popular', weight: 'much' }], /parts\[0\]: got the weight "much"/],
  [[{ model: 'popular', wait: 1 }], /parts\[0\]: got "wait", want model, options and weight/],
]
for (const [parts, message] of refused)
  test(`${JSON.stringify(parts)} is refused by its place`, () => {
    assert.throws(
      () => resolve('blend', { parts }),
      (error) => error instanceof RangeError && message.test(error.message),
    )
  })

test('a blend needs what its parts need', () => {
  const { options } = resolve('blend', { parts: [{ model: 'session-knn' }, { model: 'hybrid:content' }] })
  assert.deepEqual(algorithms.blend?.needs?.(options), ['sequences', 'itemFeatures'])
})

test('whose wish comes back is not known when weights are learnt', async () => {
  // Forty people with five baskets of one thing each, then a sixth: for one in eight the thing of the first basket again, for all
  // others thing 0, which eighty who have nothing else made popular.
  const [row, item, basket]: [number[], number[], number[]] = [[], [], []]
  const add = (u: number, i: number, b: number) => {
    row.push(u)
    item.push(i)
    basket.push(b)
  }
  for (let u = 0; u < 40; u++) {
    for (let b = 0; b < 5; b++) add(u, 1 + ((5 * u + b) % 30), b)
    add(u, u % 8 === 0 ? 1 + ((5 * u) % 30) : 0, 5)
  }
  for (let u = 40; u < 120; u++) add(u, 0, 0)
  const events = { row: Uint32Array.from(row), item: Uint32Array.from(item), basket: Uint32Array.from(basket) }
  const shop = interactionsFrom(120, 31, events, 'sum')
  const own = { model: 'next-basket:frequency', options: { popularity: 0 } }
  const model = await fit([{ model: 'popular' }, own], { normalise: 'rank', depth: 10 }, shop)
  const { parts } = model.parts().meta as { parts: { label: string }[] }
  // what somebody has pushes the popular thing down: right for one in eight, at the cost of the others
  assert.deepEqual(
    parts.map(({ label }) => label),
    ['popular'],
  )
})

test('nobody with two items: nothing to learn from, all parts count alike', async () => {
  const single = csrFrom(3, 4, Uint32Array.of(0, 1, 2), Uint32Array.of(0, 1, 2), undefined, 'sum')
  const model = await fit([{ model: 'popular' }, { model: 'item-knn' }], {}, single)
  const { parts } = model.parts().meta as { parts: { weight: number }[] }
  assert.deepEqual(
    parts.map(({ weight }) => weight),
    [1, 1],
  )
})
