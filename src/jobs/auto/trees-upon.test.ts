import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import type { QuestionKind } from '../../evaluate/tuning/question-kind.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import type { Choice } from './choose-blend.ts'
import { treesUpon } from './trees-upon.ts'

const [nUsers, nItems, nCategories] = [400, 60, 6]
const kind: QuestionKind = { asks: 'items', seen: 'exclude', combine: 'max' }
const items = Uint32Array.from({ length: nItems }, (_, i) => i)
const itemFeatures = {
  fields: {
    category: csrFrom(
      nItems,
      nCategories,
      items,
      items.map((i) => i % nCategories),
      undefined,
      'max',
    ),
  },
}

/** Everybody takes five things: of one category each, or of any. */
function asked(isFaithful: boolean) {
  const random = rng(1)
  const [row, item]: [number[], number[]] = [[], []]
  for (let u = 0; u < nUsers; u++)
    for (let k = 0; k < 5; k++) {
      const any = Math.floor(random() * nItems)
      row.push(u)
      item.push(isFaithful ? any - (any % nCategories) + (u % nCategories) : any)
    }
  const train = interactionsFrom(nUsers, nItems, { row: Uint32Array.from(row), item: Uint32Array.from(item) }, 'max')
  const cut = validationCut(train, kind, 1)
  const goal = goalFrom([{ name: 'ndcg', k: 5 }])
  const rows = Array.from({ length: cut.trial.targets.nRows }, (_, r) => r)
  // what neither part knows is what a category is
  const parts = [
    { model: 'popular', options: {}, weight: 1 },
    { model: 'popular:people', options: {}, weight: 0.5 },
  ]
  const choice: Choice = {
    candidate: { model: 'blend', options: { parts, normalise: 'z-score', had: 'keep' } },
    value: 0.1,
    why: ['a blend'],
  }
  const bench = { cut, rows, goal, seed: 1, itemFeatures }
  return { choice, kept: [], bench, threads: 1, seconds: Number.POSITIVE_INFINITY }
}

test('trees that tell what no part of the blend does are kept upon it, with what they gain', async () => {
  const request = asked(true)
  const { candidate, value, why } = await treesUpon(request)
  assert.equal(candidate.model, 'rerank')
  assert.deepEqual(candidate.options.parts, request.choice.candidate.options.parts)
  assert.ok(value > 0.2, `${value}`)
  assert.match(why.join('; '), /^a blend; trees upon it gain \+0\.\d+ ± 0\.\d+$/)
})

test('where there is nothing to be told, or no time, or no blend, what was chosen stays', async () => {
  const nothing = asked(false)
  const { candidate, why } = await treesUpon(nothing)
  assert.deepEqual(candidate, nothing.choice.candidate)
  assert.match(why.join(), /bring nothing that is shown/)
  const hurried = asked(true)
  assert.equal(await treesUpon({ ...hurried, seconds: 2 }), hurried.choice)
  const single: Choice = { candidate: { model: 'popular', options: {} }, value: 0.1, why: [] }
  assert.equal(await treesUpon({ ...hurried, choice: single }), single)
})
