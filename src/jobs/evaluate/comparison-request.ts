import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import type { Tuned } from './tuned.ts'

/** Which models are compared and how, whatever they are asked about. */
export interface ComparisonRequest {
  /** may a list hold what the row had before; when not said, only where repeats are the point (sessions, baskets) */
  seen?: 'exclude' | 'include'
  models?: readonly string[]
  /** by the label of the model they are for */
  options?: Readonly<Record<string, Record<string, unknown>>>
  /** options that a tuning chose: refused when it could read the test */
  tuned?: readonly Tuned[]
  /** e.g. ndcg@10 */
  metrics?: readonly string[]
  /** follow the leading metric over growing parts of the data */
  learningCurve?: boolean
  /** how long `auto` may choose and fit */
  budget?: Budget
  threads?: number
  seed?: number
  /** false: nothing is kept from which it could be made again */
  keep?: boolean
  /** where the HTML report goes; a name is made up when not given */
  reportFile?: string
  signal?: AbortSignal
  onProgress?: OnProgress
  /** milliseconds since 1970 */
  now?: () => number
}
