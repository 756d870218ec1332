import type { Kernels } from '../../kernels/kernels.ts'
import type { Csr } from '../../numbers/csr.ts'
import { topK } from '../../numbers/topk.ts'
import { wantOneOf } from '../check-options.ts'
import type { Interactions } from '../interactions.ts'
import type { Algorithm, Model, ModelParts, TopK } from '../model.ts'
import { recommendByScoring } from '../recommend-by-scoring.ts'
import type { ResolvedPart } from './parts.ts'

export const normalisations = ['z-score', 'max', 'rank'] as const
export type Normalisation = (typeof normalisations)[number]

/** Asked for late: a blend stands in the table that it looks its parts up in. */
export type Algorithms = () => Readonly<Record<string, Algorithm>>

/** How slowly reciprocal rank fusion falls, as published. */
const rankOffset = 60
/** Ranks beyond this add nothing that could be seen. */
const deepestRank = 1000

interface Fitted {
  part: ResolvedPart
  weight: number
  model: Model
}

export class BlendModel implements Model {
  readonly kind = 'blend'
  readonly nItems: number
  readonly #parts: readonly Fitted[]
  readonly #normalise: Normalisation

  constructor(nItems: number, parts: readonly Fitted[], normalise: Normalisation) {
    this.nItems = nItems
    this.#parts = parts
    this.#normalise = normalise
  }

  static load({ meta, arrays }: ModelParts, kernels: Kernels, algorithms: ReturnType<Algorithms>): BlendModel {
    const { nItems, normalise, parts } = meta as { nItems: number; normalise: Normalisation; parts: StoredPart[] }
    if (!Array.isArray(parts)) throw new RangeError('blend: the parts lack the list of its models')
    wantOneOf('normalise', normalise, normalisations)
    const fitted = parts.map(({ label, name, options, weight, meta }, at): Fitted => {
      const algorithm = algorithms[name]
      if (!algorithm) throw new RangeError(`blend: made with "${name}", which is not there`)
      const prefix = `${at}.`
      const own = Object.entries(arrays).filter(([array]) => array.startsWith(prefix))
      const stored = Object.fromEntries(own.map(([array, values]) => [array.slice(prefix.length), values]))
      const part = { label, algorithm, options, weight }
      return { part, weight, model: algorithm.load({ meta, arrays: stored }, kernels) }
    })
    return new BlendModel(nItems, fitted, normalise)
  }

  scoreInto(histories: Interactions, out: Float32Array): void {
    const size = histories.nRows * this.nItems
    out.fill(0, 0, size)
    const one = new Float32Array(size)
    for (const { model, weight } of this.#parts) {
      model.scoreInto(histories, one)
      addNormalised(one, histories, weight, this.#normalise, out)
    }
  }

  similarInto(item: number, out: Float32Array): void {
    out.fill(0)
    const one = new Float32Array(this.nItems)
    for (const { model, weight } of this.#parts) {
      if (!model.similarInto) continue
      model.similarInto(item, one)
      // its −Infinity would make every mean so
      one[item] = 0
      addNormalised(one, oneItem(this.nItems, item), weight, this.#normalise, out)
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
    return { meta: { nItems: this.nItems, normalise: this.#normalise, parts }, arrays: Object.fromEntries(arrays) }
  }
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

/**
 * out += weight · norm(scores), row by row. What a history holds already scores far above the rest in most models: mean,
 * deviation and maximum are those of the other items. A row whose scores are all alike says nothing.
 */
export function addNormalised(
  scores: Float32Array,
  { nRows, nCols, rowStart, column }: Pick<Csr, 'nRows' | 'nCols' | 'rowStart' | 'column'>,
  weight: number,
  how: Normalisation,
  out: Float32Array,
): void {
  for (let r = 0; r < nRows; r++) {
    const base = r * nCols
    const row = scores.subarray(base, base + nCols)
    if (how === 'rank') {
      for (const [rank, i] of topK(row, Math.min(nCols, deepestRank)).entries())
        if (row[i]! > 0) out[base + i]! += weight / (rankOffset + rank + 1)
      continue
    }
    const own = column.subarray(rowStart[r], rowStart[r + 1])
    const { shift, scale } = how === 'max' ? byMax(row, own) : byDeviation(row, own)
    if (scale === 0) continue
    for (let i = 0; i < nCols; i++) out[base + i]! += weight * scale * (row[i]! - shift)
  }
}

function byMax(row: Float32Array, own: Uint32Array): { shift: number; scale: number } {
  let [most, at] = [0, 0]
  for (let i = 0; i < row.length; i++) {
    if (own[at] === i) at++
    else if (Math.abs(row[i]!) > most) most = Math.abs(row[i]!)
  }
  return { shift: 0, scale: most > 0 ? 1 / most : 0 }
}

function byDeviation(row: Float32Array, own: Uint32Array): { shift: number; scale: number } {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += row[i]!
  for (const i of own) sum -= row[i]!
  const n = Math.max(1, row.length - own.length)
  const mean = sum / n
  let squares = 0
  for (let i = 0; i < row.length; i++) squares += (row[i]! - mean) ** 2
  for (const i of own) squares -= (row[i]! - mean) ** 2
  const deviation = Math.sqrt(Math.max(0, squares) / n)
  return { shift: mean, scale: deviation > 1e-6 * Math.abs(mean) ? 1 / deviation : 0 }
}
