import type { Compared } from './compare.ts'

/** How the data was cut and asked, so that a stranger could do it again. Times are ISO 8601. */
export interface Protocol {
  split: 'time'
  holdoutDays: number
  /** may lists hold what the user had before the cut */
  seen: 'exclude' | 'include'
  /** training is up to and including this moment */
  cut: string
  trainStart: string
  trainEnd: string
  testStart: string
  testEnd: string
  /** in training */
  users: number
  items: number
  interactions: number
  /** users with at least one test pair; the same for every model */
  testUsers: number
  testPairs: number
  /** every item of training is a candidate for every list; none are sampled */
  candidates: 'all items'
  /** kinds of event that make a pair a test pair */
  targets: string[]
  /** test pairs left out: customer or product unknown to training; in training already (seen excluded) */
  leftOut: { unknown: number; seen: number }
  baseline: string
  interval: string
  resamples: number
  seed: number
  snapshot: string
}

export interface Result {
  model: string
  options: Record<string, unknown>
  users: number
  metrics: Record<string, Compared>
  /** by depth: position k − 1 is the mean at k */
  curves: { ndcg: number[]; recall: number[] }
  fitSeconds: number
  scoreSeconds: number
  /** the most memory the process had held when this model was done */
  peakBytes: number
}

/** What `osusume evaluate --json` prints. */
export interface Evaluation {
  protocol: Protocol
  results: Result[]
  /** path of the HTML report */
  report: string
}
