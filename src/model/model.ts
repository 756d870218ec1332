import type { Factors, Kernels, Scorer } from '../kernels/kernels.ts'
import type { Csr } from '../numbers/csr.ts'
import type { Interactions } from './interactions.ts'

/** What is known of the items beside what people did with them. */
export interface ItemFeatures {
  /**
   * nItems × features for each kind of thing known: `text` (columns are words, values how often), `category`, `brand`,
   * `price` (columns are bands) and attributes by their names. Values ≥ 0.
   */
  fields: Readonly<Record<string, Csr>>
  /** nItems × dim, row-major; rows of zeros where there is none. Made outside, e.g. from text by an ONNX model */
  embeddings?: { dim: number; array: Float32Array }
  /** nItems; NaN where unknown */
  price?: Float32Array
}

/** What every fit is handed besides its matrix and options. Nothing else reaches a model: no clock, no disk, no ids. */
export interface FitContext {
  kernels: Kernels
  seed: number
  itemFeatures?: ItemFeatures
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

/** What scores are made of where they are products: score(i) = x · items_i. */
export interface Products {
  readonly items: Factors
  /** x of a history of one row: `items.stride` numbers, a copy */
  personOf(history: Interactions): Float32Array
}

/** How scores are made, in words that threads understand: by this, from these rows, one for each history. */
export interface Scoring {
  scorer: Scorer
  histories: Csr
}

/**
 * A trained model. It is a pure function of a person's history: a known user, a visitor with three clicks and a user
 * who bought something a second ago are all served by the row of their weighted history, so nothing has to be retrained
 * for an event to count. An empty row is allowed: models that know nothing then score 0 everywhere. Models of order
 * read `histories.sequences`; where it is missing they take the items of the row as one basket without an order.
 */
export interface Model {
  readonly kind: string
  readonly nItems: number
  /**
   * Scores of every item for each history.
   * @param histories  nRows × nItems, weights as in training
   * @param out        nRows × nItems, row-major, overwritten; larger is better, never NaN
   */
  scoreInto(histories: Interactions, out: Float32Array): void
  /** How alike every item is to `item`; out has length nItems, the item itself gets −Infinity. Missing: not defined. */
  similarInto?(item: number, out: Float32Array): void
  /**
   * Which items of the history argued for `item`, strongest first, at most `limit`; empty when the model cannot tell.
   * @param history  one row
   */
  because(history: Interactions, item: number, limit: number): number[]
  /** The k best of every row on all cores, items of the same row of `exclude` left out. Equal to scoreInto + topK. */
  recommend(histories: Interactions, k: number, exclude?: Csr): Promise<TopK>
  /** What `scoreInto` does, for threads. Missing or undefined: only the model itself can say. */
  scoring?(histories: Interactions): Scoring | undefined
  /** Missing: scores are no products of factors. */
  readonly products?: Products
  parts(): ModelParts
}

/**
 * The values of one option among which it is worth searching. `also` are those worth trying beside the numbers: 0 where
 * it means "off" and not a small number, a word such as "auto".
 */
export type Range =
  | { low: number; high: number; scale?: 'log'; whole?: true; also?: readonly (string | number | boolean)[] }
  | { choices: readonly (string | number | boolean)[] }

/** What a fit may be handed besides the matrix. */
export type Need = 'sequences' | 'itemFeatures' | 'embeddings' | 'userFeatures'

/** An algorithm: how it is named, what it may be told, how it is fitted and read back. */
export interface Algorithm<Options extends object = Record<string, unknown>> {
  readonly name: string
  readonly defaults: Readonly<Options>
  /** Named sets of options, e.g. item-knn:bm25. */
  readonly variants?: Readonly<Record<string, Partial<Options>>>
  /** What tuning may try. Options left out keep their default. */
  readonly space?: Readonly<Partial<Record<keyof Options, Range>>>
  /** What it cannot do without (with these options); fitModel refuses with a sentence. */
  needs?(options: Options): readonly Need[]
  /** Throws RangeError, naming the option, when a value is of the wrong type or out of range. */
  check(options: Options): void
  /** What a fit will hold at its peak besides its input, bytes, from above and within a factor of 2 for large inputs. */
  memoryBytes(interactions: Interactions, options: Options): number
  /** A new model; users × items, values are weights > 0. Nothing is fitted in place. Aborting throws signal.reason. */
  fit(interactions: Interactions, options: Options, context: FitContext): Promise<Model>
  /**
   * The model after more happened, sooner than by a new fit: `interactions` is the whole of what is known by now, its
   * first columns are the items of `model`. Missing: fit anew.
   */
  update?(model: Model, interactions: Interactions, options: Options, context: FitContext): Promise<Model>
  load(parts: ModelParts, kernels: Kernels): Model
}
