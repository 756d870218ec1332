import type { ItemFacts } from '../item-facts.ts'
import { type ListMetric, listed } from '../user-list.ts'

/**
 * How little known the shown items are: the mean self-information of the list, in bits.
 *
 *     novelty@k = (1 / n) Σ_{r=1..n} −log₂( max(1, people(i_r)) / people )        n = items listed, at most k
 *
 * people(i) had item i in training, of people who had anything. An item nobody had counts as one that one person had,
 * so the range is [0, log₂ people]. NaN for an empty list. 1 more means: the typical item is known to half as many.
 * Popular lists are low, random ones high; high is no merit by itself.
 *
 * Peers: Microsoft's recommenders take the item's share of all interactions instead of people, which adds the same
 * log₂ (interactions a person) to every model.
 * Source: Zhou et al., PNAS 2010 (self-information); Castells, Hurley & Vargas, Recommender Systems Handbook, 2015.
 */
export function novelty({ people, nPeople }: ItemFacts): ListMetric {
  const bits = Float64Array.from(people, (n) => Math.log2(nPeople / Math.max(1, n)))
  return (list, k) => {
    const n = listed(list, k)
    let sum = 0
    for (let r = 0; r < n; r++) sum += bits[list.items[list.start + r]!]!
    return sum / n
  }
}
