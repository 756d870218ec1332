import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rng } from '../../numbers/rng.ts'
import { mean } from '../../numbers/stats.ts'
import { type EstimatorName, estimateValue, type OffPolicyOptions } from './estimate-value.ts'
import { doublyRobust, ips, replay, snips, switchDoublyRobust } from './estimators.ts'
import { effectiveSampleSize, importanceWeights } from './importance.ts'
import { type LoggedRounds, type Policy, probabilityOfLogged } from './logged-rounds.ts'
import { modelledValue, rewardIndex, rewardMeans } from './reward-model.ts'

/** A world whose truth is known: how likely each action pays in each cell, and who shows it how often. Lopsided. */
const chance = [
  [0.1, 0.5, 0.2, 0.02],
  [0.4, 0.05, 0.1, 0.3],
  [0.02, 0.02, 0.6, 0.1],
]
const logging = [
  [0.4, 0.1, 0.3, 0.2],
  [0.25, 0.25, 0.25, 0.25],
  [0.1, 0.2, 0.1, 0.6],
]
const evaluation = [
  [0.1, 0.7, 0.2, 0],
  [0.7, 0.1, 0.1, 0.1],
  [0.2, 0.1, 0.6, 0.1],
]
const shareOfCell = [0.5, 0.3, 0.2]
const worthOf = (policy: number[][]) =>
  shareOfCell.reduce((sum, share, c) => sum + share * policy[c]!.reduce((v, p, a) => v + p * chance[c]![a]!, 0), 0)

const policyOf = (rows: number[][]): Policy => ({
  rowStart: Uint32Array.from({ length: rows.length + 1 }, (_, c) => c * rows[0]!.length),
  action: Uint32Array.from(rows.flatMap((row) => row.map((_, a) => a))),
  probability: Float64Array.from(rows.flat()),
})

function logOf(n: number, seed: number, by = logging): LoggedRounds {
  const random = rng(seed)
  const pick = (shares: readonly number[]) => {
    const at = random()
    let end = 0
    const found = shares.findIndex((share) => {
      end += share
      return at < end
    })
    return Math.max(0, found)
  }
  const cell = Uint32Array.from({ length: n }, () => pick(shareOfCell))
  const action = Uint32Array.from(cell, (c) => pick(by[c]!))
  return {
    nCells: 3,
    nActions: 4,
    cell,
    action,
    reward: Float64Array.from(cell, (c, i) => (random() < chance[c]![action[i]!]! ? 1 : 0)),
    propensity: Float64Array.from(cell, (c, i) => by[c]![action[i]!]!),
  }
}

const estimate = (
  rounds: LoggedRounds,
  policy: Policy,
  name: EstimatorName,
  options: Partial<OffPolicyOptions> = {},
) => {
  const found = estimateValue(rounds, policy, { resamples: 1, ...options }).values.find((one) => one.estimator === name)
  assert.ok(found)
  return found.value
}

const near = (got: number, want: number, within: number, what?: string) =>
  assert.ok(Math.abs(got - want) <= within, `${what ?? ''} got ${got}, want ${want} ± ${within}`)

test('three rounds by hand', () => {
  // shown with 1/2, 1/4, 1/4; the policy would show them with 1/4, 1/2, 1: weights 1/2, 2, 4
  const w = importanceWeights(Float64Array.of(0.25, 0.5, 1), Float64Array.of(0.5, 0.25, 0.25), Number.POSITIVE_INFINITY)
  assert.deepEqual([...w], [0.5, 2, 4])
  const reward = Float64Array.of(1, 0, 3)
  assert.equal(mean(ips(reward, w).top), (0.5 * 1 + 4 * 3) / 3)
  const own = snips(reward, w)
  near(mean(own.top) / mean(own.bottom ?? []), (0.5 + 12) / 6.5, 1e-12)
  near(effectiveSampleSize(w), 6.5 ** 2 / (0.25 + 4 + 16), 1e-12)
  // the model says 1 everywhere and knows that the policy earns 2
  const modelled = Float64Array.of(2, 2, 2)
  const predicted = Float64Array.of(1, 1, 1)
  assert.equal(mean(doublyRobust(reward, w, modelled, predicted).top), (2 + 0.5 * 0 + (2 - 2 * 1) + (2 + 4 * 2)) / 3)
  assert.equal(
    mean(switchDoublyRobust(reward, w, modelled, predicted, 3).top),
    (2 + 0 + (2 - 2) + 2) / 3,
    'the weight of 4 is beyond 3: there the model is believed',
  )
  assert.deepEqual([...importanceWeights(Float64Array.of(1), Float64Array.of(0.25), 3)], [3], 'clipped')
})

