import type { Metric } from '../../src/evaluate/metrics.ts'
import type { Trial } from '../../src/evaluate/trial.ts'
import type { Interactions } from '../../src/model/interactions.ts'
import type { ItemFeatures } from '../../src/model/model.ts'

/** What one model is taught and what it is asked. */
export interface Part extends Trial {
  train: Interactions
  itemFeatures?: ItemFeatures
}

/** One model of a table. */
export interface Row {
  /** as `--models` names it */
  model: string
  /** chosen on the validation cut */
  options?: Record<string, unknown>
  /** how these options were found, in one line */
  chosen: string
}

/** A table of this folder: a data set, its protocol and the models measured on it. */
export interface Table {
  title: string
  /** how the data is cut and asked, with the metrics' definitions, as the anchor defines them */
  protocol: string
  metrics: readonly string[]
  /** metrics of this table only, by the names used in `metrics` before the @ */
  ownMetrics?: Readonly<Record<string, Metric>>
  /** figures others published, and what is to be reached; values in the order of `metrics` */
  published: readonly { model: string; values: readonly number[] }[]
  goal: readonly number[]
  rows: readonly Row[]
  /** folds; values of the table are means over them. `test` is read for the table, `validation` is cut from train only */
  test(data: string): AsyncIterable<Part>
  validation(data: string): AsyncIterable<Part>
}
