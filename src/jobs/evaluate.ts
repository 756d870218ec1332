import { join, resolve as resolvePath } from 'node:path'
import { Fault } from '../contract/fault.ts'
import type { Evaluation, TimeProtocol } from '../evaluate/document.ts'
import { LeakError, refuseLeaks } from '../evaluate/leak-check.ts'
import { reportHtml } from '../evaluate/report/report-html.ts'
import { usersWithTest } from '../evaluate/score-users.ts'
import { timeSplit } from '../prepare/time-split.ts'
import type { Store } from '../store/store.ts'
import { featuresFor } from './item-features.ts'
import { knownFactsFrom } from './known-facts.ts'
import { baseline, chosenMetrics, chosenModels, measureModels, statistics } from './measure-models.ts'
import { ensurePrepared } from './prepare.ts'
import type { OnProgress } from './progress.ts'
import { peopleFor } from './user-features.ts'
import { reportTime, writeReport } from './write-report.ts'

export type { Evaluation, TimeProtocol } from '../evaluate/document.ts'

export const defaultModels = [baseline, 'item-knn:tfidf', 'item-knn:bm25', 'ials'] as const

export interface EvaluateRequest {
  store: Store
  dataDir: string
  holdoutDays?: number
  seen?: 'exclude' | 'include'
  models?: readonly string[]
  /** by the label of the model they are for */
  options?: Readonly<Record<string, Record<string, unknown>>>
  /** e.g. ndcg@10 */
  metrics?: readonly string[]
  threads?: number
  seed?: number
  /** settings for prepare */
  config?: object
  /** where the HTML report goes */
  reportFile?: string
  signal?: AbortSignal
  onProgress?: OnProgress
  /** milliseconds since 1970 */
  now?: () => number
}

/**
 * Cuts the prepared events in time, trains each model on what was before, asks it for lists for everyone who came back
 * after, and measures those lists beside the popularity baseline. Writes the HTML report; stores nothing else.
 *
 * @throws Fault  bad-request (an unknown model, option or metric), bad-data (nothing to test on), leak, cancelled
 */
export async function evaluate(request: EvaluateRequest): Promise<Evaluation<TimeProtocol>> {
  const { store, dataDir, seed = 1, seen = 'exclude', holdoutDays = 28, signal, onProgress, now = Date.now } = request
  const models = chosenModels(request.models ?? defaultModels, request.options)
  const wanted = chosenMetrics(request.metrics)
  if (!(holdoutDays > 0)) throw new Fault('bad-request', `holdout-days: got ${holdoutDays}, want a number above 0`)

  const {
    name: snapshot,
    clean,
    config,
  } = await ensurePrepared({
    store,
    dataDir,
    ...(request.config && { config: request.config }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const split = timeSplit(clean, { holdoutDays, weights: config.weights, seen })
  const users = usersWithTest(split.test)
  if (users.length === 0)
    throw new Fault(
      'bad-data',
      `nothing to test on: no known customer came back for a known product in the last ${holdoutDays} days; try another --holdout-days`,
    )
  const { trainEvents } = split
  refuse(() =>
    refuseLeaks({
      train: split.train,
      test: split.test,
      seen,
      trainTimesMs: clean.timeMs.subarray(0, trainEvents),
      testTimesMs: clean.timeMs.subarray(trainEvents),
    }),
  )

  const { userFeatures } = await peopleFor(models, split.users, store, split.cutMs)
  const train = { ...split.train, ...(userFeatures && { userFeatures }) }
  const results = await measureModels({
    models,
    train,
    trial: {
      histories: train,
      targets: split.test,
      ...(seen === 'exclude' && { exclude: split.train }),
    },
    wanted,
    seed,
    ...(await featuresFor(models, split.items, () => store.allItems())),
    ...(await knownFactsFrom(store, split.users, split.items)),
    ...(request.threads !== undefined && { threads: request.threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const startedMs = now()
  const report = resolvePath(request.reportFile ?? join(dataDir, 'reports', `evaluate-${reportTime(startedMs)}.html`))
  const evaluation: Evaluation<TimeProtocol> = {
    protocol: {
      split: 'time',
      holdoutDays,
      seen,
      cut: iso(split.cutMs),
      trainStart: iso(clean.timeMs[0] ?? split.trainEndMs),
      trainEnd: iso(split.trainEndMs),
      testStart: iso(split.testStartMs),
      testEnd: iso(clean.timeMs.at(-1) ?? split.testStartMs),
      users: split.users.size,
      items: split.items.size,
      interactions: split.train.column.length,
      testUsers: users.length,
      testPairs: split.test.column.length,
      targets: split.targets,
      leftOut: { unknown: split.unknownPairs, seen: split.seenPairs },
      ...statistics(seed),
      snapshot,
    },
    results,
    report,
  }
  await writeReport(report, reportHtml(evaluation, { createdMs: startedMs }))
  return evaluation
}

function refuse(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof LeakError) throw new Fault('leak', error.message, { cause: error })
    throw error
  }
}

const iso = (timeMs: number) => new Date(timeMs).toISOString()