test('a uniform log and a deterministic policy: replay keeps the rounds where both agree, and no others', () => {
  const random = rng(4)
  const agree = Float64Array.from({ length: 500 }, () => Number(random() < 0.2))
  const w = agree.map((one) => one * 5)
  assert.deepEqual([...(replay(new Float64Array(500), w, random).bottom ?? [])], [...agree])
})

test('a policy judged from its own log has the mean reward, by every estimator', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (n, seed) => {
      const rounds = logOf(n, seed)
      const { values, diagnosis } = estimateValue(rounds, policyOf(logging), { resamples: 1, seed, shrinkage: 1e-9 })
      const logged = mean(rounds.reward)
      for (const { estimator, value, lift } of values) {
        // the model's estimators take the policy's shares of the actions, the log has those that chance gave it
        if (estimator === 'dm' || estimator === 'dr' || estimator === 'switch-dr') continue
        near(value, logged, 1e-12, estimator)
        near(lift.value, 0, 1e-12, estimator)
      }
      near(diagnosis.effectiveSampleSize, n, 1e-9)
      assert.equal(diagnosis.kept, n)
    }),
    { numRuns: 50 },
  )
})

test('where the log has exactly the shares of the policy, the estimators with a model have the mean reward too', () => {
  // every (cell, action) stands in the log as often as the policy says, 20 times its probability
  const cell: number[] = []
  const action: number[] = []
  for (const [c, row] of logging.entries())
    for (const [a, p] of row.entries())
      for (let k = 0; k < Math.round(20 * p); k++) {
        cell.push(c)
        action.push(a)
      }
  const random = rng(8)
  const reward = Float64Array.from(cell, () => Number(random() < 0.4) * (1 + random()))
  const rounds = {
    nCells: 3,
    nActions: 4,
    cell: Uint32Array.from(cell),
    action: Uint32Array.from(action),
    reward,
    propensity: Float64Array.from(cell, (c, i) => logging[c]![action[i]!]!),
  }
  near(estimate(rounds, policyOf(logging), 'dm', { shrinkage: 1e-9 }), mean(reward), 1e-7)
  // DR's model is learnt from other rounds, so that only its expectation is the mean; with a model of all rounds it is exact
  const index = rewardIndex(rounds, policyOf(logging))
  const means = rewardMeans(rounds, index, new Uint8Array(cell.length).fill(1), 3)
  const ofCell = modelledValue(policyOf(logging), index, means)
  const dr = doublyRobust(
    reward,
    new Float64Array(cell.length).fill(1),
    Float64Array.from(cell, (c) => ofCell[c]!),
    Float64Array.from(index.ofRound, (pair) => means.pair[pair]!),
  )
  near(mean(dr.top), mean(reward), 1e-12)
})

test('over many logs, every estimator is right on average', () => {
  const truth = worthOf(evaluation)
  const policy = policyOf(evaluation)
  const found: Record<string, number[]> = {}
  for (let seed = 0; seed < 300; seed++)
    for (const { estimator, value } of estimateValue(logOf(400, seed + 1000), policy, {
      resamples: 1,
      // drawing means together is a bias, and what it buys is not asked here
      shrinkage: 0.01,
      seed,
    }).values)
      found[estimator] = [...(found[estimator] ?? []), value]
  const spread: Record<string, number> = {}
  for (const [name, values] of Object.entries(found)) {
    const centre = mean(values)
    spread[name] = Math.sqrt(mean(values.map((v) => (v - centre) ** 2)))
    // 3.5 standard errors of a mean of 300; ratios are biased by O(1/n), the means by what little draws them together
    const slack = 0.002
    near(centre, truth, (3.5 * spread[name]) / Math.sqrt(300) + slack, name)
  }
  assert.ok((spread.snips ?? 1) < (spread.replay ?? 0), 'weighing rounds wastes less than throwing them away')
  assert.ok((spread.dr ?? 1) < (spread.ips ?? 0), 'a model that is nearly right takes variance away')
})

test('95 % intervals hold the planted truth about as often as they say', () => {
  const truth = worthOf(evaluation)
  const covered: Record<string, number> = {}
  for (let seed = 0; seed < 120; seed++)
    for (const { estimator, low, high } of estimateValue(logOf(500, seed + 5000), policyOf(evaluation), {
      resamples: 150,
      // a model that draws its means together is biased, and an interval knows nothing of bias
      shrinkage: 0.1,
      seed,
    }).values)
      covered[estimator] = (covered[estimator] ?? 0) + Number(low <= truth && truth <= high)
  // 120 tosses of a 0.95 coin fall below 102 about once in ten thousand times
  for (const [name, times] of Object.entries(covered)) assert.ok(times >= 102, `${name}: ${times} of 120`)
})

