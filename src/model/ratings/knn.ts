import { type Csr, transpose } from '../../numbers/csr.ts'
import { KthLargest } from '../../numbers/kth-largest.ts'
import { wantBoolean, wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import { baselines } from './baseline.ts'
import { byKey } from './by-key.ts'
import {
  clip,
  meanRating,
  type RatingAlgorithm,
  type RatingModel,
  type RatingParts,
  type Ratings,
} from './rating-model.ts'
import { RatingNeighbours, type Rows, type Similarity, similarities } from './rating-neighbours.ts'
import { ratingsOf, storedRatings } from './stored-ratings.ts'

export const centres = ['none', 'mean', 'z-score', 'baseline'] as const

export type KnnOptions = {
  nNeighbours: number
  /** fewer than this many that count: the centre alone answers */
  minNeighbours: number
  similarity: Similarity
  /** pairs that share fewer ratings are not alike */
  minSupport: number
  /** pearson-baseline: likeness is multiplied by (n − 1) / (n − 1 + shrinkage) for n shared ratings */
  shrinkage: number
  /** what a rating is compared with: nothing, the row's mean (and deviation), or what is usual (baseline.ts) */
  centre: (typeof centres)[number]
  /** neighbours are items; else people */
  items: boolean
}

/**
 * Neighbours of people or of items, as Surprise has them. For x (a person, or an item with `items`), y the other side,
 * c the centre and N the nNeighbours of x most alike that rated y, likeness s above 0,
 *
 *     r̂ = c_xy + Σ_{v ∈ N} s(x, v) (r_vy − c_vy) / Σ_N s(x, v)          z-score: differences over and times deviations
 *
 *     cosine             Σ r r' / √(Σ r² Σ r'²)          over the ratings both have, as all of these
 *     msd                1 / (1 + mean (r − r')²)
 *     pearson            of r and r', centred on their means over what both have
 *     pearson-baseline   of r − b and r' − b', shrunk by (n − 1) / (n − 1 + shrinkage)
 *
 * Surprise's KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline by `centre`. Fitting keeps the ratings; likenesses are
 * computed when they are asked for, one row of x at a time, so nothing of n² is ever held. A prediction costs
 * Σ over the ratings of x of how many rated the same, shared by all predictions for x of one call.
 * Source: Koren, TKDD 2010; Surprise 1.1 (similarities.pyx, knns.py).
 */
export const knn: RatingAlgorithm<KnnOptions> = {
  name: 'knn',
  defaults: {
    nNeighbours: 40,
    minNeighbours: 1,
    similarity: 'pearson-baseline',
    minSupport: 1,
    shrinkage: 100,
    centre: 'baseline',
    items: true,
  },
  variants: {
    basic: { centre: 'none', similarity: 'msd' },
    centred: { centre: 'mean', similarity: 'msd' },
    'z-score': { centre: 'z-score', similarity: 'msd' },
    people: { items: false },
    'people-basic': { items: false, centre: 'none', similarity: 'msd' },
    'people-centred': { items: false, centre: 'mean', similarity: 'msd' },
    'people-z-score': { items: false, centre: 'z-score', similarity: 'msd' },
  },
  space: {
    nNeighbours: { low: 10, high: 100, scale: 'log', whole: true },
    similarity: { choices: similarities },
    shrinkage: { low: 5, high: 300, scale: 'log' },
    centre: { choices: centres },
    items: { choices: [true, false] },
  },

  check(options) {
    wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
    wantInteger('minNeighbours', options.minNeighbours, 0, 1e6)
    wantOneOf('similarity', options.similarity, similarities)
    wantInteger('minSupport', options.minSupport, 1, 1e6)
    wantNumber('shrinkage', options.shrinkage, 0, 1e9)
    wantOneOf('centre', options.centre, centres)
    wantBoolean('items', options.items)
  },

  memoryBytes: ({ nUsers, nItems, nRatings }) => 32 * nRatings + 64 * (nUsers + nItems) + 56 * Math.max(nUsers, nItems),

  async fit(ratings, options, { signal }) {
    knn.check(options)
    signal?.throwIfAborted()
    return new Knn(ratings, options)
  },

  load(parts) {
    const { options } = parts.meta as { options: KnnOptions }
    return new Knn(ratingsOf('knn', parts), options)
  },
}

/** μ + b_u + b_i of the whole matrix, as the usual baseline has them. */
const usual = (ratings: Ratings) => baselines(ratings, { epochs: 10, userShrinkage: 15, itemShrinkage: 10 })

class Knn implements RatingModel {
  readonly kind = 'knn'
  readonly #ratings: Ratings
  readonly #options: KnnOptions
  readonly #neighbours: RatingNeighbours
  /** what each person rated, or who rated each item: the other side of x */
  readonly #byY: { rowStart: Uint32Array; column: Uint32Array }
  /** for each entry of byY how far it is from its centre (z-score: in deviations) */
  readonly #off: Float64Array
  /** scratch of one prediction: the neighbours, and how far they are from their centres */
  readonly #alike: Float64Array
  readonly #offOf: Float64Array
  readonly #kthLargest: KthLargest
  readonly #mean: number
  readonly #biasX: Float64Array
  readonly #biasY: Float64Array
  readonly #meanX: Float64Array
  readonly #deviationX: Float64Array

  constructor(ratings: Ratings, options: KnnOptions) {
    this.#ratings = ratings
    this.#options = options
    const turned = transpose(ratings)
    const { userBias, itemBias, mean } = usual(ratings)
    this.#mean = mean
    const [byX, byY] = options.items ? [turned, ratings] : [ratings, turned]
    ;[this.#biasX, this.#biasY] = options.items ? [itemBias, userBias] : [userBias, itemBias]
    ;[this.#meanX, this.#deviationX] = momentsOf(byX, ratings)
    this.#byY = byY
    this.#off = new Float64Array(byY.column.length)
    for (let y = 0; y < byY.nRows; y++)
      for (let at = byY.rowStart[y]!; at < byY.rowStart[y + 1]!; at++) {
        const off = byY.value[at]! - this.#centreOf(byY.column[at]!, y)
        this.#off[at] = options.centre === 'z-score' ? off / this.#deviationX[byY.column[at]!]! : off
      }
    let longest = 0
    for (let y = 0; y < byY.nRows; y++) longest = Math.max(longest, byY.rowStart[y + 1]! - byY.rowStart[y]!)
    this.#alike = new Float64Array(longest)
    this.#offOf = new Float64Array(longest)
    this.#kthLargest = new KthLargest(options.nNeighbours, longest)
    const residual = options.similarity === 'pearson-baseline'
    this.#neighbours = new RatingNeighbours(
      compared(byX, residual, mean, this.#biasX, this.#biasY),
      compared(byY, residual, mean, this.#biasY, this.#biasX),
      options.similarity,
      options.minSupport,
      options.shrinkage,
    )
  }

  get nUsers(): number {
    return this.#ratings.nRows
  }

  get nItems(): number {
    return this.#ratings.nCols
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const [xs, ys] = this.#options.items ? [items, users] : [users, items]
    // one row of likenesses serves everything that is asked of x
    let last = -1
    for (const k of byKey(xs, this.#biasX.length)) {
      const x = xs[k]!
      if (x >= 0 && x !== last) this.#neighbours.ask(x)
      last = x
      out[k] = clip(this.#predict(x, ys[k]!), this.#ratings.scale)
    }
  }

  parts(): RatingParts {
    const { meta, arrays } = storedRatings(this.#ratings)
    return { meta: { ...meta, options: this.#options }, arrays }
  }

  #predict(x: number, y: number): number {
    const { nNeighbours, minNeighbours, centre } = this.#options
    const { likeness } = this.#neighbours
    const alike = this.#alike
    const off = this.#offOf
    let n = 0
    if (x >= 0 && y >= 0)
      for (let at = this.#byY.rowStart[y]!; at < this.#byY.rowStart[y + 1]!; at++) {
        const one = likeness[this.#byY.column[at]!]!
        if (one <= 0) continue
        alike[n] = one
        off[n++] = this.#off[at]!
      }
    const around = this.#centreOf(x, y)
    if (n < Math.max(1, minNeighbours)) return centre === 'none' ? this.#mean : around
    const least = n > nNeighbours ? this.#kthLargest.of(alike, n) : 0
    let sum = 0
    let weight = 0
    let better = 0
    for (let c = 0; c < n; c++) {
      if (alike[c]! <= least) continue
      sum += alike[c]! * off[c]!
      weight += alike[c]!
      better++
    }
    // of those exactly as alike as the last that counts, the first
    for (let c = 0; least > 0 && c < n && better < nNeighbours; c++) {
      if (alike[c]! !== least) continue
      sum += least * off[c]!
      weight += least
      better++
    }
    return around + ((centre === 'z-score' ? this.#deviationX[x]! : 1) * sum) / weight
  }

  #centreOf(x: number, y: number): number {
    const { centre } = this.#options
    if (centre === 'none') return 0
    if (centre === 'baseline') return this.#mean + (x >= 0 ? this.#biasX[x]! : 0) + (y >= 0 ? this.#biasY[y]! : 0)
    return x >= 0 ? this.#meanX[x]! : this.#mean
  }
}

/** Mean and deviation of each row; without ratings those of all, without deviation that of all. */
function momentsOf(m: Csr, all: Ratings): [mean: Float64Array, deviation: Float64Array] {
  const moments = (value: Float32Array, from: number, to: number, fallback: number) => {
    let sum = 0
    for (let at = from; at < to; at++) sum += value[at]!
    const mean = to > from ? sum / (to - from) : fallback
    let squares = 0
    for (let at = from; at < to; at++) squares += (value[at]! - mean) ** 2
    return { mean, deviation: Math.sqrt(squares / Math.max(1, to - from)) }
  }
  const whole = moments(all.value, 0, all.value.length, meanRating(all))
  const [means, deviations] = [new Float64Array(m.nRows), new Float64Array(m.nRows)]
  for (let x = 0; x < m.nRows; x++) {
    const { mean, deviation } = moments(m.value, m.rowStart[x]!, m.rowStart[x + 1]!, whole.mean)
    means[x] = mean
    deviations[x] = deviation || whole.deviation || 1
  }
  return [means, deviations]
}

/** The rows with what they are compared by: ratings, or how far they are from what is usual. */
function compared(m: Csr, residual: boolean, mean: number, rowBias: Float64Array, columnBias: Float64Array): Rows {
  const value = Float64Array.from(m.value)
  if (residual)
    for (let r = 0; r < m.nRows; r++)
      for (let at = m.rowStart[r]!; at < m.rowStart[r + 1]!; at++)
        value[at]! -= mean + rowBias[r]! + columnBias[m.column[at]!]!
  return { rowStart: m.rowStart, column: m.column, value }
}
