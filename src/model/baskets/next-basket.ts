import type { Csr } from '../../numbers/csr.ts'
import { GrowingCsr } from '../../numbers/growing-csr.ts'
import { wantInteger, wantNumber } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, FitContext, Model } from '../model.ts'
import { NearestRows } from '../neighbours/nearest-rows.ts'
import { VotingModel } from '../voting-model.ts'
import { type Baskets, basketsOf } from './basket-history.ts'

export type NextBasketOptions = {
  /** baskets of a history that are looked at, the newest */
  nBaskets: number
  /** a basket before the last of its group counts this much of the one after it */
  withinDecay: number
  /** baskets in a group; 1 = each by itself */
  groupSize: number
  /** and a group this much of the one after it */
  groupDecay: number
  /** people most alike who vote; 0 = nobody does */
  nNeighbours: number
  /** share of their vote, the rest is what the person bought: 0 to 1 */
  neighbourShare: number
  /** how a person is alike: 0 = dot / |v|², 1 = dot / |h|², ½ = cosine */
  asymmetry: number
  /** likeness to the power of this: more = the nearest decide */
  locality: number
  /** weight of what everybody buys, for what the others leave open */
  popularity: number
}

/**
 * What somebody puts into their next basket: what they used to, what people like them do, and what everybody does. A
 * person is a vector of their baskets b_1 … b_n (newest last) in groups of `groupSize` counted from the newest,
 *
 *     u_i = Σ_k [i ∈ b_k] · withinDecay^(place in its group from the newest) · groupDecay^(group from the newest) / n'
 *
 * n' = how much weight the baskets have together. With v the vectors of training, s(u, v) =
 * (u·v / (|u|^2a |v|^(2 − 2a)))^locality, a = `asymmetry`, N the nNeighbours most alike, and p the share of people's
 * weight that item j has,
 *
 *     score(j) = (1 − share) u_j + share · Σ_N s v_j / Σ_N s + popularity · p_j
 *
 * Variants: `frequency` (nobody votes: GP-TopFreq with decay), `tifu` (TIFU-kNN's groups; its Euclidean neighbours are
 * the most alike by cosine here), `up-cf` (the last ten baskets alike, asymmetric cosine).
 * One history: O(Σ_{i ∈ u} people with i + nNeighbours · their items). Content: the vectors.
 * Source: Hu et al., SIGIR 2020 (TIFU-kNN); Faggioli, Polato & Aiolli, UMAP 2020 (UP-CF); Li et al., TOIS 2023.
 */
