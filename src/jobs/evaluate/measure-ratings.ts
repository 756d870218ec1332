import type { SplitEvents } from '../../collect/split-files/split-events.ts'
import { Fault } from '../../contract/fault.ts'
import { nResamples } from '../../evaluate/compare.ts'
import type { RatingProtocol, RatingResult } from '../../evaluate/document.ts'
import { compareErrors, type RatingMetric, ratingMetrics, userErrors } from '../../evaluate/rating-errors.ts'
import { fitRatings } from '../../model/ratings/fit-ratings.ts'
import { type Ratings, ratingsFrom } from '../../model/ratings/rating-model.ts'
import { resolveRating } from '../../model/ratings/ratings.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { type AutoReport, autoLabel, withoutAuto } from '../auto/resolve-auto.ts'
import type { OnProgress } from '../progress.ts'
import type { Budget } from '../trials/budget.ts'
import type { Candidate } from '../trials/run-trial.ts'

/** The model every other is held against: what is usual for the person and for the item. */
const ratingBaseline = 'baseline'

/** Loose ratings: rows and items by their numbers, as `SplitEvents` has them. */
type Loose = Pick<SplitEvents, 'row' | 'item'> & { value: Float32Array }

export interface MeasureRatings {
  learnt: Loose
  /** rows and items beyond `known` are not in training */
  asked: Loose
  known: { rows: number; items: number }
  models: readonly string[]
  options?: Readonly<Record<string, Record<string, unknown>>>
  metrics?: readonly string[]
  /** how long `auto` may choose and fit */
  budget?: Budget
  /** what `auto` chose before: it stands for that and does not choose again */
  chosen?: Candidate
  seed: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

export interface MeasuredRatings {
  results: RatingResult[]
  /** the facts of a protocol that the figures rest on */
  facts: Pick<
    RatingProtocol,
    | 'scale'
    | 'users'
    | 'items'
    | 'interactions'
    | 'testUsers'
    | 'testPairs'
    | 'unknown'
    | 'baseline'
    | 'interval'
    | 'resamples'
  >
  /** what was asked for by name, with its options as they stand */
  named: ReturnType<typeof chosenRatingModels>
  wanted: RatingMetric[]
  auto?: AutoReport
}

/** Are these names of models and metrics? @throws Fault bad-request */
export function checkRatingModels({
  models,
  options,
  metrics,
}: Pick<MeasureRatings, 'models' | 'options' | 'metrics'>) {
  return { named: chosenRatingModels(withoutAuto(models), options), wanted: chosenRatingMetrics(metrics) }
}

/**
 * Trains each model of ratings and lets it say what was given: RMSE and MAE over all ratings of the test, those of unknown users and items
 * too. A pair rated twice counts by its later rating.
 * @throws Fault  bad-request (an unknown model, option or metric), cancelled
 */
export async function measureRatings(request: MeasureRatings): Promise<MeasuredRatings> {
  const { learnt, asked, known, seed, signal, onProgress } = request
  const { named, wanted } = checkRatingModels(request)
  const ratings = ratingsFrom(known.rows, known.items, learnt.row, learnt.item, learnt.value)
  const trial = trialOf(lastOfEachPair(asked), known)
  const { models, auto } = request.models.includes(autoLabel)
    ? await withAuto(named, ratings, request)
    : { models: named }
  const measured = []
  const times: Pick<RatingResult, 'fitSeconds' | 'scoreSeconds' | 'peakBytes'>[] = []
  for (const resolved of models) {
    const { label } = resolved
    const started = performance.now()
    const model = await asBadRequest('models', () =>
      fitRatings(resolved, ratings, {
        seed,
        ...(signal && { signal }),
        onProgress: (done, total) => onProgress?.({ stage: `train ${label}`, done, total, unit: 'steps' }),
      }),
    )
    const fitted = performance.now()
    const predicted = new Float64Array(trial.given.length)
    model.predictInto(trial.user, trial.item, predicted)
    measured.push(userErrors(label, trial.asker, trial.nAskers, predicted, trial.given))
    times.push({
      fitSeconds: (fitted - started) / 1000,
      scoreSeconds: (performance.now() - fitted) / 1000,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    })
    signal?.throwIfAborted()
  }
  const compared = compareErrors(measured, ratingBaseline, seed)
  const results = models.map(({ label, options }, m): RatingResult => {
    const metrics = compared.get(label) as NonNullable<ReturnType<typeof compared.get>>
    return {
      model: label,
      options,
      users: trial.nAskers,
      metrics: Object.fromEntries(wanted.map((key) => [key, metrics[key]])),
      ...(times[m] as (typeof times)[number]),
    }
  })
  return {
    results,
    facts: {
      scale: ratings.scale,
      users: ratings.nRows,
      items: ratings.nCols,
      interactions: ratings.column.length,
      testUsers: trial.nAskers,
      testPairs: trial.given.length,
      unknown: { users: trial.user.filter((u) => u < 0).length, items: trial.item.filter((i) => i < 0).length },
      baseline: ratingBaseline,
      interval: '95 % percentile bootstrap over users, each with all of their ratings',
      resamples: nResamples,
    },
    named,
    wanted,
    ...(auto && { auto }),
  }
}

/** Beside the models that are named the one that auto chooses, or chose in the run that is made again. */
async function withAuto(named: ReturnType<typeof chosenRatingModels>, ratings: Ratings, request: MeasureRatings) {
  const { chosen, budget, seed, signal, onProgress } = request
  if (chosen) {
    const resolved = asBadRequest('chosen', () => resolveRating(chosen.model, chosen.options))
    return { models: [...named, { ...resolved, label: autoLabel }] }
  }
  const { autoRatings } = await import('../auto/auto-ratings.ts')
  const { resolved, report } = await autoRatings({
    ...{ ratings, seed },
    ...(budget && { budget }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  return { models: [...named, resolved], auto: report }
}

/** The questions of a test: strangers and unknown items are −1, whoever asks has a number of their own. */
interface RatingTrial {
  user: Int32Array
  item: Int32Array
  given: Float32Array
  asker: Uint32Array
  nAskers: number
}

function trialOf({ row, item, value }: Loose, known: { rows: number; items: number }): RatingTrial {
  const askers = new Map<number, number>()
  const asker = Uint32Array.from(row, (r) => {
    const a = askers.get(r) ?? askers.size
    askers.set(r, a)
    return a
  })
  return {
    user: Int32Array.from(row, (r) => (r < known.rows ? r : -1)),
    item: Int32Array.from(item, (i) => (i < known.items ? i : -1)),
    given: value,
    asker,
    nAskers: askers.size,
  }
}

/** Of a pair that stands twice the later rating. */
function lastOfEachPair(events: Loose): Loose {
  const { row, item, value } = events
  const nItems = item.reduce((most, i) => Math.max(most, i), 0) + 1
  const last = new Map<number, number>()
  for (let e = 0; e < row.length; e++) last.set(row[e]! * nItems + item[e]!, e)
  if (last.size === row.length) return events
  const kept = Uint32Array.from(last.values()).sort()
  return {
    row: kept.map((e) => row[e]!),
    item: kept.map((e) => item[e]!),
    value: Float32Array.from(kept, (e) => value[e]!),
  }
}

/** The baseline first, then what was asked for, each once. @throws Fault bad-request */
function chosenRatingModels(asked: readonly string[], options: MeasureRatings['options'] = {}) {
  const names = [...new Set([ratingBaseline, ...asked])]
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw new Fault('bad-request', `options: got options for "${name}", want one of the models: ${names.join(', ')}`)
  return names.map((name) => asBadRequest('models', () => resolveRating(name, options[name])))
}

function chosenRatingMetrics(asked: readonly string[] = ratingMetrics): RatingMetric[] {
  return [...new Set(asked)].map((text) => {
    const found = ratingMetrics.find((metric) => metric === text)
    if (!found) throw new Fault('bad-request', `metrics: got "${text}", want one of ${ratingMetrics.join(', ')}`)
    return found
  })
}
