import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { type EvaluateOptions, formats } from './evaluate-options.ts'

/** Options that mean something for our own cut only, and for files only. */
const ofShop = {
  config: 'config',
  embeddings: 'embeddings',
  holdoutDays: 'holdout-days',
  split: 'split',
  testShare: 'test-share',
  folds: 'folds',
} as const
/** `osusume evaluate --train FILE --test FILE --format …` */
export async function evaluateFilesCommand(options: EvaluateOptions, command: Command): Promise<void> {
  const { train, test, format } = options
  if (train === undefined) throw new Fault('bad-request', '--train: got none, want the file to learn from')
  if (format === undefined) throw new Fault('bad-request', `--format: got none, want one of ${formats}`)
  for (const [option, name] of Object.entries(ofShop))
    if (command.getOptionValueSource(option) === 'cli')
      throw new Fault('bad-request', `--${name}: a split from files needs none, want it left away`)
  const [
    { evaluateFiles },
    { parseBudget },
    { progressBar },
    { untilInterrupted },
    { evaluationTable },
    { autoAccount },
  ] = await Promise.all([
    import('../jobs/evaluate-files.ts'),
    import('../jobs/trials/budget.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('./evaluation-table.ts'),
    import('./auto-account.ts'),
  ])
  const evaluation = await untilInterrupted((signal) =>
    evaluateFiles({
      train,
      format: format as Parameters<typeof evaluateFiles>[0]['format'],
      seed: options.seed,
      signal,
      onProgress: progressBar(),
      ...(options.budget !== undefined && { budget: parseBudget(options.budget) }),
      ...(test !== undefined && { test }),
      ...(options.seen && { seen: options.seen }),
      ...(options.models && { models: options.models }),
      ...(options.options && { options: options.options }),
      ...(options.metrics && { metrics: options.metrics }),
      ...(options.learningCurve && { learningCurve: true }),
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.report !== undefined && { reportFile: options.report }),
    }),
  )
  process.stdout.write(
    options.json ? `${JSON.stringify(evaluation)}\n` : evaluationTable(evaluation, process.stdout.columns ?? 120),
  )
  if (!options.json && evaluation.auto) process.stdout.write(autoAccount(evaluation.auto))
}
