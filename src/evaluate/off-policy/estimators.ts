import type { Rng } from '../../numbers/rng.ts'

/**
 * Six answers to one question: what would the evaluation policy π_e have earned a round, judged from rounds that the
 * logging policy π_b chose? All assume that rounds do not influence each other, that the log covers whatever π_e may do
 * (π_b(a | x) > 0 wherever π_e(a | x) > 0), and that rewards still come as they came.
 *
 * w_i       π_e(a_i | x_i) / π_b(a_i | x_i), possibly clipped: importance.ts
 * q̂(x, a)   what a model says that action brings: reward-model.ts
 * v̂(x)      Σ_a π_e(a | x) q̂(x, a)
 *
 * Each is a ratio of sums over rounds, Σ top / Σ bottom, so that resampling rounds is resampling two columns; without a
 * bottom it is the mean of top. O(rounds) each.
 */
export interface Terms {
  top: Float64Array
  bottom?: Float64Array
}

/**
 * Replay by rejection: keeps a round with probability w_i / max w; what is kept is a log that π_e might have written
 * itself, and its mean reward is the estimate.
 *
 *     V̂ = Σ_{i kept} r_i / #kept
 *
 * Unbiased for known propensities (but for the maximum being taken from this log); variance σ² / #kept with about
 * n / max w kept, never below that of SNIPS for large n. For a uniform log and a deterministic π_e it keeps exactly the rounds where both agree: the replay
 * of Li et al., "Unbiased offline evaluation of contextual-bandit-based news article recommendation", WSDM 2011.
 * NaN when no round is kept.
 */
export function replay(reward: Float64Array, w: Float64Array, random: Rng): Terms {
  let most = 0
  for (let i = 0; i < w.length; i++) most = Math.max(most, w[i]!)
  const kept = Float64Array.from(w, (weight) => (random() * most < weight ? 1 : 0))
  return { top: kept.map((one, i) => one * reward[i]!), bottom: kept }
}

/**
 * Inverse propensity scoring: rewards weighed by how much likelier π_e was to be there.
 *
 *     V̂ = (1 / n) Σ w_i r_i
 *
 * Unbiased with true propensities and no clipping; variance Var(w r) / n, which grows with the largest weights. May leave
 * the range of the rewards. Source: Horvitz & Thompson, JASA 1952; Strehl et al., NIPS 2010 (clipping).
 */
export function ips(reward: Float64Array, w: Float64Array): Terms {
  return { top: w.map((weight, i) => weight * reward[i]!) }
}

/**
 * Self-normalised IPS: the same weights, made to sum to 1.
 *
 *     V̂ = Σ w_i r_i / Σ w_i
 *
 * Its bias is of order 1 / n, its variance Var(w (r − V)) / n usually much smaller; it stays within the range of the
 * rewards, does not move when a constant is added to all, and forgives propensities wrong by a common factor. NaN when
 * all weights are 0. Source: Swaminathan & Joachims, NIPS 2015.
 */
export function snips(reward: Float64Array, w: Float64Array): Terms {
  return { top: w.map((weight, i) => weight * reward[i]!), bottom: w }
}

/**
 * The direct method: believes the model.
 *
 *     V̂ = (1 / n) Σ v̂(x_i)
 *
 * Needs no propensities and has the smallest variance; its bias is the model's, and no amount of rounds takes it away.
 * @param modelled  v̂(x_i) of each round
 */
export function directMethod(modelled: Float64Array): Terms {
  return { top: modelled }
}

/**
 * Doubly robust: the model, and IPS on what the model got wrong.
 *
 *     V̂ = (1 / n) Σ [ v̂(x_i) + w_i (r_i − q̂(x_i, a_i)) ]
 *
 * Consistent when either the propensities or the model are right; unbiased with true propensities when q̂ of a round was
 * learnt from other rounds (cross-fitting). Variance: that of IPS with the residual in the place of the reward.
 * Source: Dudík, Langford & Li, ICML 2011.
 * @param predicted  q̂(x_i, a_i) of each round
 */
export function doublyRobust(
  reward: Float64Array,
  w: Float64Array,
  modelled: Float64Array,
  predicted: Float64Array,
): Terms {
  return { top: w.map((weight, i) => modelled[i]! + weight * (reward[i]! - predicted[i]!)) }
}

/**
 * Switch-DR: doubly robust where weights are moderate, the model alone where they are not.
 *
 *     V̂ = (1 / n) Σ [ v̂(x_i) + 1{w_i ≤ τ} w_i (r_i − q̂(x_i, a_i)) ]
 *
 * τ → ∞ is DR, τ = 0 the direct method. Its variance is bounded by τ, its bias by the model's error on the actions
 * beyond τ. Source: Wang, Agarwal & Dudík, ICML 2017.
 * @param switchAt  τ ≥ 0; the weights that are compared with it are not clipped
 */
export function switchDoublyRobust(
  reward: Float64Array,
  w: Float64Array,
  modelled: Float64Array,
  predicted: Float64Array,
  switchAt: number,
): Terms {
  const moderate = w.map((weight) => (weight <= switchAt ? weight : 0))
  return doublyRobust(reward, moderate, modelled, predicted)
}
