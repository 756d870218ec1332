import { rng } from '../../numbers/rng.ts'
import { wantNumber } from '../check-options.ts'
import { resolveLabel } from '../resolve-label.ts'
import {
  clip,
  type RatingAlgorithm,
  type RatingContext,
  type RatingModel,
  type RatingParts,
  type Ratings,
  ratingsFrom,
} from './rating-model.ts'

export type RatingBlendOptions = {
  /** the algorithms, by name or name:variant, with options on top */
  parts: readonly { model: string; options?: Readonly<Record<string, unknown>> }[]
  /** share of the ratings that weights are learnt on */
  holdout: number
  /** ridge of the regression, per rating held out */
  lambda: number
}

type Table = () => Readonly<Record<string, RatingAlgorithm>>

/**
 * A weighted sum of predictions: r̂ = w_0 + Σ_m w_m r̂_m. A share of the ratings is held out by the seed, the parts are
 * fitted on the rest, w is the ridge regression of what was held out on their predictions (drawn to equal weights), and
 * the parts are then fitted on all ratings. Source: Breiman, Machine Learning 1996 (stacking); Bell & Koren, 2007.
 */
export function ratingBlendOf(table: Table): RatingAlgorithm<RatingBlendOptions> {
  const resolved = (parts: RatingBlendOptions['parts']) =>
    parts.map(({ model, options }, at) => {
      try {
        if (model === 'blend') throw new RangeError('got the model "blend", want others than itself')
        return resolveLabel(table(), model, options)
      } catch (error) {
        throw new RangeError(`parts[${at}]: ${(error as Error).message}`, { cause: error })
      }
    })
  const blend: RatingAlgorithm<RatingBlendOptions> = {
    name: 'blend',
    defaults: {
      parts: [
        { model: 'svd++', options: { dim: 32, epochs: 20, learningRate: 0.01, lambda: 0.08 } },
        { model: 'knn' },
        { model: 'knn:people' },
        { model: 'slope-one' },
        { model: 'nmf', options: { dim: 6, epochs: 6, userLambda: 0.06, itemLambda: 0.06 } },
      ],
      holdout: 0.1,
      lambda: 0.01,
    },

    check({ parts, holdout, lambda }) {
      if (!Array.isArray(parts) || parts.length === 0)
        throw new RangeError(`parts: got ${JSON.stringify(parts)}, want a list of models`)
      resolved(parts)
      wantNumber('holdout', holdout, 0.001, 0.9)
      wantNumber('lambda', lambda, 0, 1e6)
    },

    memoryBytes(size, { parts }) {
      const each = resolved(parts).map(({ algorithm, options }) => algorithm.memoryBytes(size, options))
      return each.reduce((sum, bytes) => sum + bytes, 24 * size.nRatings + 1024)
    },

    async fit(ratings, options, context) {
      blend.check(options)
      context.signal?.throwIfAborted()
      const parts = resolved(options.parts)
      const weights = await learnt(ratings, parts, options, context)
      const models: RatingModel[] = []
      for (const { algorithm, options } of parts) models.push(await algorithm.fit(ratings, options, context))
      return new RatingBlend(models, weights, ratings.scale)
    },

    load({ meta, arrays }) {
      const { scale, weights, models } = meta as {
        scale: Ratings['scale']
        weights: number[]
        models: { kind: string; meta: RatingParts['meta'] }[]
      }
      if (!Array.isArray(models)) throw new RangeError('blend: the parts lack the list of its models')
      const loaded = models.map(({ kind, meta }, at) => {
        const algorithm = table()[kind]
        if (!algorithm) throw new RangeError(`blend: made with "${kind}", which is not there`)
        const own = Object.entries(arrays).filter(([name]) => name.startsWith(`${at}.`))
        const stored = Object.fromEntries(own.map(([name, values]) => [name.slice(`${at}.`.length), values]))
        return algorithm.load({ meta, arrays: stored })
      })
      return new RatingBlend(loaded, weights, scale)
    },
  }
  return blend
}

