import { type Rng, rng } from '../../numbers/rng.ts'
import { mean, shuffled } from '../../numbers/stats.ts'
import { percentileInterval } from '../bootstrap.ts'
import type { Estimate } from '../coverage.ts'
import { directMethod, doublyRobust, ips, replay, snips, switchDoublyRobust, type Terms } from './estimators.ts'
import { effectiveSampleSize, importanceWeights } from './importance.ts'
import { checkPolicy, checkRounds, type LoggedRounds, type Policy, probabilityOfLogged } from './logged-rounds.ts'
import { modelledValue, type RewardIndex, rewardIndex, rewardMeans } from './reward-model.ts'

const estimatorNames = ['replay', 'ips', 'snips', 'dm', 'dr', 'switch-dr'] as const
export type EstimatorName = (typeof estimatorNames)[number]

export interface OffPolicyOptions {
  /** largest importance weight; Infinity leaves them as they are */
  clip: number
  /** τ of Switch-DR */
  switchAt: number
  /** rounds of the general mean behind every mean of the reward model */
  shrinkage: number
  /** parts for cross-fitting the reward model */
  folds: number
  resamples: number
  seed: number
}

export const defaultOffPolicyOptions: OffPolicyOptions = {
  clip: Number.POSITIVE_INFINITY,
  switchAt: 10,
  shrinkage: 3,
  folds: 5,
  resamples: 1000,
  seed: 1,
}

/** What a policy would have earned a round, and how much more than the logging one did. */
export interface PolicyValue extends Estimate {
  estimator: EstimatorName
  /** V̂ − mean reward of the log, on the same resamples */
  lift: Estimate
}

/** Whether the log can carry the answer at all. */
export interface Diagnosis {
  rounds: number
  /** mean reward of the log: the value of the logging policy */
  logged: Estimate
  effectiveSampleSize: number
  /** before clipping */
  largestWeight: number
  /** before clipping; 1 in expectation when propensities are right and the log covers the policy */
  meanWeight: Estimate
  /** share of rounds whose weight was clipped */
  clipped: number
  /** share of the policy's own choices that the log never shows in that cell; unknown without the whole policy */
  unsupported?: number
  /** rounds with a reward other than 0 and a weight above 0: what the weighted estimators live on */
  rewarded: number
  /** rounds that replay kept */
  kept: number
}

/**
 * The value of a policy from another one's log, by every estimator the data allows, with 95 % percentile bootstrap
 * intervals over rounds. All estimators share the resamples; the direct method's model is fitted again in each (its
 * uncertainty is the model's), the doubly robust ones keep theirs (their first order does not depend on it).
 *
 * @param policy  all its probabilities; or only those of the actions that were shown, one a round, which leaves out the
 *                estimators with a model
 * @throws RangeError  a log or policy that is none (naming the round or cell), options out of range
 * O(resamples · rounds). Above a million rounds lower `resamples`.
 */
export function estimateValue(
  rounds: LoggedRounds,
  policy: Policy | Float64Array,
  options: Partial<OffPolicyOptions> = {},
): { values: PolicyValue[]; diagnosis: Diagnosis } {
  const { clip, switchAt, shrinkage, folds, resamples, seed } = { ...defaultOffPolicyOptions, ...options }
  checkRounds(rounds)
  if (!(switchAt >= 0)) throw new RangeError(`off-policy: switchAt must be at least 0, got ${switchAt}`)
  if (!(shrinkage > 0)) throw new RangeError(`off-policy: shrinkage must be above 0, got ${shrinkage}`)
  if (!(folds >= 2)) throw new RangeError(`off-policy: folds must be at least 2, got ${folds}`)
  const whole = policy instanceof Float64Array ? undefined : policy
  if (whole) checkPolicy(whole, rounds)
  const { reward, propensity } = rounds
  const n = reward.length
  const evaluation = policy instanceof Float64Array ? policy : probabilityOfLogged(policy, rounds)
  if (evaluation.length !== n || evaluation.some((p) => !(p >= 0 && p <= 1)))
    throw new RangeError('off-policy: want one probability of the evaluation policy, 0 to 1, for every round')

  const random = rng(seed)
  const free = importanceWeights(evaluation, propensity, Number.POSITIVE_INFINITY)
  const w = importanceWeights(evaluation, propensity, clip)
  const rejection = replay(reward, free, random)
  const terms: [EstimatorName, Terms][] = [
    ['replay', rejection],
    ['ips', ips(reward, w)],
    ['snips', snips(reward, w)],
  ]
  let refit: ((times: ArrayLike<number>) => number) | undefined
  let index: RewardIndex | undefined
  if (whole) {
    index = rewardIndex(rounds, whole)
    const { modelled, predicted } = crossFitted(rounds, whole, index, { shrinkage, folds, random })
    refit = directValue(rounds, whole, index, shrinkage)
    terms.push(
      [
        'dm',
        directMethod(everyRound(rounds, modelledValue(whole, index, rewardMeans(rounds, index, ones(n), shrinkage)))),
      ],
      ['dr', doublyRobust(reward, w, modelled, predicted)],
      ['switch-dr', switchDoublyRobust(reward, free, modelled, predicted, switchAt)],
    )
  }
  const { estimates, logged, weight } = resample(rounds, free, terms, refit, resamples, random)
  const loggedValue = mean(reward)
  return {
    values: terms.map(([estimator, of], e) => {
      const value = ratio(of)
      const sampled = estimates[e] as Float64Array
      const above = sampled.map((one, b) => one - logged[b]!)
      return {
        estimator,
        ...percentileInterval(value, sampled.filter(said)),
        lift: percentileInterval(value - loggedValue, above.filter(said)),
      }
    }),
    diagnosis: {
      rounds: n,
      logged: percentileInterval(loggedValue, logged),
      effectiveSampleSize: effectiveSampleSize(w),
      largestWeight: free.reduce((a, b) => Math.max(a, b), 0),
      meanWeight: percentileInterval(mean(free), weight),
      clipped: free.filter((one) => one > clip).length / n,
      rewarded: reward.filter((r, i) => r !== 0 && w[i]! > 0).length,
      kept: rejection.bottom?.reduce((a, b) => a + b, 0) ?? 0,
      ...(whole && index && { unsupported: unsupportedShare(rounds, whole, index) }),
    },
  }
}

