import { resolve as resolvePath } from 'node:path'
import { readSplitFile } from '../../collect/split-files/read-split-file.ts'
import type { SplitEvents } from '../../collect/split-files/split-events.ts'
import { Fault } from '../../contract/fault.ts'
import { nResamples } from '../../evaluate/compare.ts'
import type { RatingEvaluation, RatingProtocol, RatingResult } from '../../evaluate/document.ts'
import { compareErrors, type RatingMetric, ratingMetrics, userErrors } from '../../evaluate/rating-errors.ts'
import { ratingsHtml } from '../../evaluate/report/ratings-html.ts'
import { fitRatings } from '../../model/ratings/fit-ratings.ts'
import { type Ratings, ratingsFrom } from '../../model/ratings/rating-model.ts'
import { resolveRating } from '../../model/ratings/ratings.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { type AutoReport, autoLabel, withoutAuto } from '../auto/resolve-auto.ts'
import { reportTime, writeReport } from '../write-report.ts'
import type { EvaluateFilesRequest } from './evaluate-files.ts'
import { fileHashes, writeManifest } from './file-manifest.ts'
import { fewUsers, fewWords } from './shop-protocol.ts'
import { refuseSplitLeak, splitFacts, splitWarnings } from './split-facts.ts'

export type { Compared } from '../../evaluate/compare.ts'
export type { RatingEvaluation } from '../../evaluate/document.ts'

/** The model every other is held against: what is usual for the person and for the item. */
const ratingBaseline = 'baseline'

const defaultModels = ['knn', 'svd', 'svd++']

export type EvaluateRatingsRequest = Omit<
  EvaluateFilesRequest,
  'format' | 'seen' | 'threads' | 'items' | 'users' | 'tuned'
>

/**
 * Trains each model of ratings on the one file and lets it say what is given in the other: RMSE and MAE over all ratings of
 * the test, those of unknown users and items too. A pair rated twice counts by its later rating.
 *
 * @throws Fault  bad-request (an unknown model, option or metric), not-found, bad-file, leak, cancelled
 */
export async function evaluateRatings(
  request: EvaluateRatingsRequest,
): Promise<RatingEvaluation & { auto?: AutoReport }> {
  const { train, test, seed = 1, signal, onProgress, now = Date.now } = request
  if (test === undefined)
    throw new Fault('bad-request', 'test: got none, want a file: ratings hold no test of their own')
  const names = request.models ?? defaultModels
  const named = chosenRatingModels(withoutAuto(names), request.options)
  const wanted = chosenRatingMetrics(request.metrics)
  const learnt = await readSplitFile(train, 'ratings')
  const known = { rows: learnt.rows.size, items: learnt.items.size }
  const asked = await readSplitFile(test, 'ratings', learnt)
  const facts = splitFacts(learnt, asked, known, false)
  refuseSplitLeak(facts, { format: 'ratings', train, test })
  const ratings = ratingsFrom(known.rows, known.items, learnt.row, learnt.item, learnt.value as Float32Array)
  const trial = trialOf(lastOfEachPair(asked), known)
  const { models, auto } = names.includes(autoLabel) ? await withAuto(named, ratings, request) : { models: named }

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
  const createdMs = now()
  const report = resolvePath(request.reportFile ?? `evaluate-${reportTime(createdMs)}.html`)
  const sha256 = await fileHashes([...[train].flat(), test])
  const protocol = { ...protocolOf(request, ratings, trial), seed, sha256 }
  protocol.warnings = [
    ...(trial.nAskers < fewUsers ? [fewWords(trial.nAskers, 'files')] : []),
    ...splitWarnings(facts, { format: 'ratings', seen: 'include' }),
  ]
  const evaluation: RatingEvaluation & { auto?: AutoReport } = { protocol, results, report, ...(auto && { auto }) }
  await writeReport(report, ratingsHtml(evaluation, { createdMs }))
  if (request.keep === false) return evaluation
  const options = Object.fromEntries(named.map(({ label, options }) => [label, options]))
  const chosen = auto?.chosen ?? request.chosen
  const run = await writeManifest(report, {
    createdMs,
    request: {
      train,
      test,
      format: 'ratings',
      models: models.map(({ label }) => label),
      options,
      ...(chosen && { chosen }),
      metrics: wanted,
      seed,
    },
    sha256,
    protocol,
    results,
  })
  return { ...evaluation, run }
}

/** Beside the models that are named the one that auto chooses, or chose in the run that is made again. */
async function withAuto(
  named: ReturnType<typeof chosenRatingModels>,
  ratings: Ratings,
  request: EvaluateRatingsRequest,
) {
  const { chosen, budget, seed = 1, signal, onProgress } = request
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

function trialOf({ row, item, value }: SplitEvents, known: { rows: number; items: number }): RatingTrial {
  const askers = new Map<number, number>()
  const asker = Uint32Array.from(row, (r) => {
    const a = askers.get(r) ?? askers.size
    askers.set(r, a)
    return a
  })
  return {
    user: Int32Array.from(row, (r) => (r < known.rows ? r : -1)),
    item: Int32Array.from(item, (i) => (i < known.items ? i : -1)),
    given: value as Float32Array,
    asker,
    nAskers: askers.size,
  }
}

/** Of a pair that stands twice the later rating. */
function lastOfEachPair(events: SplitEvents): SplitEvents {
  const { row, item, value, items } = events
  const last = new Map<number, number>()
  for (let e = 0; e < row.length; e++) last.set(row[e]! * items.size + item[e]!, e)
  if (last.size === row.length) return events
  const kept = Uint32Array.from(last.values()).sort()
  return {
    ...events,
    row: kept.map((e) => row[e]!),
    item: kept.map((e) => item[e]!),
    value: Float32Array.from(kept, (e) => (value as Float32Array)[e]!),
  }
}

function protocolOf(
  { train, test }: EvaluateRatingsRequest,
  { nRows, nCols, column, scale }: Ratings,
  { user, item, given, nAskers }: RatingTrial,
): Omit<RatingProtocol, 'seed'> {
  return {
    split: 'files',
    format: 'ratings',
    train: [train].flat().join(', '),
    test: test as string,
    scale,
    users: nRows,
    items: nCols,
    interactions: column.length,
    testUsers: nAskers,
    testPairs: given.length,
    unknown: { users: user.filter((u) => u < 0).length, items: item.filter((i) => i < 0).length },
    baseline: ratingBaseline,
    interval: '95 % percentile bootstrap over users, each with all of their ratings',
    resamples: nResamples,
  }
}

/** The baseline first, then what was asked for, each once. @throws Fault bad-request */
function chosenRatingModels(asked: readonly string[], options: EvaluateFilesRequest['options'] = {}) {
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
