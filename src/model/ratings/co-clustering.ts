import { setImmediate } from 'node:timers/promises'
import { transpose } from '../../numbers/csr.ts'
import { rng } from '../../numbers/rng.ts'
import { wantInteger } from '../check-options.ts'
import {
  clip,
  meanRating,
  type RatingAlgorithm,
  type RatingModel,
  type RatingParts,
  type Ratings,
} from './rating-model.ts'

export type CoClusteringOptions = { userClusters: number; itemClusters: number; epochs: number }

/**
 * Co-clustering: people and items in groups, and what a group gives a group,
 *
 *     r̂_ui = C̄_{g(u) h(i)} + (mean_u − C̄_{g(u)}) + (mean_i − C̄_{h(i)})
 *
 * C̄ = means of the ratings of a block, of a group of people and of a group of items. Groups begin at random; every epoch each
 * person, then each item, moves to the group in which their own ratings are met best. Surprise's CoClustering.
 * O(ratings · (userClusters + itemClusters)) an epoch. Source: George & Merugu, ICDM 2005.
 */
export const coClustering: RatingAlgorithm<CoClusteringOptions> = {
  name: 'co-clustering',
  defaults: { userClusters: 3, itemClusters: 3, epochs: 20 },
  space: { userClusters: { low: 2, high: 12, whole: true }, itemClusters: { low: 2, high: 12, whole: true } },

  check({ userClusters, itemClusters, epochs }) {
    wantInteger('userClusters', userClusters, 1, 1000)
    wantInteger('itemClusters', itemClusters, 1, 1000)
    wantInteger('epochs', epochs, 1, 10_000)
  },

  memoryBytes: ({ nUsers, nItems, nRatings }, { userClusters, itemClusters }) =>
    8 * nRatings + 20 * (nUsers + nItems) + 80 * userClusters * itemClusters + 1024,

  async fit(ratings, options, { seed, signal, onProgress }) {
    coClustering.check(options)
    signal?.throwIfAborted()
    const { userClusters, itemClusters, epochs } = options
    const { nRows, nCols } = ratings
    const random = rng(seed)
    const draw = (n: number, groups: number) => Uint32Array.from({ length: n }, () => Math.floor(random() * groups))
    const group = { user: draw(nRows, userClusters), item: draw(nCols, itemClusters) }
    const turned = transpose(ratings)
    const means = { user: rowMeans(ratings, ratings), item: rowMeans(turned, ratings) }
    const users = { m: ratings, mean: means.user, group: group.user, nGroups: userClusters }
    const items = { m: turned, mean: means.item, group: group.item, nGroups: itemClusters }
    for (let epoch = 0; epoch < epochs; epoch++) {
      const byUser = blocks(ratings, group, options)
      assign(users, items, byUser.item, (g, h) => byUser.block[g * itemClusters + h]! - byUser.user[g]!)
      const byItem = blocks(ratings, group, options)
      assign(items, users, byItem.user, (h, g) => byItem.block[g * itemClusters + h]! - byItem.item[h]!)
      onProgress?.(epoch + 1, epochs)
      await setImmediate()
      signal?.throwIfAborted()
    }
    const { block, user, item } = blocks(ratings, group, options)
    const userOffset = means.user.map((mean, u) => mean - user[group.user[u]!]!)
    const itemOffset = means.item.map((mean, i) => mean - item[group.item[i]!]!)
    const meta = { mean: meanRating(ratings), scale: ratings.scale, itemClusters }
    return new CoClustering({
      meta,
      arrays: { userGroup: group.user, itemGroup: group.item, block, userOffset, itemOffset },
    })
  },

  load(parts) {
    const { userGroup, itemGroup, block, userOffset, itemOffset } = parts.arrays
    if (![userGroup, itemGroup].every((array) => array instanceof Uint32Array))
      throw new RangeError('co-clustering: the parts lack one of the arrays userGroup, itemGroup')
    if (![block, userOffset, itemOffset].every((array) => array instanceof Float64Array))
      throw new RangeError('co-clustering: the parts lack one of the arrays block, userOffset, itemOffset')
    return new CoClustering(parts)
  },
}

type Rows = Pick<Ratings, 'nRows' | 'rowStart' | 'column' | 'value'>

