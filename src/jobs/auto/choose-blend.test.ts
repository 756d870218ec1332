import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { rng } from '../../numbers/rng.ts'
import { isFailure, runTrial } from '../trials/run-trial.ts'
import { chooseBlend, type Trial } from './choose-blend.ts'

const goal = goalFrom([{ name: 'ndcg', k: 5 }])

test('where only some of the questions weigh a blend, the best single model is also told on those', async () => {
  const random = rng(5)
  const pairs = Array.from({ length: 240 }, (_, u) => {
    const had = new Set(Array.from({ length: 7 }, () => 4 * Math.floor(random() * 15) + (u % 4)))
    return [...had].map((i) => [u, i] as const)
  }).flat()
  const events = { row: Uint32Array.from(pairs, ([u]) => u), item: Uint32Array.from(pairs, ([, i]) => i) }
  const train = interactionsFrom(240, 60, events, 'max')
  const cut = validationCut(train, { asks: 'items', seen: 'exclude', combine: 'max' }, 3)
  const rows = Array.from({ length: cut.trial.targets.nRows }, (_, r) => r)
  const kept: Trial[] = []
  for (const model of ['item-knn:tfidf', 'popular']) {
    const candidate = { model, options: {} }
    const outcome = await runTrial(
      { cut, rows, goal, seed: 1 },
      { candidate, depth: 20, mostSeconds: 60 },
      { threads: 1 },
    )
    assert.ok(!isFailure(outcome))
    kept.push({ ...outcome, candidate })
  }
  const [best] = kept as [Trial]
  const choose = (mostBlended: number) =>
    chooseBlend({ kept, cut, rows, goal, seed: 1, mostBlended, secondsForFit: 60 })
  const first = best.values[best.had].subarray(0, 40)
  const onThose = (first.reduce((sum, x) => sum + x, 0) / 40).toFixed(4)
  const some = await choose(40)
  assert.equal(
    some.why[0],
    `best single model: item-knn:tfidf ndcg@5 ${best.value.toFixed(4)} (${onThose} on the 40 that blends are weighed by)`,
  )
  if (some.candidate.model === 'blend') assert.equal(some.questions, 40)
  assert.equal((await choose(9999)).why[0], `best single model: item-knn:tfidf ndcg@5 ${best.value.toFixed(4)}`)
})
