import type { TopK } from '../model/model.ts'

/** A figure with its 95 % interval. */
export interface Estimate {
  value: number
  low: number
  high: number
}

/**
 * Catalogue coverage: the share of all items that stand on at least one user's list.
 *
 *     C@k = |∪_u list_u[1..k]| / nItems
 *
 * It grows with the number of users, so compare it within one report only. The interval is value ± 1.96 jackknife
 * standard errors: leaving user u out loses exactly the s_u items that nobody else was shown, hence
 *
 *     se² = (n − 1) / n · Σ_u (s_u − s̄)² / nItems²
 *
 * A bootstrap would be wrong here: a resample holds only 63 % of the users, and fewer users cover less.
 *
 * @returns  in [0, 1]; NaN for an empty catalogue or no users
 * O(users · k + nItems). Source of the jackknife: Efron, "The jackknife, the bootstrap and other resampling plans", 1982.
 */
export function coverage(lists: readonly TopK[], k: number, nItems: number): Estimate {
  const timesShown = new Uint32Array(nItems)
  const forEach = (see: (item: number) => void, endOfUser: () => void) => {
    for (const { count, item, k: width } of lists)
      for (let u = 0; u < count.length; u++) {
        for (let rank = 0; rank < k && rank < count[u]!; rank++) see(item[u * width + rank]!)
        endOfUser()
      }
  }
  let nUsers = 0
  forEach(
    (item) => timesShown[item]!++,
    () => nUsers++,
  )
  if (nItems === 0 || nUsers === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  let nShown = 0
  let nShownOnce = 0
  for (const times of timesShown) {
    if (times > 0) nShown++
    if (times === 1) nShownOnce++
  }
  let alone = 0
  let squares = 0
  forEach(
    (item) => {
      if (timesShown[item] === 1) alone++
    },
    () => {
      squares += (alone - nShownOnce / nUsers) ** 2
      alone = 0
    },
  )
  const value = nShown / nItems
  const margin = (1.959964 * Math.sqrt(((nUsers - 1) / nUsers) * squares)) / nItems
  return { value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) }
}
