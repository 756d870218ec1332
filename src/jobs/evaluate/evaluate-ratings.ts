import { resolve as resolvePath } from 'node:path'
import { readSplitFile } from '../../collect/split-files/read-split-file.ts'
import { Fault } from '../../contract/fault.ts'
import type { RatingEvaluation, RatingProtocol } from '../../evaluate/document.ts'
import { ratingsHtml } from '../../evaluate/report/ratings-html.ts'
import type { AutoReport } from '../auto/resolve-auto.ts'
import { reportTime, writeReport } from '../write-report.ts'
import type { EvaluateFilesRequest } from './evaluate-files.ts'
import { fileHashes, writeManifest } from './file-manifest.ts'
import { checkRatingModels, measureRatings } from './measure-ratings.ts'
import { fewUsers, fewWords } from './shop-protocol.ts'
import { refuseSplitLeak, splitFacts, splitWarnings } from './split-facts.ts'

export type { Compared } from '../../evaluate/compare.ts'
export type { RatingEvaluation } from '../../evaluate/document.ts'

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
  const { train, test, seed = 1, now = Date.now } = request
  if (test === undefined)
    throw new Fault('bad-request', 'test: got none, want a file: ratings hold no test of their own')
  const models = request.models ?? defaultModels
  checkRatingModels({ ...request, models })
  const learnt = await readSplitFile(train, 'ratings')
  const known = { rows: learnt.rows.size, items: learnt.items.size }
  const asked = await readSplitFile(test, 'ratings', learnt)
  const facts = splitFacts(learnt, asked, known, false)
  refuseSplitLeak(facts, { format: 'ratings', train, test })
  const {
    results,
    facts: measured,
    named,
    wanted,
    auto,
  } = await measureRatings({
    ...request,
    ...{ models, known, seed },
    learnt: { ...learnt, value: learnt.value as Float32Array },
    asked: { ...asked, value: asked.value as Float32Array },
  })
  const createdMs = now()
  const report = resolvePath(request.reportFile ?? `evaluate-${reportTime(createdMs)}.html`)
  const sha256 = await fileHashes([...[train].flat(), test])
  const protocol: RatingProtocol = {
    ...{ split: 'files', format: 'ratings', train: [train].flat().join(', '), test, ...measured, seed, sha256 },
    warnings: [
      ...(measured.testUsers < fewUsers ? [fewWords(measured.testUsers, 'files')] : []),
      ...splitWarnings(facts, { format: 'ratings', seen: 'include' }),
    ],
  }
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
      models: results.map(({ model }) => model),
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
