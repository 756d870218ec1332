import { clip, type RatingModel, type RatingParts } from './rating-model.ts'

/** What a prediction is made of; arrays may be empty where a model has no such part. */
export interface FactorContent {
  mean: number
  scale: { low: number; high: number }
  dim: number
  /** what the product is added to, for models whose product is all there is; missing: μ + b_u + b_i */
  base?: number
  /** b_u and b_i; with `base` they serve strangers only */
  userBias: Float64Array
  itemBias: Float64Array
  /**
   * nUsers × dim and nItems × dim, row-major: what implicit feedback adds to a user is in it already. A row whose first
   * number is NaN belongs to somebody or something without ratings and is treated as a stranger's.
   */
  userFactors: Float64Array
  itemFactors: Float64Array
}

/** Predictions μ + b_u + b_i + p_u · q_i, or base + p_u · q_i; of a stranger or an unknown item the biases there are. */
export class FactorModel implements RatingModel {
  readonly kind: string
  readonly #content: FactorContent

  constructor(kind: string, content: FactorContent) {
    this.kind = kind
    this.#content = content
  }

  static load(kind: string, { meta, arrays }: RatingParts): FactorModel {
    const { userBias, itemBias, userFactors, itemFactors } = arrays
    const whole = [userBias, itemBias, userFactors, itemFactors]
    if (!whole.every((array) => array instanceof Float64Array))
      throw new RangeError(`${kind}: the parts lack one of the arrays userBias, itemBias, userFactors, itemFactors`)
    type Said = Pick<FactorContent, 'mean' | 'scale' | 'dim' | 'base'>
    return new FactorModel(kind, {
      ...(meta as unknown as Said),
      ...(arrays as unknown as Omit<FactorContent, keyof Said>),
    })
  }

  get nUsers(): number {
    return this.#content.userBias.length
  }

  get nItems(): number {
    return this.#content.itemBias.length
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { mean, scale, dim, base, userBias, itemBias, userFactors, itemFactors } = this.#content
    for (let k = 0; k < users.length; k++) {
      const u = users[k]!
      const i = items[k]!
      let usual = mean
      if (u >= 0) usual += userBias[u]!
      if (i >= 0) usual += itemBias[i]!
      let dot = dim > 0 && u >= 0 && i >= 0 ? 0 : Number.NaN
      if (dot === 0) for (let f = 0; f < dim; f++) dot += userFactors[u * dim + f]! * itemFactors[i * dim + f]!
      out[k] = clip(Number.isNaN(dot) ? usual : (base ?? usual) + dot, scale)
    }
  }

  parts(): RatingParts {
    const { userBias, itemBias, userFactors, itemFactors, ...meta } = this.#content
    return { meta, arrays: { userBias, itemBias, userFactors, itemFactors } }
  }
}

/** Marks the rows of factors that nothing was learnt of. */
export function markUnrated(factors: Float64Array, dim: number, isRated: (row: number) => boolean): void {
  for (let row = 0; row * dim < factors.length; row++)
    if (!isRated(row)) factors.fill(Number.NaN, row * dim, row * dim + dim)
}
