import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'

/** Above this many users, random groups of users are flipped together. */
const mostUnits = 1024

/** Up to this many units every pattern of signs is tried. */
const exactUnits = 13

/**
 * Paired permutation tests: could differences this large have come from two equal models?
 *
 * Were the two equal, either could as well have been called the first, user by user; so the sign of each user's
 * difference is as good as a coin. p is the share of coin-flipped worlds in which the mean is as far from 0 as it is:
 *
 *     T = |Σ_u d_u|        T* = |Σ_u ±d_u|        p = (1 + #{T* ≥ T}) / (1 + flips)
 *
 * and with 13 users or fewer, all 2ⁿ patterns instead: p = #{T* ≥ T} / 2ⁿ, exact. In (0, 1]; 1 when nothing differs.
 * The flips are the same for all columns. NaN (a user without the figure) counts as no difference.
 *
 * Valid in any sample when differences are symmetric about 0 under equality, and in large ones for equal means whatever
 * their shape. With more than 1,024 users, users are dealt into so many groups at random and a group has one coin: a
 * coarser coin, just as fair. Peers: ranx offers Fisher's randomisation (the same test, drawn) and the paired t test.
 *
 * @param differences  one difference per user each, equal lengths
 * @returns            p by column
 * O(flips · min(users, 1,024) · columns). Source: Fisher 1935; Smucker, Allan & Carterette, CIKM 2007.
 */
export function signFlips(differences: readonly Float64Array[], seed: number, flips = 10_000): Float64Array {
  const nColumns = differences.length
  const nUsers = differences[0]?.length ?? 0
  if (differences.some((one) => one.length !== nUsers)) throw new RangeError('signFlips: columns of unequal length')
  const random = rng(seed)
  const nUnits = Math.min(nUsers, mostUnits)
  const order = nUsers > nUnits ? shuffled(nUsers, random) : undefined
  const unit = new Float64Array(nUnits * nColumns)
  const total = new Float64Array(nColumns)
  const size = new Float64Array(nColumns)
  for (let place = 0; place < nUsers; place++) {
    const u = order ? order[place]! : place
    for (let c = 0; c < nColumns; c++) {
      const d = differences[c]![u]!
      if (Number.isNaN(d)) continue
      unit[(place % nUnits) * nColumns + c]! += d
      total[c]! += d
      size[c]! += Math.abs(d)
    }
  }
  // sums in another order differ in their last bits; what is equal but for rounding is as far from 0
  const bar = total.map((sum, c) => Math.abs(sum) - 1e-12 * size[c]!)
  const isExact = nUnits <= exactUnits
  const nWorlds = isExact ? 2 ** nUnits : flips
  const asFar = new Uint32Array(nColumns)
  const kept = new Float64Array(nColumns)
  for (let world = 0; world < nWorlds; world++) {
    kept.fill(0)
    let coins = isExact ? world : 0
    for (let j = 0; j < nUnits; j++) {
      if (!isExact && j % 32 === 0) coins = random() * 4294967296
      // Σ ±d = 2 Σ (those that keep their sign) − Σ d
      if ((coins >>> (j & 31)) & 1) for (let c = 0; c < nColumns; c++) kept[c]! += unit[j * nColumns + c]!
    }
    for (let c = 0; c < nColumns; c++) if (Math.abs(2 * kept[c]! - total[c]!) >= bar[c]!) asFar[c]!++
  }
  return Float64Array.from(asFar, (n) => (isExact ? n / nWorlds : (n + 1) / (nWorlds + 1)))
}
