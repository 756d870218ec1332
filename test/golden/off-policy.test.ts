import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  directMethod,
  doublyRobust,
  ips,
  replay,
  snips,
  switchDoublyRobust,
  type Terms,
} from '../../src/evaluate/off-policy/estimators.ts'
import { importanceWeights } from '../../src/evaluate/off-policy/importance.ts'
import { rng } from '../../src/numbers/rng.ts'
import { mean } from '../../src/numbers/stats.ts'

/** Answers of the Open Bandit Pipeline, with the log they are of: bench/peers/off_policy_golden.py */
const golden = JSON.parse(readFileSync(new URL('./off-policy.json', import.meta.url), 'utf8')) as {
  cell: number[]
  action: number[]
  reward: number[]
  logging: number[][]
  evaluation: number[][]
  model: number[][]
  tau: number
  answers: Record<'ips' | 'snips' | 'dm' | 'dr' | 'switch-dr' | 'replay', number>
}

const { cell, action, logging, evaluation, model, tau, answers } = golden
const reward = Float64Array.from(golden.reward)
/** What a table says of each round's own action. */
const logged = (table: number[][]) => Float64Array.from(cell, (c, i) => table[c]?.[action[i] as number] ?? Number.NaN)
const w = importanceWeights(logged(evaluation), logged(logging), Number.POSITIVE_INFINITY)
const modelled = Float64Array.from(cell, (c) =>
  (evaluation[c] ?? []).reduce((sum, p, a) => sum + p * (model[c]?.[a] ?? Number.NaN), 0),
)
const best = model.map((row) => row.map((value) => Number(value === Math.max(...row))))
const value = ({ top, bottom }: Terms) => mean(top) / (bottom ? mean(bottom) : 1)

/** Replay as it was published is for logs of chance: there, the weight of every agreement is the same. */
const agreements = logged(best)

for (const [name, terms] of Object.entries({
  ips: ips(reward, w),
  snips: snips(reward, w),
  dm: directMethod(modelled),
  dr: doublyRobust(reward, w, modelled, logged(model)),
  'switch-dr': switchDoublyRobust(reward, w, modelled, logged(model), tau),
  replay: replay(reward, agreements, rng(1)),
}))
  test(`${name}: the same log, policy and model give the Open Bandit Pipeline's estimate`, () => {
    const want = answers[name as keyof typeof answers]
    assert.ok(Math.abs(value(terms) - want) < 1e-12, `got ${value(terms)}, want ${want}`)
  })

test('the log tells the estimators apart', () => {
  assert.equal(new Set(Object.values(answers)).size, 6)
})
