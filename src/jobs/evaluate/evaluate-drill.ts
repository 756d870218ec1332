import { join, resolve as resolvePath } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { amongItems } from '../../evaluate/among-items.ts'
import { compare } from '../../evaluate/compare.ts'
import type { DrillEvaluation, DrillKind, DrillRow } from '../../evaluate/document.ts'
import { itemFacts } from '../../evaluate/item-facts.ts'
import { drillHtml } from '../../evaluate/report/drill-html.ts'
import { scoreUsers, usersWithTest } from '../../evaluate/score-users.ts'
import { withFallback } from '../../evaluate/with-fallback.ts'
import { openKernels } from '../../kernels/kernels.ts'
import { fitModel } from '../../model/fit.ts'
import type { Interactions } from '../../model/interactions.ts'
import type { Model } from '../../model/model.ts'
import { asBadRequest } from '../as-bad-request.ts'
import { featuresFor } from '../features/item-features.ts'
import { segmentsOfTrial, snapshotFor, withPeople } from '../shop-data.ts'
import { reportTime, writeReport } from '../write-report.ts'
import { coldItems, coldUsers, type DrillStep } from './drill-steps.ts'
import type { EvaluateRequest } from './evaluate.ts'
import { baseline, chosenMetrics, chosenModels, statistics } from './measure-models.ts'
import { type CutRequest, shopCut, sizesAsked } from './shop-cut.ts'
import { shopProtocol } from './shop-protocol.ts'
import { type ShopTrial, shopTrials } from './shop-trials.ts'
import { writeSplitList } from './split-list.ts'
import { usualModels } from './usual-models.ts'

export type { DrillEvaluation, DrillKind } from '../../evaluate/document.ts'
export { drillWords } from '../../evaluate/report/drill-html.ts'

const usualMetrics = ['ndcg@10', 'recall@10', 'hr@10', 'coverage@10']

/** Each drill is made on a cut of its own: people who were not learnt from; products asked for after a moment. */
const cutOf = { 'cold-users': 'strong', 'cold-items': 'time' } as const

/**
 * How well models do for customers, or with products, of which they know 0, 1, 2, 5 or 10 events: the same questions at
 * every depth. Models answer as the product does: what they do not know is filled with what is popular. Writes a report;
 * no run is kept.
 *
 * @throws Fault  bad-request, bad-data (nobody and nothing to drill with), leak, cancelled
 */
export async function evaluateDrill(request: EvaluateRequest & { drill: DrillKind }): Promise<DrillEvaluation> {
  const { store, dataDir, drill, seed = 1, threads, signal, onProgress, now = Date.now } = request
  const models = chosenModels(request.models ?? usualModels.items, request.options)
  const wanted = chosenMetrics(request.metrics ?? usualMetrics)
  const split = cutOf[drill]
  const cutRequest: CutRequest = {
    ...{ split, seen: request.seen ?? 'exclude', seed },
    ...sizesAsked(request),
  }
  const prepared = await snapshotFor(request)
  const { name: snapshot, clean, config } = prepared
  const cut = shopCut(clean, config.weights, cutRequest)
  const [trial] = shopTrials(cut, config.weights, cutRequest) as [ShopTrial]
  const { steps, drilled, isAsked } =
    drill === 'cold-users'
      ? { steps: coldUsers(cut, trial, config.weights), drilled: trial.testUsers, isAsked: undefined }
      : coldItems(cut, trial, config.weights, seed)
  const users = usersWithTest((steps[0] as DrillStep).trial.targets)
  if (users.length === 0)
    throw new Fault('bad-data', `nothing to drill with: ${nothing[drill]}; more data or another cut would help`)

  const features = await featuresFor(models, trial.items, () => store.allItems(), {
    config,
    embeddings: request.embeddings,
    signal,
  })
  // of whoever is new nothing is told, their segment neither
  const segmentOf = segmentsOfTrial(prepared, cut, trial, split, false)
  const whole = await Promise.all(
    steps.map((step) =>
      withPeople({ ...trial, ...step }, split, models, store, config, cut.cutMs ?? trial.trainEndMs, segmentOf),
    ),
  )
  const kernels = await openKernels(threads === undefined ? {} : { threads })
  const measured = new Map(steps.map(({ depth }) => [depth, [] as Parameters<typeof compare>[0][number][]]))
  try {
    for (const resolved of models) {
      let fitted: { on: Interactions; model: Model } | undefined
      for (const [s, { train, trial }] of whole.entries()) {
        const { depth, train: same } = steps[s] as DrillStep
        const watch = (stage: string, unit: string) => ({
          ...(signal && { signal }),
          onProgress: (done: number, total: number) =>
            onProgress?.({ stage: `${stage} ${resolved.label}, ${depth} events`, done, total, unit }),
        })
        if (fitted?.on !== same) {
          const context = { kernels, seed, ...features, ...watch('train', 'steps') }
          const model = await asBadRequest('models', () => fitModel(resolved, train, context))
          fitted = { on: same, model: withFallback(isAsked ? amongItems(model, isAsked) : model, train, isAsked) }
        }
        const { perUser, lists } = await scoreUsers(fitted.model, trial, users, wanted, {
          ...{ facts: itemFacts(train), seed },
          ...watch('ask', 'users'),
        })
        measured.get(depth)?.push({ label: resolved.label, perUser, lists })
      }
    }
  } finally {
    await kernels.close()
  }
  const rows = whole.map(({ trial }, s): DrillRow => {
    const { depth } = steps[s] as DrillStep
    const { table } = compare(measured.get(depth) ?? [], baseline, wanted, trial.targets, users, seed)
    return {
      depth,
      results: models.map(({ label, options }) => ({
        ...{ model: label, options, users: users.length },
        metrics: Object.fromEntries(table.get(label) ?? []),
      })),
    }
  })
  const createdMs = now()
  const report = resolvePath(request.reportFile ?? join(dataDir, 'reports', `drill-${reportTime(createdMs)}.html`))
  const splitHash = await writeSplitList(undefined, cut.clean, cut.folds)
  const asked = { ...trial, testUsers: users.length, trial: (steps[0] as DrillStep).trial }
  const protocol = shopProtocol(cutRequest, cut, [asked], {
    ...{ ...statistics(seed), snapshot, splitHash },
    ...(isAsked && { candidates: 'new items' as const }),
  })
  const evaluation: DrillEvaluation = { protocol, drill, drilled, rows, report }
  await writeReport(report, drillHtml(evaluation, { createdMs }))
  return evaluation
}

const nothing = {
  'cold-users': 'no customer has two products to be asked for',
  'cold-items': 'no product with 10 events in training is asked for after it',
}
