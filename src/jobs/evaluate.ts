import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { Fault } from '../contract/fault.ts'
import { compare, nResamples } from '../evaluate/compare.ts'
import type { Evaluation, Protocol } from '../evaluate/document.ts'
import { LeakError, refuseLeaks } from '../evaluate/leak-check.ts'
import { everyMetricAt, type MetricAtK, parseMetric } from '../evaluate/metric-at-k.ts'
import { reportHtml } from '../evaluate/report/report-html.ts'
import { scoreUsers, usersWithTest } from '../evaluate/score-users.ts'
import { type Kernels, openKernels } from '../kernels/kernels.ts'
import { type Resolved, resolve } from '../model/algorithms.ts'
import { mean } from '../numbers/stats.ts'
import { timeSplit } from '../prepare/time-split.ts'
import type { Store } from '../store/store.ts'
import { ensurePrepared } from './prepare.ts'
import type { OnProgress } from './progress.ts'

export type { Evaluation } from '../evaluate/document.ts'

/** The model every other is held against; always evaluated, always first. */
const baseline = 'popular'

export const defaultModels = [baseline, 'item-knn:tfidf', 'item-knn:bm25', 'ials'] as const

const defaultDepths = [5, 10, 20]

/** What the report draws by depth. */
const curveMetrics = everyMetricAt(Array.from({ length: 20 }, (_, at) => at + 1)).filter(
  ({ name }) => name === 'ndcg' || name === 'recall',
)

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
export async function evaluate(request: EvaluateRequest): Promise<Evaluation> {
  const { store, dataDir, seed = 1, seen = 'exclude', holdoutDays = 28, signal, onProgress, now = Date.now } = request
  const models = chosenModels(request.models ?? defaultModels, request.options ?? {})
  const wanted = request.metrics ? chosenMetrics(request.metrics) : everyMetricAt(defaultDepths)
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

  const kernels = await openKernels(request.threads === undefined ? {} : { threads: request.threads })
  const runs: Awaited<ReturnType<typeof run>>[] = []
  try {
    for (const resolved of models) runs.push(await run(resolved, kernels))
  } finally {
    await kernels.close()
  }
  const compared = compare(
    runs.map(({ measured }) => measured),
    baseline,
    wanted,
    split.items.size,
    seed,
  )
  const startedMs = now()
  const report = resolvePath(request.reportFile ?? join(dataDir, 'reports', `evaluate-${fileTime(startedMs)}.html`))
  const evaluation: Evaluation = {
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
      candidates: 'all items',
      targets: split.targets,
      leftOut: { unknown: split.unknownPairs, seen: split.seenPairs },
      baseline,
      interval: '95 % percentile bootstrap over users; coverage: 95 % jackknife',
      resamples: nResamples,
      seed,
      snapshot,
    } satisfies Protocol,
    results: runs.map(({ resolved: { label, options }, curves, timing }) => ({
      model: label,
      options,
      users: users.length,
      metrics: Object.fromEntries(compared.get(label) ?? []),
      curves,
      ...timing,
    })),
    report,
  }
  await writeReport(report, reportHtml(evaluation, { createdMs: startedMs }))
  return evaluation

  async function run({ label, algorithm, options }: Resolved, kernels: Kernels) {
    const watch = (stage: string, unit: string) => ({
      ...(signal && { signal }),
      onProgress: (done: number, total: number) => onProgress?.({ stage: `${stage} ${label}`, done, total, unit }),
    })
    const fitStarted = performance.now()
    const model = await algorithm.fit(split.train, options, { kernels, seed, ...watch('train', 'steps') })
    const scoreStarted = performance.now()
    const trial = {
      histories: split.train,
      targets: split.test,
      ...(seen === 'exclude' && { exclude: split.train }),
    }
    const measuredToo = [...wanted, ...curveMetrics.filter(({ key }) => !wanted.some((one) => one.key === key))]
    const { perUser, lists } = await scoreUsers(model, trial, users, measuredToo, watch('ask', 'users'))
    const done = performance.now()
    return {
      resolved: { label, algorithm, options },
      measured: { label, perUser, lists },
      curves: { ndcg: curveOf('ndcg', perUser), recall: curveOf('recall', perUser) },
      timing: {
        fitSeconds: (scoreStarted - fitStarted) / 1000,
        scoreSeconds: (done - scoreStarted) / 1000,
        peakBytes: process.resourceUsage().maxRSS * 1024,
      },
    }
  }
}

function curveOf(name: 'ndcg' | 'recall', perUser: ReadonlyMap<string, Float64Array>): number[] {
  return curveMetrics.filter((metric) => metric.name === name).map(({ key }) => mean(perUser.get(key) ?? []))
}

/** The baseline first, then what was asked for, each once. */
function chosenModels(
  asked: readonly string[],
  options: Readonly<Record<string, Record<string, unknown>>>,
): Resolved[] {
  const names = [...new Set([baseline, ...asked])]
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw new Fault('bad-request', `options: got options for "${name}", want one of the models: ${names.join(', ')}`)
  return names.map((name) => asFault('models', () => resolve(name, options[name])))
}

function chosenMetrics(asked: readonly string[]): MetricAtK[] {
  return [...new Set(asked)].map((text) => asFault('metrics', () => parseMetric(text)))
}

function asFault<T>(place: string, job: () => T): T {
  try {
    return job()
  } catch (error) {
    if (error instanceof RangeError) throw new Fault('bad-request', `${place}: ${error.message}`, { cause: error })
    throw error
  }
}

function refuse(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof LeakError) throw new Fault('leak', error.message, { cause: error })
    throw error
  }
}

async function writeReport(file: string, html: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, html)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') throw new Fault('disk-full', `report: no room left for ${file}`, { cause: error })
    throw new Fault('no-access', `report: ${file} cannot be written (${code})`, { cause: error })
  }
}

const iso = (timeMs: number) => new Date(timeMs).toISOString()

const fileTime = (timeMs: number) => iso(timeMs).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
