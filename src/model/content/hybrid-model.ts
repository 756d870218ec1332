import type { Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, Scoring, TopK } from '../model.ts'
import { checkShapes, recommendByScoring } from '../recommend-by-scoring.ts'

interface Inner {
  label: string
  algorithm: Algorithm
  options: Record<string, unknown>
}

/** A model whose columns are the items and then features of people: asked with both, answering with items. */
export class HybridModel implements Model {
  readonly kind = 'hybrid'
  readonly nItems: number
  readonly #inner: Inner
  readonly #model: Model
  readonly #userWeight: number

  constructor(nItems: number, inner: Inner, model: Model, userWeight: number) {
    this.nItems = nItems
    this.#inner = inner
    this.#model = model
    this.#userWeight = userWeight
  }

  static load(
    { meta, arrays }: ModelParts,
    kernels: Kernels,
    algorithms: Readonly<Record<string, Algorithm>>,
  ): HybridModel {
    const { nItems, name, label, options, userWeight, inner } = meta as unknown as Stored
    const algorithm = typeof name === 'string' ? algorithms[name] : undefined
    if (!algorithm) throw new RangeError(`hybrid: made with "${name}", which is not there`)
    const model = algorithm.load({ meta: inner, arrays }, kernels)
    return new HybridModel(nItems, { label, algorithm, options }, model, userWeight)
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const wide = this.#model.nItems
    if (wide === this.nItems) {
      this.#model.scoreInto(histories, out)
      return
    }
    const all = new Float32Array(histories.nRows * wide)
    this.#model.scoreInto(this.#widened(histories), all)
    for (let r = 0; r < histories.nRows; r++) out.set(all.subarray(r * wide, r * wide + this.nItems), r * this.nItems)
  }

  scoring(histories: Interactions): Scoring | undefined {
    return this.#model.nItems === this.nItems ? this.#model.scoring?.(histories) : undefined
  }

  similarInto(item: number, out: Float32Array): void {
    const all = new Float32Array(this.#model.nItems)
    if (this.#model.similarInto) this.#model.similarInto(item, all)
    out.set(all.subarray(0, this.nItems))
    out[item] = Number.NEGATIVE_INFINITY
  }

  because(history: Interactions, item: number, limit: number): number[] {
    return this.#model.because(this.#widened(history), item, limit).filter((i) => i < this.nItems)
  }

  async recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    checkShapes(this.nItems, histories, k, exclude)
    if (this.#model.nItems !== this.nItems) return recommendByScoring(this, histories, k, exclude)
    return this.#model.recommend(histories, k, exclude)
  }

  parts(): ModelParts {
    const { meta, arrays } = this.#model.parts()
    const { label, algorithm, options } = this.#inner
    const stored: Stored = {
      nItems: this.nItems,
      name: algorithm.name,
      label,
      options,
      userWeight: this.#userWeight,
      inner: meta,
    }
    return { meta: { ...stored }, arrays }
  }

  /** A history and, behind the items, what is known of the person. */
  #widened({ nRows, rowStart, column, value, userFeatures }: Interactions): Csr {
    const starts = new Uint32Array(nRows + 1)
    const columns: number[] = []
    const values: number[] = []
    for (let r = 0; r < nRows; r++) {
      for (let at = rowStart[r]!; at < rowStart[r + 1]!; at++) {
        columns.push(column[at]!)
        values.push(value[at]!)
      }
      if (userFeatures)
        for (let at = userFeatures.rowStart[r]!; at < userFeatures.rowStart[r + 1]!; at++) {
          if (this.nItems + userFeatures.column[at]! >= this.#model.nItems) continue
          columns.push(this.nItems + userFeatures.column[at]!)
          values.push(userFeatures.value[at]! * this.#userWeight)
        }
      starts[r + 1] = columns.length
    }
    return {
      nRows,
      nCols: this.#model.nItems,
      rowStart: starts,
      column: Uint32Array.from(columns),
      value: Float32Array.from(values),
    }
  }
}

interface Stored {
  nItems: number
  name: string
  label: string
  options: Record<string, unknown>
  userWeight: number
  inner: Record<string, unknown>
}