test('doubly robust: right with a wrong model, right with wrong propensities, and wrong only when both are', () => {
  const rounds = logOf(40_000, 77)
  const truth = worthOf(evaluation)
  const policy = policyOf(evaluation)
  const within = 0.012
  const w = importanceWeights(probabilityOfLogged(policy, rounds), rounds.propensity, Number.POSITIVE_INFINITY)
  const nonsense = Float64Array.from(rounds.cell, () => 1)
  near(mean(doublyRobust(rounds.reward, w, nonsense, nonsense).top), truth, 4 * within, 'a model that says 1 to all')
  // a logger who claims that every action was equally likely
  const wrong = { ...rounds, propensity: new Float64Array(40_000).fill(0.25) }
  near(estimate(wrong, policy, 'dr'), truth, within, 'propensities of nobody')
  assert.ok(Math.abs(estimate(wrong, policy, 'ips') - truth) > 3 * within, 'IPS does not forgive them')
  const wrongWeights = importanceWeights(
    probabilityOfLogged(policy, rounds),
    wrong.propensity,
    Number.POSITIVE_INFINITY,
  )
  assert.ok(Math.abs(mean(doublyRobust(rounds.reward, wrongWeights, nonsense, nonsense).top) - truth) > 3 * within)
})

test('Switch-DR goes from the direct method to doubly robust as its threshold rises', () => {
  const reward = Float64Array.of(1, 0, 1, 0)
  const w = Float64Array.of(0.5, 1, 2, 4)
  const modelled = Float64Array.of(0.2, 0.3, 0.2, 0.3)
  const predicted = Float64Array.of(0.1, 0.1, 0.4, 0.4)
  const at = (tau: number) => [...switchDoublyRobust(reward, w, modelled, predicted, tau).top]
  assert.deepEqual(at(0), [...modelled])
  assert.deepEqual(at(4), [...doublyRobust(reward, w, modelled, predicted).top])
  assert.deepEqual(at(1.5).slice(2), [...modelled.slice(2)])
})

test('clipping lowers the estimate of rewards that are never below 0, and raises the effective sample size', () => {
  const rounds = logOf(3000, 5)
  const at = (clip: number) => estimateValue(rounds, policyOf(evaluation), { clip, resamples: 1 })
  const [free, clipped] = [at(Number.POSITIVE_INFINITY), at(2)]
  assert.ok(clipped.values[1]!.value < free.values[1]!.value)
  assert.ok(clipped.diagnosis.effectiveSampleSize > free.diagnosis.effectiveSampleSize)
  assert.ok(clipped.diagnosis.clipped > 0)
  assert.equal(clipped.diagnosis.largestWeight, free.diagnosis.largestWeight)
})

test('what the log cannot answer shows: actions it never took, and propensities that do not fit', () => {
  // the third action is never logged where the policy wants it most
  const blind = logging.map(([a = 0, b = 0, c = 0, d = 0]) => [a + c, b, 0, d])
  const { diagnosis } = estimateValue(logOf(5000, 3, blind), policyOf(evaluation), { resamples: 200 })
  near(diagnosis.unsupported ?? 0, 0.5 * 0.2 + 0.3 * 0.1 + 0.2 * 0.6, 0.02)
  assert.ok(diagnosis.meanWeight.high < 1, 'weights cannot average 1 where the log is blind')
  const whole = estimateValue(logOf(5000, 3), policyOf(evaluation), { resamples: 200 }).diagnosis
  assert.equal(whole.unsupported, 0)
  assert.ok(whole.meanWeight.low <= 1 && whole.meanWeight.high >= 1)
})

test('the same seed gives the same bits, and a log or policy that is none is refused with the place', () => {
  const rounds = logOf(200, 9)
  assert.deepEqual(estimateValue(rounds, policyOf(evaluation)), estimateValue(rounds, policyOf(evaluation)))
  const refused = (change: Partial<LoggedRounds>, message: RegExp) =>
    assert.throws(() => estimateValue({ ...rounds, ...change }, policyOf(evaluation)), message)
  refused({ propensity: rounds.propensity.with(7, 0) }, /round 7: got propensity 0/)
  refused({ reward: rounds.reward.with(3, Number.NaN) }, /round 3: got reward NaN/)
  refused({ cell: new Uint32Array(0) }, /without a round/)
  assert.throws(() => estimateValue(rounds, policyOf(evaluation.with(1, [0.5, 0.1, 0, 0]))), /cell 1: .* sum to 0\.6/)
})
