/** What a new model must show before it may answer shoppers. */
export interface GateConfig {
  /** the metric that decides, e.g. ndcg@10: a mean over customers, larger is better */
  goal: string
  /** how much worse, as a share of the other's value, still counts as "not worse", in [0, 1] */
  margin: number
  /** the newest so many days are what models are asked about; never more than a fifth of the log */
  holdoutDays: number
  /** with fewer customers or visits to ask, by any cut, accuracy is not judged */
  minTestUsers: number
  /** at most so many customers or visits are asked, drawn by the seed */
  maxTestUsers: number
  /** least share of the catalogue on the lists of ten, in [0, 1] */
  minCoverage: number
  /** least coverage as a share of the live model's, in [0, 1] */
  coverageOfLive: number
  /** largest share of places that a list of ten gives to sold-out products, in [0, 1] */
  maxOutOfStock: number
  /** sentences of the merchant: assertion.ts */
  assertions: readonly string[]
}

export const defaultGateConfig: GateConfig = {
  goal: 'ndcg@10',
  margin: 0.05,
  holdoutDays: 28,
  minTestUsers: 50,
  maxTestUsers: 5000,
  minCoverage: 0,
  coverageOfLive: 0.5,
  maxOutOfStock: 0.5,
  assertions: [],
}
