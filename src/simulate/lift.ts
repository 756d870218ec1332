import type { Rng } from '../numbers/rng.ts'
import { topK } from '../numbers/topk.ts'

/** What three recommenders are worth to each visitor: the chance that the next new purchase is on the list. */
export interface ListWorth {
  popular: Float64Array
  model: Float64Array
  oracle: Float64Array
}

export interface LiftShare {
  /** 0 = no better than the popular list, 1 = as good as knowing every taste; below 0 = worse than popular */
  share: number
  low: number
  high: number
  /** means over the visitors: the chance that the next new purchase is on the list of k */
  popular: number
  model: number
  oracle: number
  visitors: number
}

/** Σ of the chances of the products on a list: the chance that the next new purchase is one of them, in [0, 1]. */
export function worth(chance: Float64Array, list: Iterable<number>): number {
  let sum = 0
  for (const i of new Set(list)) sum += chance[i]!
  return sum
}

/** The best list of k there can be under the same exclusions: what `nextPurchase` leaves at 0 is not on it. */
export const oracleList = (chance: Float64Array, k: number) =>
  topK(
    chance.map((c) => (c > 0 ? c : Number.NEGATIVE_INFINITY)),
    k,
  )

/**
 * How much of the achievable lift the model found:
 *
 *     share = (M − P) / (O − P),   M, P, O = mean over visitors of the worth of the model's, the popular and the oracle's list
 *
 * with a 95 % percentile bootstrap over visitors (the ratio of means is redrawn as a whole, so what is common to the
 * three cancels). The oracle knows taste, season and purse; history tells a model only so much of them, so 1 is out of
 * reach for anybody.
 *
 * @throws RangeError  no visitors, unequal lengths, or nothing to gain (O ≤ P)
 */
export function liftShare({ popular, model, oracle }: ListWorth, random: Rng, nDraws = 2000): LiftShare {
  const n = popular.length
  if (n === 0 || model.length !== n || oracle.length !== n)
    throw new RangeError(`liftShare: got ${n}, ${model.length} and ${oracle.length} visitors, want one number above 0`)
  const all = Uint32Array.from({ length: n }, (_, k) => k)
  const mean = (worths: Float64Array, rows: Uint32Array) => {
    let sum = 0
    for (const row of rows) sum += worths[row]!
    return sum / n
  }
  const ratio = (rows: Uint32Array) => {
    const base = mean(popular, rows)
    return (mean(model, rows) - base) / (mean(oracle, rows) - base)
  }
  if (!(mean(oracle, all) > mean(popular, all)))
    throw new RangeError('liftShare: the oracle gains nothing over popular')
  const draws = new Float64Array(nDraws)
  const rows = new Uint32Array(n)
  for (let d = 0; d < nDraws; d++) {
    for (let k = 0; k < n; k++) rows[k] = Math.floor(random() * n)
    draws[d] = ratio(rows)
  }
  draws.sort()
  return {
    share: ratio(all),
    low: draws[Math.floor(0.025 * nDraws)]!,
    high: draws[Math.min(nDraws - 1, Math.floor(0.975 * nDraws))]!,
    popular: mean(popular, all),
    model: mean(model, all),
    oracle: mean(oracle, all),
    visitors: n,
  }
}
