import { resolve as resolvePath } from 'node:path'
import type { SplitFormat } from '../../collect/split-files/split-events.ts'
import type { Evaluation, FilesProtocol } from '../../evaluate/document.ts'
import { reportHtml } from '../../evaluate/report/report-html.ts'
import { named as namedSamples, type SampleRows, sampleRows } from '../../evaluate/sample.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { kindOfFiles } from '../auto/kind-of-files.ts'
import { type AutoReport, autoLabel, resolveAuto, withoutAuto } from '../auto/resolve-auto.ts'
import type { Candidate } from '../trials/run-trial.ts'
import { reportTime, writeReport } from '../write-report.ts'
import { type AboutFiles, aboutSplit } from './about-split.ts'
import type { ComparisonRequest } from './comparison-request.ts'
import { fileHashes, writeManifest } from './file-manifest.ts'
import { chosenMetrics, chosenModels, measureModels, statistics } from './measure-models.ts'
import { modelsThatFit } from './models-that-fit.ts'
import { fewUsers, fewWords } from './shop-protocol.ts'
import { splitWarnings } from './split-facts.ts'
import { readSplitTrial } from './split-trial.ts'
import { refuseTunedOnSplit } from './tuned.ts'
import { usualModels } from './usual-models.ts'

export type { Evaluation, FilesProtocol } from '../../evaluate/document.ts'

export interface EvaluateFilesRequest extends ComparisonRequest, AboutFiles {
  /** one file or several, read one after the other */
  train: string | readonly string[]
  /** `sequence` may do without */
  test?: string
  format: Exclude<SplitFormat, 'ratings'>
  /** what `auto` chose before: it stands for that and does not choose again */
  chosen?: Candidate
}

const isAuto = (asked: readonly string[]) => asked.includes(autoLabel)

/** What is asked of files of each kind. */
const asks: Record<EvaluateFilesRequest['format'], keyof typeof usualModels> = {
  pairs: 'items',
  lightgcn: 'items',
  sequence: 'sequence',
  sessions: 'sessions',
  'session-lines': 'sessions',
  baskets: 'baskets',
}

/**
 * Trains each model on the one file and asks it what the other holds: a published split, read as it was published.
 * Writes the HTML report and beside it a manifest from which the evaluation can be made again.
 *
 * @throws Fault  bad-request (an unknown model, option or metric), not-found, bad-file, bad-data, leak, cancelled
 */
export async function evaluateFiles(
  request: EvaluateFilesRequest,
): Promise<Evaluation<FilesProtocol> & { auto?: AutoReport }> {
  const { train, test, format, seed = 1, threads, signal, onProgress, now = Date.now } = request
  const tuned = request.tuned ?? []
  const tunedModels = tuned.map(({ model }) => model)
  const asked = [...(request.models ?? (tuned.length > 0 ? [] : usualModels[asks[format]])), ...tunedModels]
  const named = chosenModels(withoutAuto(asked), {
    ...request.options,
    ...Object.fromEntries(tuned.map(({ model, options }) => [model, options])),
  })
  const wanted = chosenMetrics(request.metrics)
  const read = await readSplitTrial({
    train,
    format,
    ...(test !== undefined && { test }),
    ...(request.seen && { seen: request.seen }),
  })
  if (tuned.length > 0) refuseTunedOnSplit(tuned, read)
  const { split, itemFeatures, facts, warnings } = await aboutSplit(read, request, isAuto(asked) ? 'auto' : named)
  const { models: all, auto } = await resolveAuto({
    ...{ asked, named, seed, threads, signal, onProgress, budget: request.budget, chosen: request.chosen },
    ...(request.metrics && { wanted }),
    async data() {
      const kind = kindOfFiles(format, split)
      return { cut: validationCut(split.train, kind, seed), kind, ...(itemFeatures && { itemFeatures }) }
    },
  })
  const { models, leftOut } = modelsThatFit(all, split.train)
  let shown: SampleRows[] = []
  const results = await measureModels({
    models,
    onLists: (all) => {
      shown = sampleRows(all, seed)
    },
    train: split.train,
    trial: split,
    ...(itemFeatures && { itemFeatures }),
    ...facts,
    wanted,
    learningCurve: request.learningCurve === true,
    seed,
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  const createdMs = now()
  const report = resolvePath(request.reportFile ?? `evaluate-${reportTime(createdMs)}.html`)
  const about = { ...(request.items && { items: request.items }), ...(request.users && { users: request.users }) }
  const files = [...[train].flat(), ...(test === undefined ? [] : [test]), ...Object.values(about)]
  const sha256 = await fileHashes(files)
  const seen = split.exclude ? 'exclude' : 'include'
  const testUsers = results[0]?.users ?? 0
  const protocol: FilesProtocol = {
    split: 'files',
    format,
    train: [train].flat().join(', '),
    ...(test !== undefined && { test }),
    ...(Object.keys(about).length > 0 && { about }),
    seen,
    users: split.train.nRows,
    items: split.items.size,
    interactions: split.train.column.length,
    testUsers,
    testPairs: split.targets.column.length,
    ...statistics(seed),
    sha256,
    warnings: [
      ...(testUsers < fewUsers ? [fewWords(testUsers, 'files')] : []),
      ...splitWarnings(split.facts, { format, seen }),
      ...warnings,
      ...leftOut,
    ],
  }
  const evaluation: Evaluation<FilesProtocol> & { auto?: AutoReport } = {
    protocol,
    results,
    samples: namedSamples(shown, (item) => split.items.ids[item] as string),
    report,
    ...(auto && { auto }),
  }
  await writeReport(report, reportHtml(evaluation, { createdMs }))
  if (request.keep === false) return evaluation
  const run = await writeManifest(report, {
    createdMs,
    request: {
      ...{ train, ...(test !== undefined && { test }), format, seen, seed, ...about },
      models: models.map(({ label }) => label),
      options: Object.fromEntries(
        named.filter((one) => models.includes(one)).map(({ label, options }) => [label, options]),
      ),
      ...(auto && { chosen: auto.chosen }),
      metrics: wanted.map(({ key }) => key),
    },
    sha256,
    protocol,
    results,
  })
  return { ...evaluation, run }
}
