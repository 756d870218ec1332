import type { Factors, Kernels } from '../../kernels/kernels.ts'

/** How alike items are by the cosine of their factors, y_i · y_j / (‖y_i‖ ‖y_j‖); 0 where one of them is the zero vector. */
export class ItemCosines {
  readonly #kernels: Kernels
  readonly #items: Factors
  /** 1/‖y_i‖, 0 for the zero vector; made when first asked for */
  #inverseNorm: Float32Array | undefined

  constructor(kernels: Kernels, items: Factors) {
    this.#kernels = kernels
    this.#items = items
  }

  /** Of every item to `item`, which itself gets −Infinity: 2·nItems·dim flops. */
  into(item: number, out: Float32Array): void {
    this.#inverseNorm ??= this.#inverseNorms()
    this.#kernels.scoreRows(this.#items, item, 1, this.#items, out)
    for (let i = 0; i < out.length; i++) out[i]! *= this.#inverseNorm[i]! * this.#inverseNorm[item]!
    out[item] = Number.NEGATIVE_INFINITY
  }

  #inverseNorms(): Float32Array {
    const { array, stride, nRows } = this.#items
    return Float32Array.from({ length: nRows }, (_, i) => {
      const norm = Math.hypot(...array.subarray(i * stride, (i + 1) * stride))
      return norm > 0 ? 1 / norm : 0
    })
  }
}
