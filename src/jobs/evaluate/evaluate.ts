import { randomBytes } from 'node:crypto'
import { join, resolve as resolvePath } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Evaluation, ShopProtocol } from '../../evaluate/document.ts'
import { reportHtml } from '../../evaluate/report/report-html.ts'
import { named, type Sample, type SampleRows, sampleRows } from '../../evaluate/sample.ts'
import { usersWithTest } from '../../evaluate/score-users.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { Store } from '../../store/store.ts'
import { type AutoReport, autoLabel, resolveAuto, withoutAuto } from '../auto/resolve-auto.ts'
import { autoDataOf } from '../auto/shop-data.ts'
import { featuresFor } from '../features/item-features.ts'
import { personOf, segmentsOfTrial, snapshotFor, withPeople } from '../shop-data.ts'
import type { Candidate } from '../trials/run-trial.ts'
import { reportTime, writeReport } from '../write-report.ts'
import type { ComparisonRequest } from './comparison-request.ts'
import { keepRun } from './keep-run.ts'
import { knownFactsFrom } from './known-facts.ts'
import { chosenMetrics, chosenModels, type Fold, measureModels, statistics } from './measure-models.ts'
import { modelsThatFit } from './models-that-fit.ts'
import {
  type CutRequest,
  type CutSizes,
  type ShopCut,
  type SplitKind,
  seenByDefault,
  shopCut,
  sizesAsked,
} from './shop-cut.ts'
import { shopProtocol } from './shop-protocol.ts'
import { livesByRatings, shopRatings } from './shop-ratings.ts'
import { type ShopTrial, shopTrials } from './shop-trials.ts'
import { writeSplitList } from './split-list.ts'
import { refuseTunedOnTest } from './tuned.ts'
import { asksOf, usualModels } from './usual-models.ts'
import { type UsualSplit, usualSplit } from './usual-split.ts'

export type { Evaluation, ShopProtocol, TimeProtocol } from '../../evaluate/document.ts'

export interface EvaluateRequest extends ComparisonRequest, CutSizes {
  store: Store
  dataDir: string
  /** how the data is cut: as suits it when not said (usual-split.ts) */
  split?: SplitKind
  /** settings for prepare */
  config?: object
  /** a folder with a text model, for models that read embeddings: text-embedder.ts */
  embeddings?: string
  /** an earlier snapshot instead of the data as it is now */
  snapshot?: string
}

/**
 * Cuts the prepared events (docs/methods/protocols.md), trains each model on the one part, asks it for lists for everyone
 * who is in the other, and measures those lists beside the popularity baseline. Writes the HTML report and keeps the run:
 * what was asked, on what, what was test and what came of it.
 *
 * @throws Fault  bad-request (an unknown model, option or metric), bad-data (nothing to test on), leak, cancelled
 */
