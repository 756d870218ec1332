import type { BaselineLists } from '../../evaluate/beyond-accuracy/serendipity.ts'
import { compare, leadOf, type Measured, nResamples } from '../../evaluate/compare.ts'
import type { Result } from '../../evaluate/document.ts'
import type { Grouping } from '../../evaluate/groupings.ts'
import { type ItemFacts, itemFacts, type KnownOfItems } from '../../evaluate/item-facts.ts'
import { listMetric } from '../../evaluate/list-metrics.ts'
import { everyMetricAt, type MetricAtK, parseMetric } from '../../evaluate/metric-at-k.ts'
import { joined, scoreUsers, usersWithTest } from '../../evaluate/score-users.ts'
import { sliceTables } from '../../evaluate/slices.ts'
import { stackTrials, type Trial } from '../../evaluate/trial.ts'
import { verdict } from '../../evaluate/verdict.ts'
import { type Kernels, openKernels } from '../../kernels/kernels.ts'
import { type Resolved, resolve } from '../../model/algorithms.ts'
import { fitModel } from '../../model/fit.ts'
import type { Interactions } from '../../model/interactions.ts'
import type { ItemFeatures } from '../../model/model.ts'
import { mean } from '../../numbers/stats.ts'
import { asBadRequest } from '../as-bad-request.ts'
import type { OnProgress } from '../progress.ts'
import { curveOfFolds, followLearning } from './learning-curve.ts'

/** The model every other is held against; always evaluated, always first. */
export const baseline = 'popular'

/** Depths of every metric when nobody asks for others. */
const defaultDepths = [5, 10, 20]

/** What the report draws by depth. */
const curveMetrics = everyMetricAt(Array.from({ length: 20 }, (_, at) => at + 1)).filter(
  ({ name }) => name === 'ndcg' || name === 'recall',
)

export interface MeasureRequest {
  models: readonly Resolved[]
  train: Interactions
  itemFeatures?: ItemFeatures
  /** what metrics may read of the items */
  known?: KnownOfItems
  /** parts of which figures are wanted beside history and popularity: rows of the trial, or items */
  groups?: readonly Grouping[]
  trial: Trial
  /** the other folds of a cross-validation: models are fitted anew on each, users of all folds count side by side */
  more?: readonly Fold[]
  wanted: readonly MetricAtK[]
  /** follow the leading metric over growing parts of the data: three and a half fits more a model */
  learningCurve?: boolean
  /** told of everybody's lists once all models are asked, before they are let go */
  onLists?: (all: { trial: Trial; users: Uint32Array; measured: Measured[] }) => void
  seed: number
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
}

/** What is learnt from and what is asked then; items of all folds have the same columns. */
export interface Fold {
  train: Interactions
  trial: Trial
}

/**
 * Trains every model on the same matrix, asks each the same questions and compares the answers user by user. The first
 * model is the baseline.
 */
export async function measureModels(request: MeasureRequest): Promise<Result[]> {
  const { models, train, wanted, seed, threads, known, groups = [], more = [] } = request
  const folds: Fold[] = [{ train, trial: request.trial }, ...more]
  const trial = stackTrials(folds.map(({ trial }) => trial))
  const users = usersWithTest(trial.targets)
  const embeddings = request.itemFeatures?.embeddings
  const facts = itemFacts(train, { ...(embeddings && { embeddings }), ...known })
  asBadRequest('metrics', () => refuseUnknown(wanted, trial, facts))
  const kernels = await openKernels(threads === undefined ? {} : { threads })
  const runs: Run[] = []
  const popular: BaselineLists[] = []
  try {
    for (const resolved of models) {
      const ofFolds: Run[] = []
      for (const [f, fold] of folds.entries()) {
        const asked = usersWithTest(fold.trial.targets)
        const run = await measureOne(resolved, fold, asked, kernels, request, facts, popular[f])
        popular[f] ??= joined(run.measured.lists, run.depth, asked.length)
        ofFolds.push(run)
      }
      runs.push(ofFolds.length === 1 ? (ofFolds[0] as Run) : sideBySide(ofFolds))
    }
  } finally {
    await kernels.close()
  }
  const measured = runs.map(({ measured }) => measured)
  const group = trial.group && users.map((u) => (trial.group as Uint32Array)[u]!)
  request.onLists?.({ trial, users, measured })
  const { table, against } = compare(measured, baseline, wanted, trial.targets, users, seed, group)
  const lead = leadOf(wanted)
  return runs.map(({ resolved: { label, options }, measured, curves, timing, learned }) => {
    const metrics = table.get(label) ?? new Map()
    const leading = lead && metrics.get(lead.key)
    return {
      model: label,
      options,
      users: users.length,
      metrics: Object.fromEntries(metrics),
      curves,
      slices: sliceTables({ trial, users, facts, groups, wanted, seed }, measured),
      against: Object.fromEntries(against.get(label) ?? []),
      ...(leading && lead && { words: verdict(label, baseline, lead.key, leading, users.length) }),
      ...(lead && learned.length > 0 && { learningCurve: curveOfFolds(lead.key, learned, seed) }),
      ...timing,
    }
  })
}

