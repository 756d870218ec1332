import { type ListMetric, listed } from '../user-list.ts'

/** The baseline's lists for the same users in the same order, `depth` places each. */
export interface BaselineLists {
  depth: number
  count: Uint32Array
  item: Uint32Array
}

/**
 * Relevant and not obvious: hits that the popularity baseline, asked the same for the same user, would not have listed.
 *
 *     serendipity@k = (1 / k) Σ_{r=1..k} hit(r) · [i_r ∉ popular_u[1..k]]
 *
 * In [0, 1], never above precision@k; 0 for the baseline itself. The plain part of what the word means: that it
 * surprised is not known, only that the bestsellers would have missed it.
 *
 * Peers: recommenders multiplies relevance by the distance from what the user had.
 * Source: Ge, Delgado-Battenfeld & Jannach, RecSys 2010 (useful, and outside the list of a primitive model).
 * @param baseline  lists at least as deep as any k asked
 */
export function serendipity({ depth, count, item }: BaselineLists): ListMetric {
  return (list, k) => {
    const n = listed(list, k)
    const from = list.at * depth
    const to = from + Math.min(k, count[list.at]!)
    let sum = 0
    for (let r = 0; r < n; r++) {
      if (!list.hits[r]) continue
      const wanted = list.items[list.start + r]!
      let obvious = 0
      for (let at = from; at < to; at++) if (item[at] === wanted) obvious = 1
      sum += 1 - obvious
    }
    return sum / k
  }
}