export const nextBasket: Algorithm<NextBasketOptions> = {
  name: 'next-basket',
  defaults: {
    nBaskets: 100,
    withinDecay: 0.9,
    groupSize: 7,
    groupDecay: 0.7,
    nNeighbours: 300,
    neighbourShare: 0.3,
    asymmetry: 0.5,
    locality: 1,
    popularity: 0.01,
  },
  variants: {
    frequency: { groupSize: 1, groupDecay: 0.9, nNeighbours: 0, neighbourShare: 0 },
    tifu: { withinDecay: 0.9, groupSize: 7, groupDecay: 0.7, neighbourShare: 0.3, popularity: 0 },
    'up-cf': {
      nBaskets: 10,
      groupSize: 1,
      groupDecay: 1,
      nNeighbours: 1000,
      neighbourShare: 1,
      asymmetry: 0.75,
      locality: 10,
      popularity: 0,
    },
  },
  space: {
    withinDecay: { low: 0.5, high: 1 },
    groupSize: { low: 1, high: 10, scale: 'log', whole: true },
    groupDecay: { low: 0.4, high: 1 },
    nNeighbours: { low: 50, high: 1500, scale: 'log', whole: true },
    neighbourShare: { low: 0, high: 1 },
    asymmetry: { low: 0, high: 1 },
    locality: { low: 0.5, high: 10, scale: 'log' },
    popularity: { low: 0.001, high: 1, scale: 'log' },
  },
  needs: () => ['sequences'],

  check(options) {
    wantInteger('nBaskets', options.nBaskets, 1, 100_000)
    wantNumber('withinDecay', options.withinDecay, 0, 1)
    wantInteger('groupSize', options.groupSize, 1, 100_000)
    wantNumber('groupDecay', options.groupDecay, 0, 1)
    wantInteger('nNeighbours', options.nNeighbours, 0, 1e6)
    wantNumber('neighbourShare', options.neighbourShare, 0, 1)
    wantNumber('asymmetry', options.asymmetry, 0, 1)
    wantNumber('locality', options.locality, 0, 100)
    wantNumber('popularity', options.popularity, 0, 1e6)
  },

  memoryBytes: ({ nRows, nCols, sequences }) => (sequences?.item.length ?? 0) * 48 + nRows * 40 + nCols * 24,

  async fit(interactions: Interactions, options: NextBasketOptions, { signal }: FitContext) {
    nextBasket.check(options)
    signal?.throwIfAborted()
    const people = new GrowingCsr(interactions.nRows)
    for (let r = 0; r < interactions.nRows; r++) {
      const { column, value } = vectorOf(basketsOf(interactions, r, options.nBaskets), options)
      for (let k = 0; k < column.length; k++) people.add(column[k]!, value[k]!)
      people.endRow()
    }
    return modelOf(people.finish(interactions.nCols), options)
  },

  load({ meta, arrays: { rowStart, column, value } }) {
    const { nItems, options } = meta as { nItems: number; options: NextBasketOptions }
    if (!(rowStart instanceof Uint32Array && column instanceof Uint32Array && value instanceof Float32Array))
      throw new RangeError('next-basket: the parts lack one of the arrays rowStart, column, value')
    return modelOf({ nRows: rowStart.length - 1, nCols: nItems, rowStart, column, value }, options)
  },
}

/** u of the docstring: items rising. */
function vectorOf(
  baskets: Baskets,
  { withinDecay, groupSize, groupDecay }: Pick<NextBasketOptions, 'withinDecay' | 'groupSize' | 'groupDecay'>,
): { column: Uint32Array; value: Float32Array } {
  const weight = new Map<number, number>()
  let total = 0
  for (let k = 0; k < baskets.length; k++) {
    const fromNewest = baskets.length - 1 - k
    const w = withinDecay ** (fromNewest % groupSize) * groupDecay ** Math.floor(fromNewest / groupSize)
    total += w
    for (const i of baskets[k] ?? []) weight.set(i, (weight.get(i) ?? 0) + w)
  }
  const items = [...weight].sort(([a], [b]) => a - b)
  return { column: Uint32Array.from(items, ([i]) => i), value: Float32Array.from(items, ([, w]) => w / total) }
}

function modelOf(people: Csr, options: NextBasketOptions): Model {
  const { nCols, rowStart, column, value } = people
  const { nBaskets, nNeighbours, neighbourShare, asymmetry, locality, popularity } = options
  const share = new Float64Array(nCols)
  for (let at = 0; at < column.length; at++) share[column[at]!]! += value[at]! / Math.max(1, people.nRows)
  const nearest = nNeighbours > 0 && neighbourShare > 0 ? new NearestRows(people, nNeighbours) : undefined
  const likeness = (dot: number, qq: number, vv: number) =>
    dot > 0 ? (dot / (qq ** asymmetry * vv ** (1 - asymmetry))) ** locality : 0
  const meta = { nItems: nCols, options }
  return new VotingModel(
    'next-basket',
    nCols,
    (histories, r, score) => {
      for (let i = 0; i < nCols; i++) score[i] = popularity * share[i]!
      const own = vectorOf(basketsOf(histories, r, nBaskets), options)
      for (let k = 0; k < own.column.length; k++) score[own.column[k]!]! += (1 - neighbourShare) * own.value[k]!
      if (!nearest) return
      let total = 0
      nearest.find(own, likeness, (_, weight) => {
        total += weight
      })
      if (total === 0) return
      nearest.find(own, likeness, (v, weight) => {
        const scale = (neighbourShare * weight) / total
        for (let at = rowStart[v]!; at < rowStart[v + 1]!; at++) score[column[at]!]! += scale * value[at]!
      })
    },
    { meta, arrays: { rowStart, column, value } },
  )
}
