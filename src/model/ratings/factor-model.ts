import { clip, type RatingModel, type RatingParts } from './rating-model.ts'

/** What a prediction is made of; arrays may be empty where a model has no such part. */
export interface FactorContent {
  mean: number
  scale: { low: number; high: number }
  dim: number
  /** b_u and b_i */
  userBias: Float64Array
  itemBias: Float64Array
  /** nUsers × dim and nItems × dim, row-major: what implicit feedback adds to a user is in it already */
  userFactors: Float64Array
  itemFactors: Float64Array
}

/** Predictions μ + b_u + b_i + p_u · q_i; of a stranger or an unknown item only what is left. */
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
    const { mean, scale, dim } = meta as Pick<FactorContent, 'mean' | 'scale' | 'dim'>
    return new FactorModel(kind, {
      mean,
      scale,
      dim,
      ...(arrays as unknown as Omit<FactorContent, 'mean' | 'scale' | 'dim'>),
    })
  }

  get nUsers(): number {
    return this.#content.userBias.length
  }

  get nItems(): number {
    return this.#content.itemBias.length
  }

  predictInto(users: Int32Array, items: Int32Array, out: Float64Array): void {
    const { mean, scale, dim, userBias, itemBias, userFactors, itemFactors } = this.#content
    for (let k = 0; k < users.length; k++) {
      const [u, i] = [users[k]!, items[k]!]
      let sum = mean
      if (u >= 0) sum += userBias[u]!
      if (i >= 0) sum += itemBias[i]!
      if (u >= 0 && i >= 0) for (let f = 0; f < dim; f++) sum += userFactors[u * dim + f]! * itemFactors[i * dim + f]!
      out[k] = clip(sum, scale)
    }
  }

  parts(): RatingParts {
    const { mean, scale, dim, ...arrays } = this.#content
    return { meta: { mean, scale, dim }, arrays }
  }
}
