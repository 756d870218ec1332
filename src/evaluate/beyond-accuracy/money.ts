import { type ListMetric, listed } from '../user-list.ts'

/**
 * What the hits of a list are worth, in the shop's money a user.
 *
 *     worth@k = Σ_{r=1..k} hit(r) · worth(i_r)        revenue@k: worth = price; margin@k: worth = margin
 *
 * From 0 up (a margin may be negative). One piece of each hit at today's price; an item whose worth is unknown counts
 * nothing, so the figure errs downwards. It says what the list would have caught of what was bought anyway, not what
 * it would have caused to be bought: only an experiment says that.
 *
 * @param worth  nItems, NaN where unknown
 */
export function money(worth: Float32Array): ListMetric {
  return (list, k) => {
    const n = listed(list, k)
    let sum = 0
    for (let r = 0; r < n; r++) {
      if (!list.hits[r]) continue
      const one = worth[list.items[list.start + r]!]!
      if (!Number.isNaN(one)) sum += one
    }
    return sum
  }
}
