import { wantNumber } from '../check-options.ts'
import type { Algorithm } from '../model.ts'
import { newestDay } from './popular.ts'
import { SameForAll } from './same-for-all.ts'

export type TrendingOptions = {
  /** the days that are looked at, up to the newest event */
  windowDays: number
  /** the days before them that say what was to be expected */
  beforeDays: number
  /** events of the window that an item of no past is believed to have had to expect: how slow a newcomer is trusted */
  smoothing: number
}

/**
 * What is asked for more than it used to be. With n(i) the weight of item i's events in the last `windowDays` days, b(i)
 * that of the `beforeDays` before, and N, B their sums over all items, the weight that was to be expected is
 *
 *     e(i) = N · (b(i) + s · B / N) / (B + s · nItems · B / N)        s = smoothing; 1 / nItems of N where B = 0
 *
 * and the score is the signed root of the log-likelihood ratio of n against e (a Poisson count's deviance):
 *
 *     score(i) = sign(n − e) · √(2 · (n · ln(n / e) − (n − e)))
 *
 * so a surplus has to be large beside its own noise: 2 sold instead of 1 is nothing, 200 instead of 100 is much. An item
 * nobody asked for in the window scores below 0; all 0 when there are no events. Sales of the whole shop going up lift
 * nothing. Fit O(events).
 * Source: the deviance residual of a Poisson model, McCullagh & Nelder, Generalized Linear Models, 1989, 2.4.
 */
export const trending: Algorithm<TrendingOptions> = {
  name: 'trending',
  defaults: { windowDays: 7, beforeDays: 28, smoothing: 1 },
  space: {
    windowDays: { low: 1, high: 30, scale: 'log' },
    beforeDays: { low: 7, high: 180, scale: 'log' },
    smoothing: { low: 0.1, high: 10, scale: 'log' },
  },
  needs: () => ['sequences'],

  check({ windowDays, beforeDays, smoothing }) {
    wantNumber('windowDays', windowDays, 0.01, 3650)
    wantNumber('beforeDays', beforeDays, 0.01, 36_500)
    wantNumber('smoothing', smoothing, 1e-6, 1e6)
  },

  memoryBytes: ({ nCols }) => nCols * 24,

  async fit({ nCols, sequences }, options, { signal }) {
    trending.check(options)
    signal?.throwIfAborted()
    const { windowDays, beforeDays, smoothing } = options
    const during = new Float64Array(nCols)
    const before = new Float64Array(nCols)
    const { item, day, weight } = sequences!
    const newest = newestDay(day)
    for (let e = 0; e < item.length; e++) {
      const age = newest - day[e]!
      if (weight[e]! <= 0 || age >= windowDays + beforeDays) continue
      ;(age < windowDays ? during : before)[item[e]!]! += weight[e]!
    }
    const nDuring = sum(during)
    const nBefore = sum(before)
    const each = smoothing * (nDuring > 0 ? nBefore / nDuring : 0)
    return new SameForAll(
      'trending',
      Float32Array.from(during, (n, i) => {
        const expected =
          nBefore > 0 ? (nDuring * (before[i]! + each)) / (nBefore + each * nCols) : nDuring / Math.max(1, nCols)
        return residual(n, expected)
      }),
    )
  },

  load: (parts) => SameForAll.load('trending', parts),
}

/** The signed root of a Poisson count's deviance; 0 when nothing was expected and nothing came. */
export function residual(n: number, expected: number): number {
  if (expected <= 0) return 0
  const deviance = 2 * ((n > 0 ? n * Math.log(n / expected) : 0) - (n - expected))
  return Math.sign(n - expected) * Math.sqrt(Math.max(0, deviance))
}

function sum(values: Float64Array): number {
  let total = 0
  for (let k = 0; k < values.length; k++) total += values[k]!
  return total
}