export async function evaluate(request: EvaluateRequest): Promise<Evaluation<ShopProtocol> & { auto?: AutoReport }> {
  const { store, dataDir, seed = 1, signal, onProgress, now = Date.now } = request
  const tuned = request.tuned ?? []
  const askedOf = (usual: readonly string[]) => [
    ...(request.models ?? (tuned.length > 0 ? [] : usual)),
    ...tuned.map(({ model }) => model),
  ]
  // of auto a run keeps what it chose
  const { [autoLabel]: chosen, ...ofNamed } = request.options ?? {}
  const namedOf = (asked: readonly string[]) =>
    chosenModels(withoutAuto(asked), {
      ...ofNamed,
      ...Object.fromEntries(tuned.map(({ model, options }) => [model, options])),
    })
  // a name that is none is refused before anything is read
  if (request.models) namedOf(askedOf([]))
  const wanted = chosenMetrics(request.metrics)
  const prepared = await snapshotFor(request)
  const { name: snapshot, clean, config } = prepared
  const usual = request.split === undefined ? usualSplit(clean, config.weights) : undefined
  const split = request.split ?? (usual as UsualSplit).split
  const asked = askedOf(usualModels[asksOf[split]])
  const named = namedOf(asked)
  const cutRequest: CutRequest = {
    split,
    seen: request.seen ?? seenByDefault(split),
    seed,
    ...sizesAsked(request),
  }
  const cut = shopCut(clean, config.weights, cutRequest)
  const trials = shopTrials(cut, config.weights, cutRequest)
  const nAsked = trials.reduce((sum, { trial }) => sum + usersWithTest(trial.targets).length, 0)
  if (nAsked === 0) throw new Fault('bad-data', `nothing to test on: ${nothingWords(split, cut)}`)
  for (const one of tuned) refuseTunedOnTest(one, cut)

  const { models: all, auto } = await resolveAuto({
    ...{ asked, named, seed, signal, onProgress, chosen: chosen as Candidate | undefined },
    ...{ budget: request.budget, threads: request.threads },
    ...(request.metrics && { wanted }),
    data: () => autoDataOf({ ...request, config }, cut, config.weights, cutRequest),
  })
  const { models, leftOut } = modelsThatFit(all, (trials[0] as ShopTrial).train)
  const segmentOf = trials.map((trial) => segmentsOfTrial(prepared, cut, trial, split))
  const [first, ...more] = (await Promise.all(
    trials.map((trial, at) =>
      withPeople(trial, split, models, store, config, cut.cutMs ?? trial.trainEndMs, segmentOf[at]),
    ),
  )) as [Fold, ...Fold[]]
  const { items } = trials[0] as ShopTrial
  const askers = trials.flatMap((trial) => personOf(trial.askers, split))
  const segments = trials.flatMap((trial, at) => personOf(trial.askers, split).map((id) => segmentOf[at]?.(id)))
  let shown: SampleRows[] = []
  const results = await measureModels({
    models,
    onLists: (all) => {
      shown = sampleRows(all, seed)
    },
    ...first,
    more,
    wanted,
    learningCurve: request.learningCurve === true,
    seed,
    ...(await featuresFor(models, items, () => store.allItems(), { config, embeddings: request.embeddings, signal })),
    ...(await knownFactsFrom(store, askers, items, segments)),
    ...(request.threads !== undefined && { threads: request.threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const createdMs = now()
  const run = `${reportTime(createdMs)}-${randomBytes(2).toString('hex')}`
  const report = resolvePath(request.reportFile ?? join(dataDir, 'reports', `evaluate-${reportTime(createdMs)}.html`))
  const splitFile = join('runs', `${run}.tsv.gz`)
  const keep = request.keep !== false
  const splitHash = await writeSplitList(keep ? join(dataDir, splitFile) : undefined, cut.clean, cut.folds)
  const protocol = shopProtocol(cutRequest, cut, trials, { ...statistics(seed), snapshot, splitHash })
  if (usual) protocol.why = usual.why
  protocol.warnings = [...(protocol.warnings ?? []), ...leftOut]
  const samples = await namedSamples(store, shown, items)
  const ratings = livesByRatings(clean)
    ? await shopRatings({
        ...{ cut, split, asked, seed, createdMs },
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
        reportFile: report.replace(/(\.html)?$/, '-ratings.html'),
        ...(request.budget && { budget: request.budget }),
      })
    : undefined
  const evaluation = {
    ...{ protocol, results, samples, report },
    ...(ratings && { ratings }),
    ...(keep && { run }),
    ...(auto && { auto }),
  }
  await writeReport(report, reportHtml(evaluation, { createdMs }))
  if (keep)
    await keepRun(store, {
      ...{ run, createdMs, snapshot, splitFile, report, protocol, results, models },
      request: {
        ...{ split, ...cut.sizes, seen: cutRequest.seen, seed, metrics: wanted.map(({ key }) => key) },
        ...(request.embeddings !== undefined && { embeddings: resolvePath(request.embeddings) }),
      },
    })
  return evaluation
}

/** Samples with the titles the catalogue has. */
async function namedSamples(store: Store, rows: readonly SampleRows[], items: Vocabulary): Promise<Sample[]> {
  const columns = rows.flatMap(({ history, wanted, lists }) => [
    ...history,
    ...wanted,
    ...lists.flatMap((list) => list.items),
  ])
  const ids = [...new Set(columns)].map((column) => items.ids[column] as string)
  const known = await store.itemsById(ids)
  const titles = new Map(known.flatMap((item) => (item?.title === undefined ? [] : [[item.id, item.title] as const])))
  return named(rows, (column) => items.ids[column] as string, titles)
}

function nothingWords(split: SplitKind, { sizes }: ShopCut): string {
  if (split === 'time' || split === 'sessions')
    return `no known customer came back for a known product in the last ${Number((sizes.holdoutDays ?? 0).toPrecision(3))} days; try another --holdout-days, or --split leave-last-out`
  return 'no customer has a known product to be asked for and another before it; try another --split'
}
