import { setImmediate } from 'node:timers/promises'
import { transpose } from '../../numbers/csr.ts'
import { wantBoolean, wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import { baselines } from './baseline.ts'
import {
  clip,
  meanRating,
  type RatingAlgorithm,
  type RatingContext,
  type RatingModel,
  type RatingParts,
  type Ratings,
} from './rating-model.ts'
import { ratingsOf, storedRatings } from './stored-ratings.ts'

export const similarities = ['cosine', 'msd', 'pearson', 'pearson-baseline'] as const
export const centres = ['none', 'mean', 'z-score', 'baseline'] as const

export type KnnOptions = {
  nNeighbours: number
  /** fewer than this many that count: the centre alone answers */
  minNeighbours: number
  similarity: (typeof similarities)[number]
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
 * Surprise's KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline by `centre`. Fit: Σ over the other side of n² additions,
 * and n² numbers of the side compared.
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

  async fit(ratings, options, context) {
    knn.check(options)
    context.signal?.throwIfAborted()
    const likeness = await likenesses(ratings, options, context)
    return new Knn(ratings, options, likeness)
  },

  load(parts) {
    const { options } = parts.meta as { options: KnnOptions }
    const { likeness } = parts.arrays
    if (!(likeness instanceof Float32Array)) throw new RangeError('knn: the parts lack the array likeness')
    return new Knn(ratingsOf('knn', parts), options, likeness)
  },
}

/** μ + b_u + b_i of the whole matrix, as the usual baseline has them. */
const usual = (ratings: Ratings) => baselines(ratings, { epochs: 10, userShrinkage: 15, itemShrinkage: 10 })

/** n × n, symmetric; 0 on the diagonal and where there is no support. */
async function likenesses(
  ratings: Ratings,
  options: KnnOptions,
  { signal, onProgress }: RatingContext,
): Promise<Float32Array> {
  const { similarity, minSupport, shrinkage, items } = options
  // rows are the side that is not compared: pairs are made within a row
  const m = items ? ratings : transpose(ratings)
  const n = m.nCols
  const count = new Uint32Array(n * n)
  const product = new Float64Array(n * n)
  const square = new Float64Array(similarity === 'msd' ? 0 : n * n)
  const sum = new Float64Array(similarity === 'pearson' ? n * n : 0)
  const { mean, userBias, itemBias } = usual(ratings)
  const [rowBias, columnBias] = items ? [userBias, itemBias] : [itemBias, userBias]
  for (let r = 0; r < m.nRows; r++) {
    for (let a = m.rowStart[r]!; a < m.rowStart[r + 1]!; a++) {
      const i = m.column[a]!
      const own = similarity === 'pearson-baseline' ? m.value[a]! - mean - rowBias[r]! - columnBias[i]! : m.value[a]!
      for (let b = m.rowStart[r]!; b < m.rowStart[r + 1]!; b++) {
        const j = m.column[b]!
        const other =
          similarity === 'pearson-baseline' ? m.value[b]! - mean - rowBias[r]! - columnBias[j]! : m.value[b]!
        const at = i * n + j
        count[at]!++
        if (similarity === 'msd') product[at]! += (own - other) ** 2
        else {
          product[at]! += own * other
          square[at]! += own * own
          if (similarity === 'pearson') sum[at]! += own
        }
      }
    }
    if (r % 64 !== 63) continue
    onProgress?.(r, m.nRows)
    await setImmediate()
    signal?.throwIfAborted()
  }
  const out = new Float32Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const [at, mirror] = [i * n + j, j * n + i]
      const c = count[at]!
      if (c < minSupport) continue
      let likeness: number
      if (similarity === 'msd') likeness = 1 / (product[at]! / c + 1)
      else {
        const centre = similarity === 'pearson' ? (sum[at]! * sum[mirror]!) / c : 0
        const own = square[at]! - (similarity === 'pearson' ? sum[at]! ** 2 / c : 0)
        const other = square[mirror]! - (similarity === 'pearson' ? sum[mirror]! ** 2 / c : 0)
        const length = own * other
        likeness = length > 1e-18 ? (product[at]! - centre) / Math.sqrt(length) : 0
      }
      if (similarity === 'pearson-baseline') likeness *= (c - 1) / (c - 1 + shrinkage || 1)
      out[at] = out[mirror] = likeness
    }
  return out
}

