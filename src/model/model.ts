import type { Kernels } from '../kernels/kernels.ts'
import type { Csr } from '../numbers/csr.ts'

/** What every fit is handed besides its matrix and options. Nothing else reaches a model: no clock, no disk, no ids. */
export interface FitContext {
  kernels: Kernels
  seed: number
  signal?: AbortSignal
  /** told after each step of a long fit; `total` does not change during one fit */
  onProgress?: (done: number, total: number) => void
}

/** A model's content as a flat file keeps it. */
export interface ModelParts {
  meta: Record<string, unknown>
  arrays: Record<string, Float32Array | Uint32Array | Float64Array>
}

/** For each row at most k items, best first. Row r has `count[r]` of them, from position r * k. */
export interface TopK {
  k: number
  count: Uint32Array
  item: Uint32Array
  score: Float32Array
}

/**
 * A trained model. It is a pure function of a person's history: a known user, a visitor with three clicks and a user
 * who bought something a second ago are all served by the row of their weighted history, so nothing has to be retrained
 * for an event to count. An empty row is allowed: models that know nothing then score 0 everywhere.
 */
export interface Model {
  readonly kind: string
  readonly nItems: number
  /**
   * Scores of every item for each history.
   * @param histories  nRows × nItems, weights as in training
   * @param out        nRows × nItems, row-major, overwritten; larger is better, never NaN
   */
  scoreInto(histories: Csr, out: Float32Array): void
  /** How alike every item is to `item`; out has length nItems, the item itself gets −Infinity. Missing: not defined. */
  similarInto?(item: number, out: Float32Array): void
  /**
   * Which items of the history argued for `item`, strongest first, at most `limit`; empty when the model cannot tell.
   * @param history  one row
   */
  because(history: Csr, item: number, limit: number): number[]
  /** The k best of every row on all cores, items of the same row of `exclude` left out. Equal to scoreInto + topK. */
  recommend(histories: Csr, k: number, exclude?: Csr): Promise<TopK>
  parts(): ModelParts
}

/** An algorithm: how it is named, what it may be told, how it is fitted and read back. */
export interface Algorithm<Options extends object = Record<string, unknown>> {
  readonly name: string
  readonly defaults: Readonly<Options>
  /** Named sets of options, e.g. item-knn:bm25. */
  readonly variants?: Readonly<Record<string, Partial<Options>>>
  /** Throws RangeError, naming the option, when a value is of the wrong type or out of range. */
  check(options: Options): void
  /** A new model; users × items, values are weights > 0. Nothing is fitted in place. Aborting throws signal.reason. */
  fit(interactions: Csr, options: Options, context: FitContext): Promise<Model>
  load(parts: ModelParts, kernels: Kernels): Model
}
