import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Model } from '../model/model.ts'
import { recommendByScoring } from '../model/recommend-by-scoring.ts'
import { csrFrom } from '../numbers/csr.ts'
import { amongItems } from './among-items.ts'
import { withFallback } from './with-fallback.ts'

const matrix = (nRows: number, entries: readonly (readonly [number, number])[]) =>
  csrFrom(
    nRows,
    5,
    Uint32Array.from(entries, ([r]) => r),
    Uint32Array.from(entries, ([, i]) => i),
    undefined,
    'max',
  )

/** Knows that 3 goes with everything, is against 4, and says nothing of the rest; of strangers it says nonsense. */
const model: Model = {
  kind: 'hand',
  nItems: 5,
  scoreInto: ({ nRows }, out) => {
    for (let r = 0; r < nRows; r++) out.set([0, 0, 0, 2, -1], r * 5)
  },
  because: () => [],
  parts: () => ({ meta: {}, arrays: {} }),
  recommend: (histories, k, exclude) => recommendByScoring(model, histories, k, exclude),
}

test('what the model does not know is filled with what most people have, and strangers get that alone', async () => {
  // 2 has three people, 0 two, 1 one; 3 and 4 nobody
  const train = matrix(4, [
    [0, 2],
    [1, 2],
    [2, 2],
    [0, 0],
    [1, 0],
    [3, 1],
  ])
  const asked = matrix(3, [
    [0, 0],
    [2, 1],
  ])
  const exclude = matrix(3, [
    [0, 0],
    [2, 1],
    [2, 3],
  ])
  const { count, item } = await withFallback(model, train).recommend(asked, 4, exclude)
  assert.deepEqual([...count], [4, 4, 3])
  assert.deepEqual([...item.subarray(0, 4)], [3, 2, 1, 4])
  assert.deepEqual([...item.subarray(4, 8)], [2, 0, 1, 3])
  assert.deepEqual([...item.subarray(8, 11)], [2, 0, 4])
})

test('asked about some items alone, a model and its fallback list no others', async () => {
  const train = matrix(3, [
    [0, 2],
    [1, 2],
    [0, 1],
  ])
  const isAsked = Uint8Array.of(1, 1, 0, 0, 1)
  const [asked, none] = [matrix(1, [[0, 2]]), matrix(1, [])]
  const among = withFallback(amongItems(model, isAsked), train, isAsked)
  assert.deepEqual([...(await among.recommend(asked, 3, none)).item], [1, 0, 4])
  const knows = withFallback(amongItems(model, Uint8Array.of(1, 0, 0, 1, 0)), train, Uint8Array.of(1, 0, 0, 1, 0))
  const { count, item } = await knows.recommend(asked, 3, none)
  assert.deepEqual([count[0], ...item.subarray(0, 2)], [2, 3, 0])
})
