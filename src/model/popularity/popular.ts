import { wantNumber, wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm } from '../model.ts'
import { SameForAll } from './same-for-all.ts'

export type PopularOptions = {
  /** what is added up: the weights of the matrix, or people, each once however much they had to do with the item */
  count: 'weights' | 'people'
  /** an event this old, counted from the newest of all, counts half; 0 = age does not matter */
  halfLifeDays: number
}

/**
 * The same list for everyone: an item's score is the sum of its weights, of the people who have it (r_ui → 1), or, with
 * a half-life H, of its events e by their age at the newest event of all:
 *
 *     score(i) = Σ_u r_ui        or        score(i) = Σ_{e of i} w_e · 2^(−age_e / H)
 *
 * whatever the history. The baseline that every other model has to beat. Events against an item (w < 0) subtract when
 * events are counted; a score is never below 0. Fit O(interactions).
 */
export const popular: Algorithm<PopularOptions> = {
  name: 'popular',
  defaults: { count: 'weights', halfLifeDays: 0 },
  variants: { people: { count: 'people' }, recent: { halfLifeDays: 30 } },
  space: { count: { choices: ['weights', 'people'] }, halfLifeDays: { low: 1, high: 365, scale: 'log', also: [0] } },

  needs: ({ halfLifeDays }) => (halfLifeDays > 0 ? ['sequences'] : []),

  check({ count, halfLifeDays }) {
    wantOneOf('count', count, ['weights', 'people'])
    wantNumber('halfLifeDays', halfLifeDays, 0, 36_500)
  },

  memoryBytes: ({ nRows, nCols }) => nCols * 12 + nRows,

  async fit(interactions, options, { signal }) {
    popular.check(options)
    signal?.throwIfAborted()
    const sum = options.halfLifeDays > 0 ? decayed(interactions, options) : counted(interactions, options)
    return new SameForAll(
      'popular',
      Float32Array.from(sum, (score) => Math.max(0, score)),
    )
  },

  load: (parts) => SameForAll.load('popular', parts),
}

function counted({ nCols, column, value }: Interactions, { count }: PopularOptions): Float64Array {
  const sum = new Float64Array(nCols)
  for (let at = 0; at < column.length; at++) sum[column[at]!]! += count === 'people' ? 1 : value[at]!
  return sum
}

function decayed({ nRows, nCols, sequences }: Interactions, { count, halfLifeDays }: PopularOptions): Float64Array {
  const { rowStart, item, day, weight } = sequences!
  const newest = newestDay(day)
  const sum = new Float64Array(nCols)
  // what the person at hand has counted for each item so far, and who was at hand
  const counted = new Float64Array(nCols)
  const countedBy = new Uint32Array(nCols)
  for (let r = 0; r < nRows; r++)
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) {
      const i = item[e]!
      const share = 2 ** ((day[e]! - newest) / halfLifeDays)
      if (count === 'weights') sum[i]! += weight[e]! * share
      else if (weight[e]! > 0) {
        // a person counts once, by their newest event, and days rise along a row
        sum[i]! += share - (countedBy[i] === r + 1 ? counted[i]! : 0)
        counted[i] = share
        countedBy[i] = r + 1
      }
    }
  return sum
}

/** −Infinity when there are none. */
export function newestDay(day: Float64Array): number {
  let newest = Number.NEGATIVE_INFINITY
  for (let e = 0; e < day.length; e++) if (day[e]! > newest) newest = day[e]!
  return newest
}
