import { eventKinds } from '../../contract/event.ts'
import type { RatingEvaluation, RatingProtocol } from '../../evaluate/document.ts'
import { ratingsHtml } from '../../evaluate/report/ratings-html.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import { history, type Parts, test, train } from '../../prepare/splits/part.ts'
import { type AutoReport, autoLabel } from '../auto/resolve-auto.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import { writeReport } from '../write-report.ts'
import { measureRatings } from './measure-ratings.ts'
import type { ShopCut } from './shop-cut.ts'
import { fewUsers, fewWords } from './shop-protocol.ts'

const rating = eventKinds.indexOf('rating')

/** Does the shop live by stars: are at least half of its events ratings with a value, and not always the same one? */
export function livesByRatings({ kind, rating: stars }: CleanEvents): boolean {
  let n = 0
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let e = 0; e < kind.length; e++) {
    if (kind[e] !== rating || Number.isNaN(stars[e])) continue
    n++
    least = Math.min(least, stars[e]!)
    most = Math.max(most, stars[e]!)
  }
  return 2 * n >= kind.length && least < most
}

export interface ShopRatingsRequest {
  cut: ShopCut
  split: RatingProtocol['split']
  /** names of the models of lists: with `auto` among them ratings have theirs too */
  asked: readonly string[]
  budget?: Budget
  seed: number
  reportFile: string
  createdMs: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/** Of what `auto` may take for lists, so much more for ratings: they are sooner learnt. */
const shareOfBudget = 0.25

/**
 * How well models foresee the stars that people give, on the cut that lists are measured on: learnt from what is known there, asked for
 * the ratings of the test, those of new people and things too. Nothing where the test holds none.
 */
export async function shopRatings(
  request: ShopRatingsRequest,
): Promise<(RatingEvaluation & { auto?: AutoReport }) | undefined> {
  const { cut, split, asked, budget, seed, reportFile, createdMs, signal, onProgress } = request
  const { clean, folds } = cut
  const [part, ...more] = folds
  if (!part || more.length > 0) return undefined
  const { learnt, held, known } = ratingsOf(clean, part)
  if (learnt.row.length === 0 || held.row.length === 0) return undefined
  const { results, facts, auto } = await measureRatings({
    ...{ learnt, asked: held, known, seed },
    models: ['svd', ...(asked.includes(autoLabel) ? [autoLabel] : [])],
    budget: quarter(budget),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const protocol: RatingProtocol = {
    ...{ split, format: 'ratings', train: 'the ratings that are known', test: 'those of the test', ...facts, seed },
    warnings: facts.testUsers < fewUsers ? [fewWords(facts.testUsers, split)] : [],
  }
  const evaluation = { protocol, results, report: reportFile, ...(auto && { auto }) }
  await writeReport(reportFile, ratingsHtml(evaluation, { createdMs }))
  return evaluation
}

const quarter = (budget: Budget = { seconds: 120 }): Budget =>
  'seconds' in budget
    ? { seconds: Math.max(15, shareOfBudget * budget.seconds) }
    : { trials: Math.max(1, Math.round(shareOfBudget * budget.trials)) }

/** Ratings with a value on both sides of a cut, people and items numbered in the order in which training meets them. */
function ratingsOf({ kind, rating: stars, user, item, users, items }: CleanEvents, part: Parts) {
  const rowOf = new Int32Array(users.length).fill(-1)
  const columnOf = new Int32Array(items.length).fill(-1)
  const next = { rows: 0, items: 0 }
  const side = (...of: number[]) => {
    const events = Uint32Array.from(kind.keys()).filter(
      (e) => kind[e] === rating && !Number.isNaN(stars[e]) && of.includes(part[e]!),
    )
    for (const e of events) {
      if (rowOf[user[e]!]! < 0) rowOf[user[e]!] = next.rows++
      if (columnOf[item[e]!]! < 0) columnOf[item[e]!] = next.items++
    }
    return {
      row: events.map((e) => rowOf[user[e]!]!),
      item: events.map((e) => columnOf[item[e]!]!),
      value: Float32Array.from(events, (e) => stars[e]!),
    }
  }
  const learnt = side(train, history)
  const known = { ...next }
  return { learnt, held: side(test), known }
}
