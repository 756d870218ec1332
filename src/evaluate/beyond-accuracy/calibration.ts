import type { Csr } from '../../numbers/csr.ts'
import { type ListMetric, listed } from '../user-list.ts'

/** So much of the history's mix is added to the list's, so that a category that is missing costs much, not infinity. */
export const smoothing = 0.01

/**
 * How far the mix of categories on a list is from that of the user's history, in nats.
 *
 *     KL(p ‖ q̃) = Σ_c p(c) · ln( p(c) / q̃(c) ),        q̃ = (1 − .01) q + .01 p
 *     p(c) = mean over what the user had of [item in c] / number of its categories;   q(c) the same over the list
 *
 * 0 when the mixes are equal, at most ln 100 = 4.6 when they share nothing; lower is better calibrated. Items without a
 * category are left out; NaN when the history or the list has no item with one. Every listed rank and every item had
 * counts alike.
 *
 * Peers: Steck weights list ranks and the age of events where wanted, and names the smoothing α = .01 as here.
 * Source: Steck, "Calibrated recommendations", RecSys 2018, eq. 4 to 7.
 *
 * @param categories  nItems × categories, values > 0 count as one
 * Per user O(categories of what was had and listed), no allocation.
 */
export function calibration({ nCols, rowStart, column }: Csr): ListMetric {
  const p = new Float64Array(nCols)
  const q = new Float64Array(nCols)
  const add = (to: Float64Array, item: number): number => {
    const start = rowStart[item]!
    const end = rowStart[item + 1]!
    for (let at = start; at < end; at++) to[column[at]!]! += 1 / (end - start)
    return end > start ? 1 : 0
  }
  return (list, k) => {
    const end = list.start + listed(list, k)
    let nHad = 0
    let nListed = 0
    for (let at = list.hadFrom; at < list.hadTo; at++) nHad += add(p, list.had[at]!)
    for (let r = list.start; r < end; r++) nListed += add(q, list.items[r]!)
    let sum = 0
    for (let h = list.hadFrom; h < list.hadTo; h++)
      for (let at = rowStart[list.had[h]!]!; at < rowStart[list.had[h]! + 1]!; at++) {
        const c = column[at]!
        const mine = p[c]! / nHad
        // a category counts once, however many of the items had stand in it
        p[c] = 0
        if (mine > 0) sum += mine * Math.log(mine / ((1 - smoothing) * (q[c]! / nListed) + smoothing * mine))
      }
    for (let r = list.start; r < end; r++)
      for (let at = rowStart[list.items[r]!]!; at < rowStart[list.items[r]! + 1]!; at++) q[column[at]!] = 0
    return nHad > 0 && nListed > 0 ? Math.max(0, sum) : Number.NaN
  }
}