/** @throws RangeError  a metric that needs what nobody knows here */
function refuseUnknown(wanted: readonly MetricAtK[], trial: Trial, facts: ItemFacts): void {
  const nobody = { depth: 0, count: new Uint32Array(), item: new Uint32Array() }
  const seen = trial.exclude ? 'exclude' : 'include'
  for (const one of wanted) listMetric(one, { facts, baseline: () => nobody, seen })
}

type Run = Awaited<ReturnType<typeof measureOne>>

/** How the figures of `measureModels` were come by, for the protocol. */
export const statistics = (seed: number) => ({
  candidates: 'all items' as const,
  baseline,
  interval: '95 % percentile bootstrap over users; coverage and gini: 95 % jackknife',
  resamples: nResamples,
  seed,
})

/** The baseline first, then what was asked for, each once. @throws Fault bad-request */
export function chosenModels(
  asked: readonly string[],
  options: Readonly<Record<string, Record<string, unknown>>> = {},
): Resolved[] {
  const names = [...new Set([baseline, ...asked])]
  for (const name of Object.keys(options))
    if (!names.includes(name))
      asBadRequest('options', () => {
        throw new RangeError(`got options for "${name}", want one of the models: ${names.join(', ')}`)
      })
  return names.map((name) => asBadRequest('models', () => resolve(name, options[name])))
}

/** Every metric at the usual depths when none are asked for. @throws Fault bad-request */
export function chosenMetrics(asked: readonly string[] | undefined): MetricAtK[] {
  if (!asked) return everyMetricAt(defaultDepths)
  return [...new Set(asked)].map((text) => asBadRequest('metrics', () => parseMetric(text)))
}

async function measureOne(
  resolved: Resolved,
  { train, trial }: Fold,
  users: Uint32Array,
  kernels: Kernels,
  { itemFeatures, wanted, seed, signal, onProgress, learningCurve }: MeasureRequest,
  facts: ItemFacts,
  popular: BaselineLists | undefined,
) {
  const { label } = resolved
  const watch = (stage: string, unit: string) => ({
    ...(signal && { signal }),
    onProgress: (done: number, total: number) => onProgress?.({ stage: `${stage} ${label}`, done, total, unit }),
  })
  const fitStarted = performance.now()
  const context = { kernels, seed, ...(itemFeatures && { itemFeatures }), ...watch('train', 'steps') }
  const model = await asBadRequest('models', () => fitModel(resolved, train, context))
  const scoreStarted = performance.now()
  const measuredToo = [...wanted, ...curveMetrics.filter(({ key }) => !wanted.some((one) => one.key === key))]
  const asking = { facts, seed, ...(popular && { baseline: popular }), ...watch('ask', 'users') }
  const { perUser, lists } = await scoreUsers(model, trial, users, measuredToo, asking)
  const done = performance.now()
  const lead = leadOf(wanted)
  const learned =
    learningCurve === true && lead
      ? [await followLearning({ train, trial, perUser: figuresOf(perUser), learn, seed })]
      : []
  return {
    resolved,
    measured: { label, perUser, lists },
    learned,
    depth: lists[0]?.k ?? 0,
    curves: { ndcg: curveOf('ndcg', perUser), recall: curveOf('recall', perUser) },
    timing: {
      fitSeconds: (scoreStarted - fitStarted) / 1000,
      scoreSeconds: (done - scoreStarted) / 1000,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    },
  }

  function figuresOf(perUser: ReadonlyMap<string, Float64Array>): Float64Array {
    return perUser.get(lead?.key ?? '') ?? new Float64Array(0)
  }

  async function learn(part: Interactions, asked: Trial): Promise<Float64Array> {
    const fitted = await fitModel(resolved, part, context)
    return figuresOf((await scoreUsers(fitted, asked, users, lead ? [lead] : [], asking)).perUser)
  }
}

/** Runs of one model on several folds as one: their users below each other, their times added. */
function sideBySide(runs: readonly Run[]): Run {
  const [first] = runs as [Run]
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0)
  const perUser = new Map(
    [...first.measured.perUser.keys()].map((key) => {
      const columns = runs.map(({ measured }) => measured.perUser.get(key) ?? new Float64Array(0))
      return [key, Float64Array.from(columns.flatMap((column) => [...column]))] as const
    }),
  )
  return {
    ...first,
    measured: { ...first.measured, perUser, lists: runs.flatMap(({ measured }) => measured.lists) },
    learned: runs.flatMap(({ learned }) => learned),
    curves: { ndcg: curveOf('ndcg', perUser), recall: curveOf('recall', perUser) },
    timing: {
      fitSeconds: sum(({ timing }) => timing.fitSeconds),
      scoreSeconds: sum(({ timing }) => timing.scoreSeconds),
      peakBytes: Math.max(...runs.map(({ timing }) => timing.peakBytes)),
    },
  }
}

function curveOf(name: 'ndcg' | 'recall', perUser: ReadonlyMap<string, Float64Array>): number[] {
  return curveMetrics.filter((metric) => metric.name === name).map(({ key }) => mean(perUser.get(key) ?? []))
}