class Knn implements RatingModel {
  readonly kind = 'knn'
  readonly #ratings: Ratings
  readonly #options: KnnOptions
  readonly #likeness: Float32Array
  readonly #byX: { rowStart: Uint32Array; column: Uint32Array; value: Float32Array }
  readonly #byY: { rowStart: Uint32Array; column: Uint32Array; value: Float32Array }
  readonly #mean: number
  readonly #biasX: Float64Array
  readonly #biasY: Float64Array
  readonly #meanX: Float64Array
  readonly #deviationX: Float64Array

  constructor(ratings: Ratings, options: KnnOptions, likeness: Float32Array) {
    this.#ratings = ratings
    this.#options = options
    this.#likeness = likeness
    const turned = transpose(ratings)
    const { userBias, itemBias } = usual(ratings)
    this.#mean = meanRating(ratings)
    ;[this.#byX, this.#byY] = options.items ? [turned, ratings] : [ratings, turned]
    ;[this.#biasX, this.#biasY] = options.items ? [itemBias, userBias] : [userBias, itemBias]
    const n = this.#byX.rowStart.length - 1
    this.#meanX = new Float64Array(n).fill(this.#mean)
    this.#deviationX = new Float64Array(n).fill(1)
    for (let x = 0; x < n; x++) {
      const own = this.#byX.value.subarray(this.#byX.rowStart[x], this.#byX.rowStart[x + 1])
      if (own.length === 0) continue
      const mean = own.reduce((sum, r) => sum + r, 0) / own.length
      this.#meanX[x] = mean
      this.#deviationX[x] = Math.sqrt(own.reduce((sum, r) => sum + (r - mean) ** 2, 0) / own.length) || 1
    }
  }

  get nUsers(): number {
    return this.#ratings.nRows
  }

  get nItems(): number {
    return this.#ratings.nCols
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { nNeighbours, minNeighbours, centre } = this.#options
    const [xs, ys] = this.#options.items ? [items, users] : [users, items]
    const n = this.#meanX.length
    // the nNeighbours most alike so far, the least alike last
    const best = new Float64Array(nNeighbours)
    const difference = new Float64Array(nNeighbours)
    for (let k = 0; k < xs.length; k++) {
      const [x, y] = [xs[k]!, ys[k]!]
      const around = this.#centreOf(x, y)
      let kept = 0
      if (x >= 0 && y >= 0)
        for (let at = this.#byY.rowStart[y]!; at < this.#byY.rowStart[y + 1]!; at++) {
          const v = this.#byY.column[at]!
          const likeness = this.#likeness[x * n + v]!
          if (likeness <= 0 || (kept === nNeighbours && likeness <= best[kept - 1]!)) continue
          let place = kept < nNeighbours ? kept++ : kept - 1
          for (; place > 0 && best[place - 1]! < likeness; place--) {
            best[place] = best[place - 1]!
            difference[place] = difference[place - 1]!
          }
          best[place] = likeness
          const off = this.#byY.value[at]! - this.#centreOf(v, y)
          difference[place] = centre === 'z-score' ? off / this.#deviationX[v]! : off
        }
      let [sum, weight] = [0, 0]
      for (let c = 0; c < kept; c++) {
        sum += best[c]! * difference[c]!
        weight += best[c]!
      }
      const scaled = centre === 'z-score' && x >= 0 ? this.#deviationX[x]! : 1
      const fallback = centre === 'none' ? this.#mean : around
      out[k] = clip(
        kept >= Math.max(1, minNeighbours) ? around + (scaled * sum) / weight : fallback,
        this.#ratings.scale,
      )
    }
  }

  parts(): RatingParts {
    const { meta, arrays } = storedRatings(this.#ratings)
    return { meta: { ...meta, options: this.#options }, arrays: { ...arrays, likeness: this.#likeness } }
  }

  #centreOf(x: number, y: number): number {
    const { centre } = this.#options
    if (centre === 'none') return 0
    if (centre === 'baseline') return this.#mean + (x >= 0 ? this.#biasX[x]! : 0) + (y >= 0 ? this.#biasY[y]! : 0)
    return x >= 0 ? this.#meanX[x]! : this.#mean
  }
}
