import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openKernels } from '../../kernels/kernels.ts'
import { BlendModel } from '../../model/blends/blend-model.ts'
import { hadChoices } from '../../model/blends/had.ts'
import type { Interactions } from '../../model/interactions.ts'
import { interactionsFrom } from '../../model/interactions-from.ts'
import type { Model } from '../../model/model.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { normalisations } from '../../numbers/normalise.ts'
import { mean } from '../../numbers/stats.ts'
import { metrics } from '../metrics.ts'
import type { Trial } from '../trial.ts'
import { askModel } from './ask-model.ts'
import { baggedWeights, blendedValues, blendGain, blendingOf, greedyWeights } from './ensemble.ts'
import { goalFrom } from './goal.ts'

const kernels = await openKernels({ threads: 1 })
after(() => kernels.close())

const nItems = 12
const goal = goalFrom([
  { name: 'ndcg', k: 3 },
  { name: 'hr', k: 2 },
])

/** A model that scores as a table says, row by row, whoever asks: `histories` are told apart by their first item. */
const tabled = (table: readonly (readonly number[])[]): Model =>
  ({
    kind: 'tabled',
    nItems,
    scoreInto(histories: Interactions, out: Float32Array) {
      for (let r = 0; r < histories.nRows; r++)
        out.set(table[histories.column[histories.rowStart[r]!]! % table.length]!, r * nItems)
    },
  }) as unknown as Model

/** Question q: somebody who had items q and then q + 1 and wants `wanted[q]`. */
function trialOf(wanted: readonly (readonly number[])[], seen: boolean): Trial {
  const row = Uint32Array.from(wanted.flatMap((_, q) => [q, q]))
  const item = Uint32Array.from(wanted.flatMap((_, q) => [q, q + 1]))
  const histories = interactionsFrom(wanted.length, nItems, { row, item }, 'sum')
  const of = wanted.flatMap((items, q) => items.map((i) => [q, i] as const))
  const targets = csrFrom(
    wanted.length,
    nItems,
    Uint32Array.from(of, ([q]) => q),
    Uint32Array.from(of, ([, i]) => i),
    undefined,
    'max',
  )
  return { histories, targets, ...(!seen && { exclude: histories }) }
}

const scores = fc.array(
  fc.array(
    fc.integer({ min: 0, max: 50 }).map((x) => x / 8),
    { minLength: nItems, maxLength: nItems },
  ),
  { minLength: 4, maxLength: 4 },
)
const wanted = fc.array(fc.uniqueArray(fc.integer({ min: 6, max: nItems - 1 }), { minLength: 1, maxLength: 5 }), {
  minLength: 4,
  maxLength: 4,
})

test('a blend of kept answers is worth what the blend of the models is, whatever is kept beyond the lists', async () => {
  await fc.assert(
    fc.asyncProperty(
      scores,
      scores,
      wanted,
      fc.constantFrom(...normalisations),
      fc.constantFrom(...hadChoices),
      fc.boolean(),
      async (a, b, wants, normalise, had, seen) => {
        const trial = trialOf(wants, seen)
        const rows = [2, 0, 3, 1]
        const models = [tabled(a), tabled(b)]
        const asked = await Promise.all(models.map((model) => askModel(model, trial, { goal, depth: nItems, rows })))
        const policy = seen ? had : 'keep'
        const blending = blendingOf(
          asked.map(({ answers }) => answers),
          trial,
          rows,
          goal,
          { normalise, had: policy },
        )
        const weights = [1, 0.5]
        const parts = models.map((model, m) => ({ part: {} as never, weight: weights[m]!, model }))
        const blend = new BlendModel(nItems, parts, { normalise, had: policy }, kernels)
        const direct = await askModel(blend, trial, { goal, depth: 0, rows })
        for (const [q, value] of blendedValues(blending, weights).entries())
          assert.ok(
            Math.abs(value - direct.values.keep[q]!) < 1e-9,
            `question ${q}: ${value} and ${direct.values.keep[q]}`,
          )
      },
    ),
    { numRuns: 150 },
  )
})

test('a model asked is worth what its lists are worth, with what was had in them or not', async () => {
  const trial = trialOf([[5], [1]], true)
  // question 0 had 0 and 1, question 1 had 1 and 2
  const ranking = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
  const { values } = await askModel(tabled([ranking]), trial, {
    goal: goalFrom([{ name: 'mrr', k: 12 }]),
    depth: 0,
    rows: [0, 1],
  })
  assert.deepEqual([...values.keep], [1 / 6, 1 / 2])
  assert.deepEqual([...values['drop-last']], [1 / 5, 1 / 2])
  assert.deepEqual([...values.drop], [1 / 4, 0])
})

/** Answers of models that each know half of what is wanted, and one that knows nothing. */
async function halves() {
  const wants = Array.from({ length: 8 }, (_, q) => [q % 2 === 0 ? 11 : 10])
  const trial = trialOf(wants, false)
  const knows = (item: number, parity: number) =>
    tabled(wants.map((_, q) => Array.from({ length: nItems }, (_, i) => Number(q % 2 === parity && i === item))))
  const models = [knows(11, 0), knows(10, 1), tabled([Array.from({ length: nItems }, (_, i) => i % 3)])]
  const rows = wants.map((_, q) => q)
  const one = goalFrom([{ name: 'hr', k: 1 }])
  const asked = await Promise.all(models.map((model) => askModel(model, trial, { goal: one, depth: nItems, rows })))
  return blendingOf(
    asked.map(({ answers }) => answers),
    trial,
    rows,
    one,
    { normalise: 'max', had: 'keep' },
  )
}

test('models that each know one half are taken together, and who knows nothing is left out', async () => {
  const blending = await halves()
  const weights = await greedyWeights(blending)
  assert.ok(weights[0]! > 0 && weights[1]! > 0 && weights[2] === 0, weights.join())
  assert.equal(mean(blendedValues(blending, weights)), 1)
  assert.equal(mean(blendedValues(blending, [1, 0, 0])), 0.5)
  const { gain, error } = await blendGain(blending, { seed: 1 })
  assert.ok(gain > error && gain > 0.3)
})

test('weights that several samples agree on are kept, and only as many models as may join', async () => {
  const blending = await halves()
  const weights = await baggedWeights(blending, { seed: 1 })
  assert.ok(weights[0]! > 0.3 && weights[1]! > 0.3, weights.join())
  const one = await baggedWeights(blending, { seed: 1, mayJoin: (taken) => taken.length === 0 })
  assert.equal(one.filter((weight) => weight > 0).length, 1)
  assert.equal(Math.max(...one), 1)
})

test('what may not be taken together is not', async () => {
  const weights = await greedyWeights(await halves(), { mayJoin: (taken) => taken.length === 0 })
  assert.equal(weights.filter((weight) => weight > 0).length, 1)
})

test('several metrics are one goal: two thirds of the first, a third of the others', () => {
  const hits = [0, 1, 0]
  assert.equal(goal.k, 3)
  assert.ok(Math.abs(goal.metric(hits, 1, 3) - ((2 / 3) * metrics.ndcg(hits, 1, 3) + 1 / 3)) < 1e-12)
})
