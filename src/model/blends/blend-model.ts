import type { Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, TopK } from '../model.ts'
import { recommendByScoring } from '../recommend-by-scoring.ts'
import { type Had, hadChoices, putLast } from './had.ts'
import { addNormalised, type Normalisation, normalisations } from './normalise.ts'
import type { ResolvedPart } from './parts.ts'

/** Asked for late: a blend stands in the table that it looks its parts up in. */
export type Algorithms = () => Readonly<Record<string, Algorithm>>

interface Fitted {
  part: ResolvedPart
  weight: number
  model: Model
}

export interface HowBlended {
  normalise: Normalisation
  had: Had
}

export class BlendModel implements Model {
  readonly kind = 'blend'
  readonly nItems: number
  readonly #parts: readonly Fitted[]
  readonly #how: HowBlended

  constructor(nItems: number, parts: readonly Fitted[], how: HowBlended) {
    this.nItems = nItems
    this.#parts = parts
    this.#how = how
  }

  static load({ meta, arrays }: ModelParts, kernels: Kernels, algorithms: ReturnType<Algorithms>): BlendModel {
    // files of version 0.1 do not say what becomes of what a history holds: it was kept
    const { nItems, normalise, had = 'keep', parts } = meta as unknown as StoredBlend
    if (!Array.isArray(parts)) throw new RangeError('blend: the parts lack the list of its models')
    wantOneOf('normalise', normalise, normalisations)
    wantOneOf('had', had, hadChoices)
    const fitted = parts.map(({ label, name, options, weight, meta }, at): Fitted => {
      const algorithm = algorithms[name]
      if (!algorithm) throw new RangeError(`blend: made with "${name}", which is not there`)
      const prefix = `${at}.`
      const own = Object.entries(arrays).filter(([array]) => array.startsWith(prefix))
      const stored = Object.fromEntries(own.map(([array, values]) => [array.slice(prefix.length), values]))
      const part = { label, algorithm, options, weight }
      return { part, weight, model: algorithm.load({ meta, arrays: stored }, kernels) }
    })
    return new BlendModel(nItems, fitted, { normalise, had })
  }

  /** The models with their weights, in order. */
  get fitted(): readonly Readonly<Fitted>[] {
    return this.#parts
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const size = histories.nRows * this.nItems
    out.fill(0, 0, size)
    const one = new Float32Array(size)
    for (const { model, weight } of this.#parts) {
      model.scoreInto(histories, one)
      addNormalised(one, histories, weight, this.#how.normalise, out)
    }
    putLast(out, histories, this.#how.had)
  }

  similarInto(item: number, out: Float32Array): void {
    out.fill(0)
    const one = new Float32Array(this.nItems)
    for (const { model, weight } of this.#parts) {
      if (!model.similarInto) continue
      model.similarInto(item, one)
      // its −Infinity would make every mean so
      one[item] = 0
      addNormalised(one, oneItem(this.nItems, item), weight, this.#how.normalise, out)
    }
    out[item] = Number.NEGATIVE_INFINITY
  }

  /** What the parts name, by their weights and how early they name it. */
  because(history: Interactions, item: number, limit: number): number[] {
    const argued = new Map<number, number>()
    for (const { model, weight } of this.#parts)
      for (const [rank, reason] of model.because(history, item, limit).entries())
        argued.set(reason, (argued.get(reason) ?? 0) + weight / (rank + 1))
    return [...argued]
      .filter(([, weight]) => weight > 0)
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, limit)
      .map(([reason]) => reason)
  }

  recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK> {
    return recommendByScoring(this, histories, k, exclude)
  }

  parts(): ModelParts {
    const taken = this.#parts.map(({ model }) => model.parts())
    const parts = this.#parts.map(
      ({ part: { label, algorithm, options }, weight }, at): StoredPart => ({
        label,
        name: algorithm.name,
        options,
        weight,
        meta: taken[at]?.meta ?? {},
      }),
    )
    const arrays = taken.flatMap(({ arrays }, at) =>
      Object.entries(arrays).map(([name, values]) => [`${at}.${name}`, values] as const),
    )
    return { meta: { nItems: this.nItems, ...this.#how, parts }, arrays: Object.fromEntries(arrays) }
  }
}

interface StoredBlend extends Partial<HowBlended> {
  nItems: number
  normalise: Normalisation
  parts: StoredPart[]
}

interface StoredPart {
  label: string
  name: string
  options: Record<string, unknown>
  weight: number
  meta: Record<string, unknown>
}

const oneItem = (nCols: number, item: number) => ({
  nRows: 1,
  nCols,
  rowStart: Uint32Array.of(0, 1),
  column: Uint32Array.of(item),
})
