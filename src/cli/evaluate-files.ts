import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { Evaluation, FilesProtocol } from '../jobs/evaluate/evaluate-files.ts'
import type { RatingEvaluation } from '../jobs/evaluate/evaluate-ratings.ts'
import { budgetOption } from './budget-option.ts'
import { type EvaluateOptions, formats } from './evaluate-options.ts'

/** Options that mean something for our own cut only, and for files only. */
const ofShop = {
  config: 'config',
  drill: 'drill',
  embeddings: 'embeddings',
  holdoutDays: 'holdout-days',
  split: 'split',
  testShare: 'test-share',
  folds: 'folds',
} as const
/** What lists are told and ratings are not. */
const ofLists = {
  seen: 'seen',
  threads: 'threads',
  learningCurve: 'learning-curve',
  items: 'items',
  users: 'users',
  tuned: 'tuned',
} as const

/** `osusume evaluate --train FILE --test FILE --format …` */
export async function evaluateFilesCommand(options: EvaluateOptions, command: Command): Promise<void> {
  const { train, test, format } = options
  if (train === undefined) throw new Fault('bad-request', '--train: got none, want the file to learn from')
  if (format === undefined) throw new Fault('bad-request', `--format: got none, want one of ${formats}`)
  for (const [option, name] of Object.entries(ofShop))
    if (command.getOptionValueSource(option) === 'cli')
      throw new Fault('bad-request', `--${name}: a split from files needs none, want it left away`)
  const [{ progressBar }, { untilInterrupted }] = await Promise.all([
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
  ])
  const asked = {
    train,
    seed: options.seed,
    onProgress: progressBar(),
    ...(test !== undefined && { test }),
    ...(options.models && { models: options.models }),
    ...(options.options && { options: options.options }),
    ...(options.metrics && { metrics: options.metrics }),
    ...(options.report !== undefined && { reportFile: options.report }),
  }
  if (format === 'ratings') {
    for (const [option, name] of Object.entries(ofLists))
      if (command.getOptionValueSource(option) === 'cli')
        throw new Fault('bad-request', `--${name}: ratings need none, want it left away`)
    const budget = await budgetOption(options)
    const { evaluateRatings } = await import('../jobs/evaluate/evaluate-ratings.ts')
    const evaluation = await untilInterrupted((signal) =>
      evaluateRatings({ ...asked, ...(budget && { budget }), signal }),
    )
    await printFilesEvaluation(evaluation, options.json)
    if (!options.json && evaluation.auto)
      process.stdout.write((await import('./auto-account.ts')).autoAccount(evaluation.auto))
    return
  }
  const [{ evaluateFiles }, { readTuned }] = await Promise.all([
    import('../jobs/evaluate/evaluate-files.ts'),
    import('../jobs/evaluate/tuned.ts'),
  ])
  const budget = await budgetOption(options)
  const evaluation = await untilInterrupted(async (signal) =>
    evaluateFiles({
      ...asked,
      format: format as Parameters<typeof evaluateFiles>[0]['format'],
      signal,
      ...(budget && { budget }),
      ...(options.seen && { seen: options.seen }),
      ...(options.items !== undefined && { items: options.items }),
      ...(options.users !== undefined && { users: options.users }),
      ...(options.tuned && { tuned: await Promise.all(options.tuned.map(readTuned)) }),
      ...(options.learningCurve && { learningCurve: true }),
      ...(options.threads !== undefined && { threads: options.threads }),
    }),
  )
  await printFilesEvaluation(evaluation, options.json)
  if (!options.json && evaluation.auto)
    process.stdout.write((await import('./auto-account.ts')).autoAccount(evaluation.auto))
}

/** One document, or a table: of lists or of ratings. */
export async function printFilesEvaluation(
  evaluation: Evaluation<FilesProtocol> | RatingEvaluation,
  json: boolean,
): Promise<void> {
  if (json) process.stdout.write(`${JSON.stringify(evaluation)}\n`)
  else if (isOfRatings(evaluation)) process.stdout.write((await import('./ratings-table.ts')).ratingsTable(evaluation))
  else
    process.stdout.write(
      (await import('./evaluation-table.ts')).evaluationTable(evaluation, process.stdout.columns ?? 120),
    )
}

const isOfRatings = (evaluation: Evaluation<FilesProtocol> | RatingEvaluation): evaluation is RatingEvaluation =>
  evaluation.protocol.format === 'ratings'
