/** A purchase or a return of one person and one product. */
export interface Trade {
  timeMs: number
  /** ≥ 0 */
  pieces: number
  /** of one piece, NaN when unknown */
  price: number
  /** '' when unknown */
  order: string
}

export interface Netted {
  /** pieces of purchase number `purchase` that came back at `timeMs` by return number `refund` */
  taken: { purchase: number; refund: number; timeMs: number; pieces: number }[]
  /** for each return, the pieces no purchase was found for */
  unmatched: number[]
}

const dayMs = 86_400_000

/**
 * Sets returns against purchases, of one person and one product. A return looks, among the purchases not later than it
 * and at most `windowDays` before it, for pieces that have not come back yet:
 *
 *  1. in the purchase of its own order, if it names one;
 *  2. else in the latest purchase that has as many left as came back;
 *  3. else in one after the other, the latest first, until all are found.
 *
 * Returns are taken in order of time. No more comes back than was bought. The answer does not depend on the order of
 * the arguments: equal times are told apart by pieces (more first), price (higher first) and order.
 *
 * O(purchases × returns), a handful each in any real log.
 */
export function net(purchases: readonly Trade[], returns: readonly Trade[], windowDays: number): Netted {
  const latestFirst = purchases.map((_, p) => p).sort((a, b) => later(purchases[a] as Trade, purchases[b] as Trade))
  const left = purchases.map(({ pieces }) => pieces)
  const taken: Netted['taken'] = []
  const unmatched = returns.map(({ pieces }) => pieces)
  const earliestFirst = returns
    .map((_, r) => r)
    .sort((a, b) => {
      const [one, other] = [returns[a] as Trade, returns[b] as Trade]
      return one.timeMs - other.timeMs || later(one, other)
    })
  for (const r of earliestFirst) {
    const { timeMs, pieces, order } = returns[r] as Trade
    let wanted = pieces
    const open = latestFirst.filter((p) => {
      const age = timeMs - (purchases[p] as Trade).timeMs
      return age >= 0 && age <= windowDays * dayMs
    })
    const take = (p: number) => {
      const some = Math.min(wanted, left[p] as number)
      if (some <= 0) return
      taken.push({ purchase: p, refund: r, timeMs, pieces: some })
      left[p] = (left[p] as number) - some
      wanted -= some
    }
    if (order !== '') for (const p of open) if ((purchases[p] as Trade).order === order) take(p)
    const enough = open.find((p) => (left[p] as number) >= wanted)
    if (enough !== undefined) take(enough)
    else open.forEach(take)
    unmatched[r] = wanted
  }
  return { taken, unmatched }
}

/** Latest first; a total order on everything a trade says. */
function later(a: Trade, b: Trade): number {
  return (
    b.timeMs - a.timeMs ||
    b.pieces - a.pieces ||
    known(b.price) - known(a.price) ||
    (a.order < b.order ? -1 : a.order > b.order ? 1 : 0)
  )
}

const known = (price: number) => (Number.isNaN(price) ? -1 : price)
