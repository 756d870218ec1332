import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Model } from '../model.ts'
import { VotingModel } from '../voting-model.ts'

export type BuyAgainOptions = {
  /** purchases of a product by others that weigh as much as one interval of the person's own */
  smoothing: number
  /** how widely around the day it is due an item is thought of, as a share of its interval */
  width: number
  /** bought at least so often by anybody before a product is believed to be one that is bought again */
  minRepeats: number
}

/**
 * What is due to be bought again: a clock for every person and product. With the intervals between somebody's purchases
 * of item i (n of them with mean m), the item's own over all people (mean M_i, median-like: the mean of logarithms), the
 * person's rate is expected every
 *
 *     E = exp((n · ln m + s · ln M_i) / (n + s))                      s = smoothing
 *
 * days, and the item, last bought d days before the moment asked for, scores
 *
 *     score = q_i · (1 + n) / (1 + n + s) · exp(−½ (ln(d / E) / width)²)
 *
 * q_i = share of the item's buyers who bought it again. It rises towards the day when the item is due and falls when it
 * was passed over; right after a purchase it is near 0. Items never bought by the person score 0, and so does everything
 * that fewer than `minRepeats` intervals are known of. O(events). Content: two numbers an item.
 * Source: the rebuy clock is our own; log-normal intervals as in Bhagat et al., KDD 2018 (buy it again).
 */
export const buyAgain: Algorithm<BuyAgainOptions> = {
  name: 'buy-again',
  defaults: { smoothing: 1, width: 0.7, minRepeats: 3 },
  space: {
    smoothing: { low: 0.1, high: 10, scale: 'log' },
    width: { low: 0.2, high: 2, scale: 'log' },
    minRepeats: { low: 1, high: 20, scale: 'log', whole: true },
  },
  needs: () => ['sequences'],

  check({ smoothing, width, minRepeats }) {
    wantNumber('smoothing', smoothing, 1e-6, 1e6)
    wantNumber('width', width, 1e-3, 1e3)
    wantInteger('minRepeats', minRepeats, 1, 1e9)
  },

  memoryBytes: ({ nCols, sequences }) => nCols * 64 + (sequences?.item.length ?? 0) * 8,

  async fit(interactions: Interactions, options: BuyAgainOptions, { signal }: FitContext) {
    buyAgain.check(options)
    signal?.throwIfAborted()
    const { nRows, nCols } = interactions
    const logSum = new Float64Array(nCols)
    const nIntervals = new Uint32Array(nCols)
    const nBuyers = new Uint32Array(nCols)
    const nAgain = new Uint32Array(nCols)
    for (let r = 0; r < nRows; r++)
      for (const [i, { logs }] of purchasesOf(interactions, r)) {
        nBuyers[i]!++
        if (logs.length > 0) nAgain[i]!++
        nIntervals[i]! += logs.length
        for (const log of logs) logSum[i]! += log
      }
    const known = (i: number) => nIntervals[i]! >= options.minRepeats
    const logInterval = Float64Array.from({ length: nCols }, (_, i) => (known(i) ? logSum[i]! / nIntervals[i]! : 0))
    const share = Float64Array.from({ length: nCols }, (_, i) => (known(i) ? nAgain[i]! / nBuyers[i]! : 0))
    return modelOf(logInterval, share, options)
  },

  load({ meta, arrays: { logInterval, share } }) {
    if (!(logInterval instanceof Float64Array && share instanceof Float64Array))
      throw new RangeError('buy-again: the parts lack one of the arrays logInterval, share')
    return modelOf(logInterval, share, (meta as { options: BuyAgainOptions }).options)
  },
}

/** Purchases less than this apart are one: a quarter of an hour. */
const sameDay = 1 / 96

/** Per item of row r: logarithms of the days between its purchases, and the day of the last. */
function purchasesOf({ sequences }: Interactions, r: number): Map<number, { logs: number[]; last: number }> {
  const found = new Map<number, { logs: number[]; last: number }>()
  if (!sequences) return found
  const { rowStart, item, day, weight } = sequences
  for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) {
    if (weight[e]! <= 0) continue
    const before = found.get(item[e]!)
    if (!before) found.set(item[e]!, { logs: [], last: day[e]! })
    else if (day[e]! - before.last >= sameDay) {
      before.logs.push(Math.log(day[e]! - before.last))
      before.last = day[e]!
    }
  }
  return found
}

function modelOf(logInterval: Float64Array, share: Float64Array, options: BuyAgainOptions): Model {
  const { smoothing, width } = options
  return new VotingModel(
    'buy-again',
    share.length,
    (histories, r, score) => {
      const { sequences, askedDay } = histories
      if (!sequences) return
      const now = askedDay ? askedDay[r]! : (sequences.day[sequences.rowStart[r + 1]! - 1] ?? 0)
      for (const [i, { logs, last }] of purchasesOf(histories, r)) {
        if (share[i] === 0) continue
        const n = logs.length
        const own = logs.reduce((sum, log) => sum + log, 0)
        const due = (own + smoothing * logInterval[i]!) / (n + smoothing)
        const late = (Math.log(Math.max(now - last, sameDay)) - due) / width
        score[i] = ((share[i]! * (1 + n)) / (1 + n + smoothing)) * Math.exp(-0.5 * late * late)
      }
    },
    { meta: { options }, arrays: { logInterval, share } },
  )
}