/** w_0, w_1 …; an equal share each when nothing can be held out. */
async function learnt(
  ratings: Ratings,
  parts: readonly { algorithm: RatingAlgorithm; options: Record<string, unknown> }[],
  { holdout, lambda }: RatingBlendOptions,
  context: RatingContext,
): Promise<number[]> {
  const { nRows, nCols, rowStart, column, value, scale } = ratings
  const random = rng(context.seed)
  const kept = { user: [] as number[], item: [] as number[], value: [] as number[] }
  const out = { user: [] as number[], item: [] as number[], value: [] as number[] }
  for (let u = 0; u < nRows; u++)
    for (let at = rowStart[u]!; at < rowStart[u + 1]!; at++) {
      const to = random() < holdout ? out : kept
      to.user.push(u)
      to.item.push(column[at]!)
      to.value.push(value[at]!)
    }
  const equal = [0, ...parts.map(() => 1 / parts.length)]
  if (out.value.length < 2 * parts.length || kept.value.length === 0) return equal
  const rest = ratingsFrom(
    nRows,
    nCols,
    Uint32Array.from(kept.user),
    Uint32Array.from(kept.item),
    Float32Array.from(kept.value),
    scale,
  )
  const [users, items] = [Int32Array.from(out.user), Int32Array.from(out.item)]
  const predictions: Float64Array[] = [new Float64Array(out.value.length).fill(1)]
  for (const { algorithm, options } of parts) {
    const model = await algorithm.fit(rest, options, { ...context, onProgress: () => {} })
    const predicted = new Float64Array(out.value.length)
    model.predictInto(users, items, predicted)
    predictions.push(predicted)
  }
  return ridge(predictions, out.value, equal, lambda * out.value.length)
}

/** The w that minimises ‖y − Σ w_m x_m‖² + λ ‖w − start‖², by Gauss with pivoting. */
function ridge(x: readonly Float64Array[], y: readonly number[], start: readonly number[], lambda: number): number[] {
  const n = x.length
  const left = y.map((value, k) => value - x.reduce((sum, of, m) => sum + (start[m] as number) * of[k]!, 0))
  const M = x.map((a, i) => [
    ...x.map((b, j) => a.reduce((sum, value, k) => sum + value * b[k]!, i === j ? lambda : 0)),
    a.reduce((sum, value, k) => sum + value * (left[k] as number), 0),
  ])
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(M[i]![k]!) > Math.abs(M[pivot]![k]!)) pivot = i
    ;[M[k], M[pivot]] = [M[pivot]!, M[k]!]
    const scale = M[k]![k]!
    if (Math.abs(scale) < 1e-12) return [...start]
    M[k] = M[k]!.map((value) => value / scale)
    for (let i = 0; i < n; i++) {
      const share = M[i]![k]!
      if (i !== k) M[i] = M[i]!.map((value, j) => value - share * M[k]![j]!)
    }
  }
  return start.map((value, m) => value + M[m]![n]!)
}

class RatingBlend implements RatingModel {
  readonly kind = 'blend'
  readonly #models: readonly RatingModel[]
  readonly #weights: readonly number[]
  readonly #scale: Ratings['scale']

  constructor(models: readonly RatingModel[], weights: readonly number[], scale: Ratings['scale']) {
    this.#models = models
    this.#weights = weights
    this.#scale = scale
  }

  get nUsers(): number {
    return this.#models[0]?.nUsers ?? 0
  }

  get nItems(): number {
    return this.#models[0]?.nItems ?? 0
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const one = new Float64Array(users.length)
    out.fill(this.#weights[0] as number, 0, users.length)
    for (const [m, model] of this.#models.entries()) {
      model.predictInto(users, items, one)
      const weight = this.#weights[m + 1] as number
      for (let k = 0; k < one.length; k++) out[k]! += weight * one[k]!
    }
    for (let k = 0; k < users.length; k++) out[k] = clip(out[k]!, this.#scale)
  }

  parts(): RatingParts {
    const taken = this.#models.map((model) => ({ kind: model.kind, ...model.parts() }))
    const arrays = taken.flatMap(({ arrays }, at) =>
      Object.entries(arrays).map(([name, values]) => [`${at}.${name}`, values] as const),
    )
    const models = taken.map(({ kind, meta }) => ({ kind, meta }))
    return { meta: { scale: this.#scale, weights: this.#weights, models }, arrays: Object.fromEntries(arrays) }
  }
}
