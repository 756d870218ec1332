import type { TopK } from '../model/model.ts'
import type { Estimate } from './coverage.ts'

/**
 * How unevenly the lists of all users show the catalogue: the Gini coefficient of how often each item is listed.
 *
 *     G@k = Σ_i (2 rank(i) − n − 1) · shown(i) / (n · Σ_i shown(i))          i by rising shown(i), n = items
 *
 * 0 when every item is shown as often as any other, (n − 1)/n when one item is all there is. Items never shown count.
 * With few users even fair lists are uneven, so compare within one report only. NaN without lists or items.
 *
 * The interval is value ± 1.96 infinitesimal-jackknife standard errors: with more weight on user u the coefficient moves by
 *
 *     g_u = Σ_{i ∈ list_u} (2 rank(i) − n − 1) / (n S) − G |list_u| / S        S = Σ shown, equal items share their rank
 *
 * (ranks stand still for small changes), and se² = Σ_u g_u². A bootstrap would be wrong, as for coverage.
 * Peers: LensKit's ListGini is the same number (test/golden/metrics.test.ts); Elliot reports 1 − G · n / (n − 1).
 * O(users · k + n log n). Source of the interval: Efron, "The jackknife, the bootstrap and other resampling plans", 1982.
 */
export function gini(lists: readonly TopK[], k: number, nItems: number): Estimate {
  const shown = new Float64Array(nItems)
  let total = 0
  for (const { count, item, k: width } of lists)
    for (let u = 0; u < count.length; u++)
      for (let rank = 0; rank < k && rank < count[u]!; rank++) {
        shown[item[u * width + rank]!]!++
        total++
      }
  if (total === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  const place = centredRanks(shown)
  let weighted = 0
  for (let i = 0; i < nItems; i++) weighted += place[i]! * shown[i]!
  const value = weighted / (nItems * total)
  let squares = 0
  for (const { count, item, k: width } of lists)
    for (let u = 0; u < count.length; u++) {
      let moved = 0
      let length = 0
      for (let rank = 0; rank < k && rank < count[u]!; rank++) {
        moved += place[item[u * width + rank]!]!
        length++
      }
      squares += ((moved / nItems - value * length) / total) ** 2
    }
  const margin = 1.959964 * Math.sqrt(squares)
  return { value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) }
}

/** 2 rank − n − 1 of each number by rising size, equal numbers sharing the mean of their ranks. */
function centredRanks(x: Float64Array): Float64Array {
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!)
  const place = new Float64Array(x.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && x[order[to]!] === x[order[from]!]) to++
    // ranks from + 1 … to have the mean (from + 1 + to) / 2
    for (let at = from; at < to; at++) place[order[at]!] = from + to - x.length
    from = to
  }
  return place
}
