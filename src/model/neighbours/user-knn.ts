import type { Csr } from '../../numbers/csr.ts'
import { wantBoolean, wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Model } from '../model.ts'
import { VotingModel } from '../voting-model.ts'
import { type Weighting, weightings } from './item-weighting.ts'
import { NearestRows } from './nearest-rows.ts'
import { itemStats, weighRow } from './user-weighting.ts'

export type UserKnnOptions = {
  /** how an interaction counts when people are compared; `jaccard`: shared items over all items of both */
  weighting: Weighting | 'jaccard'
  nNeighbours: number
  /** the likeness of two people with n items in common is multiplied by n / (n + shrinkage) */
  shrinkage: number
  /** divide by the sum of likenesses: an average instead of a sum */
  normalise: boolean
  k1: number
  b: number
}

/**
 * Nearest neighbours of people, found when they ask: whoever comes with a history is compared with the people of training
 * who share an item with it. With s(h, v) the likeness (user-weighting.ts) and N the nNeighbours most alike,
 *
 *     score(j) = Σ_{v ∈ N} s(h, v) r_vj / [Σ_{v ∈ N} s(h, v)]
 *
 * A known person is among their own neighbours; that adds to what they have already, which lists leave out. Pearson and
 * adjusted cosine find likeness only where weights differ: with weights of 1 everywhere use another.
 * One history: O(Σ_{i ∈ h} people with i). Content: the matrix.
 * Source: Resnick et al., CSCW 1994; Herlocker et al., SIGIR 1999.
 */
export const userKnn: Algorithm<UserKnnOptions> = {
  name: 'user-knn',
  defaults: { weighting: 'cosine', nNeighbours: 100, shrinkage: 0, normalise: false, k1: 1.2, b: 0.75 },
  variants: { tfidf: { weighting: 'tfidf' }, bm25: { weighting: 'bm25' }, jaccard: { weighting: 'jaccard' } },
  space: {
    weighting: { choices: [...weightings, 'jaccard'] },
    nNeighbours: { low: 10, high: 1000, scale: 'log', whole: true },
    shrinkage: { low: 0.1, high: 100, scale: 'log', also: [0] },
  },

  check(options) {
    wantOneOf('weighting', options.weighting, [...weightings, 'jaccard'])
    wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
    wantNumber('shrinkage', options.shrinkage, 0, 1e9)
    wantBoolean('normalise', options.normalise)
    wantNumber('k1', options.k1, 0, 1e6)
    wantNumber('b', options.b, 0, 1)
  },

  memoryBytes: ({ nRows, nCols, column }) => column.length * 24 + nRows * 40 + nCols * 32,

  async fit(interactions: Interactions, options: UserKnnOptions, { signal }: FitContext) {
    userKnn.check(options)
    signal?.throwIfAborted()
    const { nRows, nCols, rowStart, column, value } = interactions
    return modelOf({ nRows, nCols, rowStart, column, value }, options)
  },

  load({ meta, arrays: { rowStart, column, value } }) {
    const { nItems, options } = meta as { nItems: number; options: UserKnnOptions }
    if (!(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array))
      throw new RangeError('user-knn: the parts lack one of the arrays rowStart, column, value')
    return modelOf({ nRows: rowStart.length - 1, nCols: nItems, rowStart, column, value }, options)
  },
}

function modelOf(people: Csr, options: UserKnnOptions): Model {
  const { nCols, rowStart, column, value } = people
  const { weighting, nNeighbours, shrinkage, normalise } = options
  const stats = itemStats(people)
  const weigh = (columns: Uint32Array, values: Float32Array) =>
    weighting === 'jaccard'
      ? new Float64Array(columns.length).fill(1)
      : weighRow(columns, values, weighting, stats, options)
  const weighed = new Float32Array(value.length)
  for (let u = 0; u < people.nRows; u++) {
    const [from, to] = [rowStart[u]!, rowStart[u + 1]!]
    weighed.set(weigh(column.subarray(from, to), value.subarray(from, to)), from)
  }
  const nearest = new NearestRows({ ...people, value: weighed }, nNeighbours)
  const likeness = (dot: number, qq: number, vv: number, common: number) =>
    (weighting === 'jaccard' ? dot / (qq + vv - dot) : dot) * (common / (common + shrinkage))
  const { nRows } = people
  const arrays = { rowStart, column, value }
  return new VotingModel(
    'user-knn',
    nCols,
    (histories, r, score) => {
      const [from, to] = [histories.rowStart[r]!, histories.rowStart[r + 1]!]
      const own = histories.column.subarray(from, to)
      const query = { column: own, value: weigh(own, histories.value.subarray(from, to)) }
      let total = 0
      nearest.find(query, likeness, (v, weight) => {
        total += weight
        for (let at = rowStart[v]!; at < rowStart[v + 1]!; at++) score[column[at]!]! += weight * value[at]!
      })
      if (normalise && total > 0) for (let i = 0; i < score.length; i++) score[i]! /= total
    },
    { meta: { nItems: nCols, nUsers: nRows, options }, arrays },
  )
}
