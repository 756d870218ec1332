import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { bpr } from './bpr.ts'
import { personMap } from './person-map.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

/** Even people like even items, odd people odd ones. */
function twoTastes(nUsers = 80, nItems = 20) {
  const random = rng(3)
  const [row, column]: [number[], number[]] = [[], []]
  for (let u = 0; u < nUsers; u++)
    for (let i = 0; i < nItems; i++)
      if (u % 2 === i % 2 && random() < 0.5) {
        row.push(u)
        column.push(i)
      }
  return csrFrom(nUsers, nItems, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
}

test('a stranger with two items of a taste is shown that taste', async () => {
  const model = await bpr.fit(twoTastes(), { ...bpr.defaults, dim: 8, epochs: 100 }, { kernels, seed: 1 })
  for (const taste of [0, 1]) {
    const history = csrFrom(1, 20, Uint32Array.of(0, 0), Uint32Array.of(taste, taste + 4), undefined, 'max')
    const { item } = await model.recommend(history, 6, history)
    assert.deepEqual(
      [...item].map((i) => i % 2),
      new Array(6).fill(taste),
    )
  }
})

test('people of training are met by the map, as far as a history can tell', () => {
  // factors that are twice the mean of the items' factors, turned: x = 2 (−h₂, h₁)
  const items = Float32Array.of(1, 0, 0, 1, 1, 1)
  const m = csrFrom(3, 3, Uint32Array.of(0, 0, 1, 2), Uint32Array.of(0, 1, 2, 0), undefined, 'max')
  const people = Float32Array.of(-1, 1, -2, 2, 0, 2)
  const got = personMap(m, people, items, 2)
  const want = [0, -2, 2, 0]
  got.forEach((x, k) => {
    assert.ok(Math.abs(x - want[k]!) < 1e-6, `${x} is not ${want[k]}`)
  })
})

test('directions in which no history differs say nothing', () => {
  const m = csrFrom(2, 1, Uint32Array.of(0, 1), Uint32Array.of(0, 0), undefined, 'max')
  const map = personMap(m, Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 0), 2)
  assert.deepEqual(
    [...map].map((x) => Math.round(1e6 * x) / 1e6 || 0),
    [2, 0, 3, 0],
  )
})

test('an update goes on from the items there are, in a fifth of the passes, and knows what is new', async () => {
  const options = { ...bpr.defaults, dim: 8, epochs: 100 }
  const model = await bpr.fit(twoTastes(), options, { kernels, seed: 1 })
  const passes: number[] = []
  const after = twoTastes(90, 24)
  const onProgress = (_done: number, total: number) => passes.push(total)
  const updated = await bpr.update!(model, after, options, { kernels, seed: 1, onProgress })
  assert.deepEqual(passes, new Array(20).fill(20))
  // the new items are shown to those whose taste they are, and nobody has forgotten the old ones
  for (const taste of [0, 1]) {
    const history = csrFrom(1, 24, Uint32Array.of(0, 0), Uint32Array.of(taste, taste + 4), undefined, 'max')
    const { item } = await updated.recommend(history, 9, history)
    assert.deepEqual(
      [...item.subarray(0, 4)].map((i) => i % 2),
      new Array(4).fill(taste),
    )
    assert.ok(item.some((i) => i >= 20 && i % 2 === taste))
  }
  const fewer = bpr.update!(model, twoTastes(90, 12), options, { kernels, seed: 1 })
  await assert.rejects(fewer, /at most 12 items/)
})
