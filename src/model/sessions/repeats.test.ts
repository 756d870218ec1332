import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { rng } from '../../numbers/rng.ts'
import { resolve } from '../algorithms.ts'
import { fitModel } from '../fit.ts'
import { interactionsFrom } from '../interactions-from.ts'
import { newestSessions } from './newest-sessions.ts'
import { type RepeatWeights, weighRepeats } from './repeats.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())
const nItems = 30

function shop(sessions: readonly (readonly number[])[]) {
  const row = Uint32Array.from(sessions.flatMap((items, r) => items.map(() => r)))
  const day = Float64Array.from(sessions.flatMap((items, r) => items.map(() => r)))
  return interactionsFrom(sessions.length, nItems, { row, item: Uint32Array.from(sessions.flat()), day }, 'sum')
}

/** Sessions of items near each other; `habit` says what comes after a and b. */
function sessions(habit: (a: number, b: number, random: () => number) => number): number[][] {
  const random = rng(4)
  return Array.from({ length: 900 }, () => {
    const a = Math.floor(random() * nItems)
    const near = () => (a + 1 + Math.floor(random() * 4)) % nItems
    const b = near()
    return [a, b, habit(a, b, random), near()]
  })
}

async function learnt(label: string, train: readonly (readonly number[])[]): Promise<RepeatWeights> {
  const model = await fitModel(resolve(label), shop(train), { kernels, seed: 1 })
  return model.parts().meta.repeats as RepeatWeights
}

const returning = sessions((a) => a)
const reloading = sessions((_, b) => b)
for (const label of ['session-knn', 'transitions', 'slist'])
  test(`${label}: whether people reload the last page or go back to the one before is learnt`, async () => {
    const [last, before] = await learnt(label, returning)
    assert.ok(last < 0.5, `nobody reloads, the last has ${last}`)
    assert.ok(before > 1, `everybody goes back, the one before has ${before}`)
    const [reloaded] = await learnt(label, reloading)
    assert.ok(reloaded > last, `${reloaded} is not above ${last}`)
  })

test('what may not come back is told, too: keep is 1 for everything, drop 0 for the last alone', async () => {
  const options = (lastItem: string) => resolve('session-knn', { lastItem })
  for (const [lastItem, want] of [
    ['keep', [1, 1, 1, 1]],
    ['drop', [0, 1, 1, 1]],
  ] as const) {
    const model = await fitModel(options(lastItem), shop(returning), { kernels, seed: 1 })
    assert.deepEqual(model.parts().meta.repeats, want)
  }
})

test('a shop with a handful of sessions learns nothing from them', async () => {
  assert.deepEqual(await learnt('session-knn', returning.slice(0, 60)), [1, 1, 1, 1])
})

test('the last, the one before, the third and all earlier items have a weight each, by their last click', () => {
  const score = Float32Array.of(1, 1, 1, 1, 1, 1, -1)
  // from the end: 2, 6, 0, 3, 1; the first click on 2 is not its last
  weighRepeats(score, Uint32Array.of(1, 2, 3, 0, 6, 2), [2, 3, 5, 7])
  assert.deepEqual([...score], [5, 7, 2, 7, 1, 1, -1], 'what counts against an item stays')
})

test('every beginning of a session held out asks for the next item, and nothing of it is left in the rest', () => {
  const all = Array.from({ length: 20 }, (_, s) => [s, s + 1, s, 29])
  const { rest, questions } = newestSessions(shop([...all, [7]]).sequences!)
  // the newest quarter of the sessions with a next item, three questions each
  assert.equal(questions.length, 15)
  assert.deepEqual(questions.slice(0, 3), [
    { clicks: Uint32Array.of(19), next: 20 },
    { clicks: Uint32Array.of(19, 20), next: 19 },
    { clicks: Uint32Array.of(19, 20, 19), next: 29 },
  ])
  assert.deepEqual([...rest.item], [...all.slice(0, 15).flat(), 7])
  assert.deepEqual([...rest.rowStart.slice(14)], [56, 60, 60, 60, 60, 60, 60, 61])
})

test('of many sessions some are asked about, evenly from the newest quarter, and of a long one its last ten clicks', () => {
  const many = Array.from({ length: 8000 }, (_, s) => [s % nItems, (s + 1) % nItems, (s + 2) % nItems])
  const { questions, rest } = newestSessions(shop(many).sequences!)
  // 2,000 sessions of two questions, every second one
  assert.equal(questions.length, 2000)
  assert.equal(rest.item.length, 21_000)
  const long = newestSessions(shop([[1, 2], [1, 2], [1, 2], Array.from({ length: 25 }, (_, k) => k)]).sequences!)
  assert.deepEqual(
    long.questions.map(({ next }) => next),
    [15, 16, 17, 18, 19, 20, 21, 22, 23, 24],
  )
})
