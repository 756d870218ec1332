/** Scores of every item for one user, as the metrics of whole rankings read them. One object serves all users. */
export interface ScoredRow {
  /** item i has score[from + i], i = 0 … nItems − 1 */
  score: Float32Array
  from: number
  nItems: number
  /** by item, one of `marks` */
  mark: Uint8Array
  /** the relevant items that a list may hold are relevant[0 … nRelevant − 1] */
  relevant: Uint32Array
  nRelevant: number
}

/** What an item is to the user at hand. */
export const marks = { other: 0, relevant: 1, had: 2, excluded: 3 } as const

/** A metric of one user's scores; NaN where it is not defined for this user. */
export type ScoreMetric = (row: ScoredRow) => number
