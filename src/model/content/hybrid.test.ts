import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import type { Interactions } from '../interactions.ts'
import type { ItemFeatures } from '../model.ts'
import { stacked } from './stacked.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

// Items: 0 and 1 are teas, 2 and 3 pots; 4 is a tea nobody has bought yet. Words: 0 tea, 1 pot.
const words = csrFrom(5, 2, Uint32Array.of(0, 1, 2, 3, 4), Uint32Array.of(0, 0, 1, 1, 0), undefined, 'max')
const itemFeatures: ItemFeatures = { fields: { text: words } }
// Ann and Ben buy teas, Cem and Dee pots; tea drinkers are of segment 0, the others of 1
const bought = csrFrom(4, 5, Uint32Array.of(0, 0, 1, 2, 2, 3), Uint32Array.of(0, 1, 0, 2, 3, 2), undefined, 'max')
const segments = csrFrom(4, 2, Uint32Array.of(0, 1, 2, 3), Uint32Array.of(0, 0, 1, 1), undefined, 'max')
const shop: Interactions = { ...bought, userFeatures: segments }

async function scores(options: object, history: Interactions): Promise<number[]> {
  const model = await fitModel(resolve('hybrid', { ...options }), shop, { kernels, seed: 1, itemFeatures })
  const out = new Float32Array(5)
  model.scoreInto(history, out)
  return [...out]
}

const historyOf = (...items: number[]): Interactions =>
  csrFrom(1, 5, new Uint32Array(items.length), Uint32Array.from(items), undefined, 'max')

for (const model of ['item-knn:cosine', 'ease', 'ials', 'graph-filter', 'rp3beta'])
  test(`${model}: an item that nobody has bought is reached by its words`, async () => {
    const modelOptions =
      model === 'ials' ? { dim: 2, alpha: 0.05, lambda: 0.01, solver: 'exact' } : model === 'ease' ? { lambda: 1 } : {}
    const [, , pot = 0, , newTea = 0] = await scores({ model, modelOptions }, historyOf(0))
    assert.ok(newTea > pot && newTea > 0, `${newTea} for the tea, ${pot} for the pot`)
  })

test('without content an item that nobody has bought is not reached', async () => {
  assert.equal((await scores({ itemWeight: 0 }, historyOf(0)))[4], 0)
})

test('a person without events is served by what is known of them', async () => {
  const nobody = historyOf()
  const teaDrinker = { ...nobody, userFeatures: csrFrom(1, 2, Uint32Array.of(0), Uint32Array.of(0), undefined, 'max') }
  const [tea = 0, , pot = 0] = await scores({ userWeight: 1 }, teaDrinker)
  assert.ok(tea > pot, `${tea} for the tea, ${pot} for the pot`)
  assert.ok((await scores({ userWeight: 1 }, nobody)).every((score) => score === 0))
})

test('the stacked matrix: people and then features of items below, items and then features of people beside', () => {
  const m = stacked(shop, itemFeatures, { fields: { text: 1 }, itemWeight: 2, userWeight: 0.5 })
  assert.deepEqual([m.nRows, m.nCols], [4 + 2, 5 + 2])
  const entry = (r: number, c: number) => {
    for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++) if (m.column[at] === c) return m.value[at]!
    return 0
  }
  assert.deepEqual([entry(0, 0), entry(0, 5), entry(2, 6), entry(0, 6)], [1, 0.5, 0.5, 0])
  // Every item says one word, so its part of that word's row is as long as an average item's purchases, √(6 / 4), times 2.
  // Ann has two items and Ben one, 6 purchases over 4 items that were bought: Σ of squares / 4 = 6 / 4
  for (const [item, word] of [
    [0, 4],
    [2, 5],
    [4, 4],
  ] as const)
    assert.ok(Math.abs(entry(word, item) - 2 * Math.sqrt(6 / 4)) < 1e-5, `item ${item}: ${entry(word, item)}`)
  for (const item of [0, 1, 4]) assert.ok(Math.abs(entry(4, item) - entry(4, 0)) < 1e-6)
})

test('models that need more than interactions, and fields that are none, are refused', () => {
  assert.throws(
    () => resolve('hybrid', { model: 'session-knn', modelOptions: {} }),
    /session-knn needs more than interactions/,
  )
  assert.throws(() => resolve('hybrid', { model: 'hybrid' }), /got "hybrid", want one of/)
  assert.throws(() => resolve('hybrid', { modelOptions: { knn: 3 } }), /item-knn:tfidf has no option "knn"/)
  assert.throws(() => resolve('hybrid', { fields: {} }), /want a weight for at least one field/)
})
