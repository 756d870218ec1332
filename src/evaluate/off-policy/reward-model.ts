import type { LoggedRounds, Policy } from './logged-rounds.ts'

/** Where the (cell, action) pairs of the log stand, and which of them each entry of a policy means. */
export interface RewardIndex {
  nPairs: number
  /** the pair of each round */
  ofRound: Uint32Array
  /** the pair of each entry of the policy, −1 where the log never showed that action in that cell */
  ofEntry: Int32Array
}

/** Numbers the pairs once, so that fitting is additions into arrays. O(rounds + entries). */
export function rewardIndex({ nActions, cell, action }: LoggedRounds, policy: Policy): RewardIndex {
  const pairs = new Map<number, number>()
  const ofRound = Uint32Array.from(cell, (c, i) => {
    const key = c * nActions + action[i]!
    const known = pairs.get(key)
    if (known !== undefined) return known
    pairs.set(key, pairs.size)
    return pairs.size - 1
  })
  const ofEntry = new Int32Array(policy.action.length)
  for (let c = 0; c + 1 < policy.rowStart.length; c++)
    for (let at = policy.rowStart[c]!; at < policy.rowStart[c + 1]!; at++)
      ofEntry[at] = pairs.get(c * nActions + policy.action[at]!) ?? -1
  return { nPairs: pairs.size, ofRound, ofEntry }
}

export interface RewardMeans {
  pair: Float64Array
  action: Float64Array
}

/**
 * What an action brings in a cell: its mean reward there, drawn towards the action's mean over all cells, and that
 * towards the mean of everything, as if each had `shrinkage` further rounds behind it.
 *
 *     q̂(a)    = (Σ_{i: a_i = a} t_i r_i          + m r̄)    / (Σ t_i + m)
 *     q̂(x, a) = (Σ_{i: x_i = x, a_i = a} t_i r_i + m q̂(a)) / (Σ t_i + m)
 *
 * @param times      how often each round counts: 0 leaves it out (cross-fitting), 2 counts it twice (a resample)
 * @param shrinkage  m, in rounds, above 0
 * A table, not a regression: it learns nothing from one context about another beyond the action's own mean, and needs
 * no features. Doubly robust estimators stay right when it is wrong. O(rounds).
 */
export function rewardMeans(
  { nActions, action, reward }: LoggedRounds,
  { nPairs, ofRound }: RewardIndex,
  times: ArrayLike<number>,
  shrinkage: number,
): RewardMeans {
  const pair = new Float64Array(nPairs)
  const nOfPair = new Float64Array(nPairs)
  const ofAction = new Float64Array(nActions)
  const nOfAction = new Float64Array(nActions)
  const actionOfPair = new Uint32Array(nPairs)
  let sum = 0
  let n = 0
  for (let i = 0; i < reward.length; i++) {
    const t = times[i]!
    const p = ofRound[i]!
    const a = action[i]!
    actionOfPair[p] = a
    pair[p]! += t * reward[i]!
    nOfPair[p]! += t
    ofAction[a]! += t * reward[i]!
    nOfAction[a]! += t
    sum += t * reward[i]!
    n += t
  }
  const overall = n > 0 ? sum / n : 0
  for (let a = 0; a < nActions; a++) ofAction[a] = (ofAction[a]! + shrinkage * overall) / (nOfAction[a]! + shrinkage)
  for (let p = 0; p < nPairs; p++)
    pair[p] = (pair[p]! + shrinkage * ofAction[actionOfPair[p]!]!) / (nOfPair[p]! + shrinkage)
  return { pair, action: ofAction }
}

/** What the policy would earn in each cell if the means were right: Σ_a π_e(a | x) q̂(x, a). O(entries). */
export function modelledValue(policy: Policy, { ofEntry }: RewardIndex, means: RewardMeans): Float64Array {
  const { rowStart, action, probability } = policy
  const value = new Float64Array(rowStart.length - 1)
  for (let c = 0; c < value.length; c++)
    for (let at = rowStart[c]!; at < rowStart[c + 1]!; at++) {
      const p = ofEntry[at]!
      value[c]! += probability[at]! * (p < 0 ? means.action[action[at]!]! : means.pair[p]!)
    }
  return value
}
