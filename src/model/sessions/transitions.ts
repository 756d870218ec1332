import { csrFrom } from '../../numbers/csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import { newestDay } from '../popularity/popular.ts'
import { SparseWeights } from '../sparse-weights.ts'
import { QueryModel } from './query-model.ts'
import { checkLastItem, keptRepeats, type LastItem, lastItemChoices, repeatWeights } from './repeats.ts'

export type TransitionsOptions = {
  /** how far ahead a later item is counted, in clicks */
  reach: number
  /** an item d clicks ahead counts d^−distanceExponent */
  distanceExponent: number
  /** what came before an item counts this much of what came as far after it */
  backward: number
  /** counts to the power of this: below 1 the tenth time that j follows i says less than the first */
  countExponent: number
  /** an item's transitions are divided by (their sum)^rowExponent: 1 = probabilities, 0 = counts */
  rowExponent: number
  /** and by (how often they lead to j)^columnExponent */
  columnExponent: number
  /** a transition this many days before the newest counts half; 0 = age does not matter */
  halfLifeDays: number
  nLast: number
  queryScale: number
  lastItem: LastItem
}

/**
 * What follows what: with events x_1 … x_n of each row in their order and w their age weights,
 *
 *     F_ij     = Σ_rows Σ_{t < s ≤ t + reach, x_t = i, x_s = j} w_s (s − t)^−distanceExponent
 *     C_ij     = (F_ij + backward · F_ji)^γ
 *     score(j) = Σ_{i ∈ last clicks} e^(−places before the last / queryScale) · C_ij / (Σ_j C_ij)^ρ / (Σ_i C_ij)^κ
 *
 * γ = countExponent, ρ = rowExponent, κ = columnExponent. Variants: `markov` (the very next item only) and `rules` (sequential rules, reach 10
 * and 1 / distance). O(events · reach). Self transitions count: `lastItem` says whether they may show.
 * Source: Ludewig & Jannach, UMUAI 2018 (MC, SR); row exponent below 1 from our own tuning.
 */
export const transitions: Algorithm<TransitionsOptions> = {
  name: 'transitions',
  defaults: {
    reach: 10,
    distanceExponent: 1,
    backward: 0.3,
    countExponent: 0.7,
    rowExponent: 0.3,
    columnExponent: 0,
    halfLifeDays: 0,
    nLast: 20,
    queryScale: 2,
    lastItem: 'learn',
  },
  variants: {
    markov: { reach: 1, backward: 0, countExponent: 1, rowExponent: 1, queryScale: 0 },
    rules: { reach: 10, backward: 0, countExponent: 1, rowExponent: 0, queryScale: 0 },
  },
  space: {
    reach: { low: 1, high: 50, scale: 'log', whole: true },
    distanceExponent: { low: 0, high: 2 },
    backward: { low: 0, high: 1 },
    countExponent: { low: 0.3, high: 1 },
    rowExponent: { low: 0, high: 1 },
    columnExponent: { low: 0, high: 0.5 },
    halfLifeDays: { low: 3, high: 730, scale: 'log', also: [0] },
    queryScale: { low: 0.2, high: 20, scale: 'log' },
    lastItem: { choices: lastItemChoices },
  },
  needs: () => ['sequences'],

  check(options) {
    wantInteger('reach', options.reach, 1, 1000)
    wantNumber('distanceExponent', options.distanceExponent, 0, 10)
    wantNumber('backward', options.backward, 0, 1)
    wantNumber('countExponent', options.countExponent, 0.01, 1)
    wantNumber('rowExponent', options.rowExponent, 0, 2)
    wantNumber('columnExponent', options.columnExponent, 0, 2)
    wantNumber('halfLifeDays', options.halfLifeDays, 0, 36_500)
    wantInteger('nLast', options.nLast, 1, 10_000)
    wantNumber('queryScale', options.queryScale, 0, 1e6)
    checkLastItem(options.lastItem)
  },

  memoryBytes({ nCols, sequences }, { reach, backward }) {
    return (sequences?.item.length ?? 0) * reach * (backward > 0 ? 80 : 40) + nCols * 32
  },

  async fit({ nCols, sequences }: Interactions, options: TransitionsOptions, { kernels, signal }: FitContext) {
    transitions.check(options)
    signal?.throwIfAborted()
    const fitOn = async (rest: Sequences) => new SparseWeights('transitions', counts(nCols, rest, options), kernels)
    const repeats = await repeatWeights(
      options.lastItem,
      nCols,
      sequences!,
      async (rest) => new QueryModel('transitions', await fitOn(rest), options, keptRepeats, kernels),
      signal,
    )
    return new QueryModel('transitions', await fitOn(sequences!), options, repeats, kernels)
  },

  load(parts, kernels) {
    return QueryModel.load('transitions', SparseWeights.load('transitions', parts, kernels), parts, kernels)
  },
}

function counts(nItems: number, sequences: Sequences, options: TransitionsOptions) {
  const { rowStart, item, day, weight, basket } = sequences
  const { reach, distanceExponent, backward, countExponent, rowExponent, columnExponent, halfLifeDays } = options
  const newest = newestDay(day)
  const byDistance = Float64Array.from({ length: reach + 1 }, (_, d) => d ** -distanceExponent)
  const nPairs = countPairs(sequences, reach) * (backward > 0 ? 2 : 1)
  const from = new Uint32Array(nPairs)
  const to = new Uint32Array(nPairs)
  const value = new Float32Array(nPairs)
  let n = 0
  for (let r = 0; r + 1 < rowStart.length; r++)
    for (let s = rowStart[r]! + 1; s < rowStart[r + 1]!; s++) {
      if (weight[s]! <= 0) continue
      const age = halfLifeDays > 0 ? 2 ** ((day[s]! - newest) / halfLifeDays) : 1
      for (let t = s - 1; t >= rowStart[r]! && s - t <= reach; t--) {
        if (weight[t]! <= 0 || basket[t] !== basket[s]) continue
        from[n] = item[t]!
        to[n] = item[s]!
        value[n++] = age * byDistance[s - t]!
        if (backward === 0) continue
        from[n] = item[s]!
        to[n] = item[t]!
        value[n++] = backward * age * byDistance[s - t]!
      }
    }
  const C = csrFrom(nItems, nItems, from.subarray(0, n), to.subarray(0, n), value.subarray(0, n), 'sum')
  if (countExponent !== 1) for (let at = 0; at < C.value.length; at++) C.value[at]! **= countExponent
  const columnSum = new Float64Array(nItems)
  for (let at = 0; at < C.column.length; at++) columnSum[C.column[at]!]! += C.value[at]!
  for (let i = 0; i < nItems; i++) {
    let sum = 0
    for (let at = C.rowStart[i]!; at < C.rowStart[i + 1]!; at++) sum += C.value[at]!
    for (let at = C.rowStart[i]!; at < C.rowStart[i + 1]!; at++)
      C.value[at]! /= sum ** rowExponent * columnSum[C.column[at]!]! ** columnExponent
  }
  return C
}

/** At most so many pairs within reach. */
function countPairs({ rowStart }: Sequences, reach: number): number {
  let n = 0
  for (let r = 0; r + 1 < rowStart.length; r++) {
    const length = rowStart[r + 1]! - rowStart[r]!
    for (let s = 1; s < length; s++) n += Math.min(s, reach)
  }
  return n
}