/** v̂(x_i) and q̂(x_i, a_i) of every round, by means over the rounds of the other folds. */
function crossFitted(
  rounds: LoggedRounds,
  policy: Policy,
  index: RewardIndex,
  { shrinkage, folds, random }: { shrinkage: number; folds: number; random: Rng },
): { modelled: Float64Array; predicted: Float64Array } {
  const n = rounds.reward.length
  const fold = shuffled(n, random).map((at) => at % folds)
  const modelled = new Float64Array(n)
  const predicted = new Float64Array(n)
  const times = new Uint8Array(n)
  for (let f = 0; f < folds; f++) {
    for (let i = 0; i < n; i++) times[i] = fold[i] === f ? 0 : 1
    const means = rewardMeans(rounds, index, times, shrinkage)
    const ofCell = modelledValue(policy, index, means)
    for (let i = 0; i < n; i++)
      if (times[i] === 0) {
        modelled[i] = ofCell[rounds.cell[i]!]!
        predicted[i] = means.pair[index.ofRound[i]!]!
      }
  }
  return { modelled, predicted }
}

/** The direct method on rounds that count `times` each, its model fitted to the same. */
function directValue(rounds: LoggedRounds, policy: Policy, index: RewardIndex, shrinkage: number) {
  return (times: ArrayLike<number>): number => {
    const ofCell = modelledValue(policy, index, rewardMeans(rounds, index, times, shrinkage))
    let sum = 0
    for (let i = 0; i < rounds.cell.length; i++) sum += times[i]! * ofCell[rounds.cell[i]!]!
    return sum / rounds.cell.length
  }
}

/** Every estimate in `nResamples` logs that could have been: as many rounds, drawn with replacement. */
function resample(
  { reward }: LoggedRounds,
  free: Float64Array,
  terms: readonly [EstimatorName, Terms][],
  refit: ((times: ArrayLike<number>) => number) | undefined,
  nResamples: number,
  random: Rng,
) {
  const n = reward.length
  const estimates = terms.map(() => new Float64Array(nResamples))
  const logged = new Float64Array(nResamples)
  const weight = new Float64Array(nResamples)
  const times = new Uint32Array(n)
  for (let b = 0; b < nResamples; b++) {
    times.fill(0)
    for (let draw = 0; draw < n; draw++) times[Math.floor(random() * n)]!++
    logged[b] = weightedSum(reward, times) / n
    weight[b] = weightedSum(free, times) / n
    terms.forEach(([name, { top, bottom }], e) => {
      const into = estimates[e] as Float64Array
      if (name === 'dm' && refit) into[b] = refit(times)
      else into[b] = weightedSum(top, times) / (bottom ? weightedSum(bottom, times) : n)
    })
  }
  return { estimates, logged, weight }
}

function unsupportedShare({ cell }: LoggedRounds, { rowStart, probability }: Policy, { ofEntry }: RewardIndex): number {
  const ofCell = new Float64Array(rowStart.length - 1)
  for (let c = 0; c < ofCell.length; c++)
    for (let at = rowStart[c]!; at < rowStart[c + 1]!; at++) if (ofEntry[at]! < 0) ofCell[c]! += probability[at]!
  return mean(Float64Array.from(cell, (c) => ofCell[c]!))
}

function weightedSum(x: Float64Array, times: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += times[i]! * x[i]!
  return sum
}

/** A resample in which no round with any weight was drawn says nothing. */
const said = (value: number) => !Number.isNaN(value)
const ratio = ({ top, bottom }: Terms) => (bottom ? mean(top) / mean(bottom) : mean(top))
const everyRound = ({ cell }: LoggedRounds, ofCell: Float64Array) => Float64Array.from(cell, (c) => ofCell[c]!)
const ones = (n: number) => new Uint8Array(n).fill(1)
