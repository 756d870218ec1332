import type { Compared } from './compare.ts'
import type { Estimate } from './coverage.ts'
import type { LearningCurve } from './learning-curve.ts'
import type { Sample } from './sample.ts'
import type { SliceTable } from './slice.ts'
import type { PairedTest } from './statistics/paired-test.ts'

/** How the data was cut and asked, so that a stranger could do it again. */
export type Protocol = ShopProtocol | FilesProtocol

interface AnyProtocol {
  /** may lists hold what the user had before */
  seen: 'exclude' | 'include'
  /** in training */
  users: number
  items: number
  interactions: number
  /** users (or beginnings of sessions) with at least one test pair; the same for every model */
  testUsers: number
  testPairs: number
  /** every item is a candidate for every list, none are sampled; in the drill with new items these alone */
  candidates: 'all items' | 'new items'
  baseline: string
  interval: string
  resamples: number
  seed: number
  /** what a reader would otherwise not know, in sentences */
  warnings?: string[]
}

/** Our own cut through prepared events (docs/methods/protocols.md). Times are ISO 8601. */
export interface ShopProtocol extends AnyProtocol {
  split: 'time' | 'leave-last-out' | 'last-basket' | 'random' | 'k-fold' | 'strong' | 'sessions'
  /** why it is cut so, where nobody asked for a cut */
  why?: string
  /** time, sessions: the last so many days are the test */
  holdoutDays?: number
  /** random: this share of the pairs is the test; strong: of the people */
  testShare?: number
  /** k-fold: each of so many parts is the test once; counts are sums over them */
  folds?: number
  /** training is up to and including this moment; absent where there is none for all */
  cut?: string
  trainStart: string
  trainEnd: string
  testStart: string
  testEnd: string
  /** kinds of event that make a pair a test pair */
  targets: string[]
  /** events of each part: learnt from, told of people who were not learnt from, asked for, in neither */
  events: { train: number; history: number; test: number; out: number }
  /** test pairs left out: customer or product unknown to training; in training already (seen excluded) */
  leftOut: { unknown: number; seen: number }
  snapshot: string
  /** sha256 of the list of all events that are not learnt from; the same list, the same split */
  splitHash: string
}

/** The cut in time. */
export type TimeProtocol = ShopProtocol & { split: 'time'; holdoutDays: number; cut: string }

/** Somebody else's split, read as it is. */
export interface FilesProtocol extends AnyProtocol {
  split: 'files'
  format: string
  train: string
  /** absent: the last of every sequence of train was held out */
  test?: string
  /** further files with what is known of items and users */
  about?: { items?: string; users?: string }
  /** of the files read, by their paths */
  sha256?: Record<string, string>
}

/** Ratings of a published split, read as it is, or of a shop, cut as its lists are. */
export interface RatingProtocol extends Omit<AnyProtocol, 'seen' | 'candidates'>, Pick<FilesProtocol, 'sha256'> {
  split: Protocol['split']
  format: 'ratings'
  /** the files, or in words what of a shop's own ratings was learnt from and asked for */
  train: string
  test: string
  /** the range of the ratings learnt from: predictions are cut to it */
  scale: { low: number; high: number }
  /** users, items: of training. interactions, testPairs: ratings. Predicted without knowing the user or the item: */
  unknown: { users: number; items: number }
}

/** Of one model of ratings: rmse and mae, lower is better. */
export type RatingResult = Omit<Result, 'curves'>

/** What `osusume evaluate --format ratings --json` prints, and what of a shop where people give stars stands beside its lists. */
export interface RatingEvaluation {
  protocol: RatingProtocol
  results: RatingResult[]
  report: string
  run?: string
}

export interface Result {
  model: string
  options: Record<string, unknown>
  users: number
  metrics: Record<string, Compared>
  /** by depth: position k − 1 is the mean at k */
  curves: { ndcg: number[]; recall: number[] }
  /** the metrics that are means over customers again, for parts of the customers and of what they turned to */
  slices?: SliceTable[]
  /** on the leading metric, this model minus each other one, by the other's name */
  against?: Record<string, Estimate & PairedTest>
  /** what is known of this model against the baseline, in one sentence */
  words?: string
  /** how the leading metric grew with the data, when asked for */
  learningCurve?: LearningCurve
  fitSeconds: number
  scoreSeconds: number
  /** the most memory the process had held when this model was done */
  peakBytes: number
}

/** What `osusume evaluate --json` prints. */
export interface Evaluation<P extends Protocol = Protocol> {
  protocol: P
  results: Result[]
  /** where people give stars: how well models foresee them, on the same cut */
  ratings?: RatingEvaluation
  /** a few customers with their history and every model's list */
  samples?: Sample[]
  /** path of the HTML report */
  report: string
  /** what it is called in the store, for `--replay` and the leaderboard; of files: the path of its manifest */
  run?: string
}

/** Who or what is new. */
export type DrillKind = 'cold-users' | 'cold-items'

/** How well models do at one depth: so many events are known of whoever or whatever is new. */
export interface DrillRow {
  depth: number
  results: Pick<Result, 'model' | 'options' | 'users' | 'metrics'>[]
}

/** What `osusume evaluate --drill … --json` prints. */
export interface DrillEvaluation {
  protocol: ShopProtocol
  drill: DrillKind
  /** how many customers, or products, are new */
  drilled: number
  /** one for each depth, 0 first; the same questions in all */
  rows: DrillRow[]
  report: string
}
