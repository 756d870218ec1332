import type { TopK } from '../../model/model.ts'
import { mean } from '../../numbers/stats.ts'
import { columnOf, percentileInterval, resampledMeans } from '../bootstrap.ts'
import { coverage, type Estimate } from '../coverage.ts'
import type { GateConfig } from './gate-config.ts'

/** What one model answered to the customers of the fresh test: its goal metric for each, and its lists. */
export interface Answers {
  model: string
  goal: Float64Array
  lists: readonly TopK[]
}

export type Role = 'popular' | 'last-viewed' | 'live'

/** The candidate beside one other, customer by customer. */
export interface Comparison extends Estimate {
  role: Role
  model: string
  /** candidate minus the other */
  difference: Estimate
  /** the interval of the difference lies above −margin times the other's value */
  notWorse: boolean
  /** it lies above 0 */
  better: boolean
  /** false: reported, and no reason to hold the candidate back */
  decides: boolean
}

/** Does the candidate answer better when it is told the right history rather than somebody else's? */
export interface Personal {
  /** own history minus another customer's */
  difference: Estimate
  /** the difference is more than three of its standard errors above 0 */
  passed: boolean
}

/** A limit that has nothing to do with accuracy. */
export interface GuardRail {
  rail: 'coverage' | 'out-of-stock' | 'assertion'
  /** the merchant's sentence, for an assertion */
  text?: string
  /** share of the catalogue, of places, of lists that break the assertion */
  got: number
  want: number
  passed: boolean
}

export interface Judgement {
  candidate: Estimate & { model: string }
  against: Comparison[]
  personal?: Personal
  coverage: GuardRail
  accurate: boolean
}

const nResamples = 1000

/**
 * Is the candidate not worse? Differences are taken customer by customer, with 95 % percentile bootstrap intervals on
 * shared resamples:
 *
 *     not worse than X    low(candidate − X) ≥ −margin · value(X)       (non-inferiority)
 *     better than X       low(candidate − X) > 0
 *
 * Wanted is "not worse" than the live model, than popularity and than last-viewed. Where the live model itself is worse
 * than last-viewed, or nothing is live, last-viewed is reported and does not decide: holding a model back would not bring
 * the shop any nearer to it.
 *
 * And the candidate must know whom it is talking to: asked twice with the same products left out, once with the
 * customer's own history and once with somebody else's, it must do better with their own by more than three standard
 * errors (1 in 740 by chance). That is what a model trained on shuffled labels cannot do, however near it comes to
 * popularity. A candidate whose lists do not depend on the history (popularity itself) is not asked.
 *
 * @param whose  the candidate's answers with the customers' own and with other customers' histories
 * Source of the margin: Rothmann, Wiens & Chan, "Design and Analysis of Non-Inferiority Trials", 2011, ch. 3.
 */
export function judge(
  candidate: Answers,
  others: readonly (Answers & { role: Role })[],
  whose: { own: Answers; stranger: Answers },
  { margin, minCoverage, coverageOfLive }: GateConfig,
  { nItems, k, seed }: { nItems: number; k: number; seed: number },
): Judgement {
  const columns = [candidate.goal, ...others.map(({ goal }) => goal)]
  const resampled = resampledMeans(columns, nResamples, seed)
  const own = mean(candidate.goal)
  const live = others.findIndex(({ role }) => role === 'live')
  const against = others.map(({ role, model, goal }, o): Comparison => {
    const value = mean(goal)
    const estimate = percentileInterval(value, columnOf(resampled, columns.length, o + 1))
    const difference = percentileInterval(own - value, columnOf(resampled, columns.length, 0, o + 1))
    const liveReaches = () =>
      percentileInterval(value, columnOf(resampled, columns.length, live + 1, o + 1)).low >= -margin * value
    return {
      role,
      model,
      ...estimate,
      difference,
      notWorse: difference.low >= -margin * value,
      better: difference.low > 0,
      decides: role !== 'last-viewed' || (live >= 0 && liveReaches()),
    }
  })
  const personal = knowsWho(whose.own, whose.stranger, seed)
  const covered = (lists: readonly TopK[]) => coverage(lists, k, nItems).value
  const got = covered(candidate.lists)
  const want = Math.max(minCoverage, live >= 0 ? coverageOfLive * covered(others[live]?.lists ?? []) : 0)
  return {
    candidate: { model: candidate.model, ...percentileInterval(own, columnOf(resampled, columns.length, 0)) },
    against,
    ...(personal && { personal }),
    coverage: { rail: 'coverage', got, want, passed: got >= want },
    accurate: against.every(({ decides, notWorse }) => notWorse || !decides) && personal?.passed !== false,
  }
}

function knowsWho(own: Answers, stranger: Answers, seed: number): Personal | undefined {
  if (sameLists(own.lists, stranger.lists)) return undefined
  const each = own.goal.map((value, u) => value - stranger.goal[u]!)
  const value = mean(each)
  const standardError = Math.sqrt(mean(each.map((one) => (one - value) ** 2)) / each.length)
  const difference = percentileInterval(value, resampledMeans([each], nResamples, seed))
  return { difference, passed: value > 3 * standardError }
}

/** The same is left out of both, so that a list for everyone is the same with any history. */
function sameLists(some: readonly TopK[], others: readonly TopK[]): boolean {
  return some.every(({ item }, block) => {
    const other = others[block]?.item
    return other?.length === item.length && item.every((one, at) => one === other[at])
  })
}