/** Mean of each row; of an empty one the mean of all. */
function rowMeans({ nRows, rowStart, value }: Rows, all: Ratings): Float64Array {
  const mean = meanRating(all)
  return Float64Array.from({ length: nRows }, (_, r) => {
    let sum = 0
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) sum += value[at]!
    const n = rowStart[r + 1]! - rowStart[r]!
    return n > 0 ? sum / n : mean
  })
}

/** Means of the ratings of each block, group of people and group of items; of an empty one the mean of all. */
function blocks(
  ratings: Ratings,
  group: { user: Uint32Array; item: Uint32Array },
  { userClusters, itemClusters }: CoClusteringOptions,
) {
  const mean = meanRating(ratings)
  const tally = (n: number) => ({ sum: new Float64Array(n), n: new Uint32Array(n) })
  const [block, user, item] = [tally(userClusters * itemClusters), tally(userClusters), tally(itemClusters)]
  const { nRows, rowStart, column, value } = ratings
  for (let u = 0; u < nRows; u++) {
    const g = group.user[u]!
    for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
      const h = group.item[column[at]!]!
      block.sum[g * itemClusters + h]! += value[at]!
      block.n[g * itemClusters + h]!++
    }
  }
  // groups of people and of items are rows and columns of the blocks
  for (let k = 0; k < block.n.length; k++)
    for (const [of, at] of [
      [user, Math.floor(k / itemClusters)],
      [item, k % itemClusters],
    ] as const) {
      of.sum[at]! += block.sum[k]!
      of.n[at]! += block.n[k]!
    }
  const means = ({ sum, n }: ReturnType<typeof tally>) => sum.map((s, k) => (n[k]! > 0 ? s / n[k]! : mean))
  return { block: means(block), user: means(user), item: means(item) }
}

interface Side {
  m: Rows
  mean: Float64Array
  group: Uint32Array
  nGroups: number
}

/**
 * Every row of `own` to the group whose predictions of its ratings are nearest; the first of equals. What a rating leaves
 * without the row's group is e = r − mean of the row − mean of the column + mean of the column's group h, and group g
 * answers d(g, h): Σ (e − d)² = Σ e² − 2 Σ_h d Σ_h e + Σ_h n_h d², so a row is read once whatever the number of groups.
 */
function assign(own: Side, other: Side, groupMean: Float64Array, answer: (g: number, h: number) => number): void {
  const { rowStart, column, value } = own.m
  const nOther = other.nGroups
  const d = Float64Array.from({ length: own.nGroups * nOther }, (_, k) => answer(Math.floor(k / nOther), k % nOther))
  const [left, n] = [new Float64Array(nOther), new Float64Array(nOther)]
  for (let r = 0; r < own.m.nRows; r++) {
    left.fill(0)
    n.fill(0)
    for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) {
      const c = column[at]!
      const h = other.group[c]!
      left[h]! += value[at]! - own.mean[r]! - other.mean[c]! + groupMean[h]!
      n[h]!++
    }
    let [best, least] = [own.group[r]!, Number.POSITIVE_INFINITY]
    for (let g = 0; g < own.nGroups; g++) {
      let error = 0
      for (let h = 0; h < nOther; h++) error += d[g * nOther + h]! * (n[h]! * d[g * nOther + h]! - 2 * left[h]!)
      if (error < least) [best, least] = [g, error]
    }
    own.group[r] = best
  }
}

class CoClustering implements RatingModel {
  readonly kind = 'co-clustering'
  readonly #parts: RatingParts

  constructor(parts: RatingParts) {
    this.#parts = parts
  }

  get nUsers(): number {
    return this.#parts.arrays.userGroup?.length ?? 0
  }

  get nItems(): number {
    return this.#parts.arrays.itemGroup?.length ?? 0
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { mean, scale, itemClusters } = this.#parts.meta as {
      mean: number
      scale: Ratings['scale']
      itemClusters: number
    }
    const { userGroup, itemGroup, block, userOffset, itemOffset } = this.#parts.arrays as Record<string, Float64Array>
    for (let k = 0; k < users.length; k++) {
      const [u, i] = [users[k]!, items[k]!]
      const around = u >= 0 && i >= 0 ? block![userGroup![u]! * itemClusters + itemGroup![i]!]! : mean
      out[k] = clip(around + (u >= 0 ? userOffset![u]! : 0) + (i >= 0 ? itemOffset![i]! : 0), scale)
    }
  }

  parts(): RatingParts {
    return this.#parts
  }
}
