import type { Rng } from './rng.ts'

/** The mean; NaN for nothing. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]!
  return sum / x.length
}

/**
 * The p-quantile of numbers in rising order, linear between neighbours: position p (n − 1), as numpy's default.
 * @param p  in [0, 1]
 * @returns  NaN for nothing
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = p * (sorted.length - 1)
  const low = Math.floor(at)
  const below = sorted[low]!
  return low + 1 < sorted.length ? below + (at - low) * (sorted[low + 1]! - below) : below
}

/** 0 … n − 1 in random order, every order as likely as any other (Fisher and Yates). */
export function shuffled(n: number, random: Rng): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, k) => k)
  for (let k = n - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1))
    const kept = order[k]!
    order[k] = order[other]!
    order[other] = kept
  }
  return order
}
