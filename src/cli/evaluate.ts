import type { Command } from 'commander'
import type { SplitKind } from '../jobs/shop-cut.ts'
import { configFile } from './config-file.ts'
import { evaluateFilesCommand } from './evaluate-files.ts'
import { type EvaluateOptions, withEvaluateOptions } from './evaluate-options.ts'
import { replayCommand } from './evaluate-replay.ts'
import { withSharedOptions } from './shared-options.ts'

export default function addEvaluate(program: Command): void {
  withEvaluateOptions(withSharedOptions(program.command('evaluate'))).action(
    (options: EvaluateOptions, command: Command) => {
      if (options.replay !== undefined) return replayCommand(options.replay, options, command)
      const isShop = options.train === undefined && options.test === undefined && options.format === undefined
      return isShop ? evaluateCommand(options) : evaluateFilesCommand(options, command)
    },
  )
}

async function evaluateCommand(options: EvaluateOptions): Promise<void> {
  const config = options.config === undefined ? undefined : await configFile(options.config)
  const [
    { openExistingStore },
    { evaluate },
    { progressBar },
    { untilInterrupted },
    { evaluationTable },
    { readTuned },
  ] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/evaluate.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('./evaluation-table.ts'),
    import('../jobs/tuned.ts'),
  ])
  const tuned = await Promise.all((options.tuned ?? []).map(readTuned))
  const store = await openExistingStore(options.data)
  try {
    const evaluation = await untilInterrupted((signal) =>
      evaluate({
        store,
        dataDir: options.data,
        split: options.split as SplitKind,
        tuned,
        ...(options.holdoutDays !== undefined && { holdoutDays: options.holdoutDays }),
        ...(options.testShare !== undefined && { testShare: options.testShare }),
        ...(options.folds !== undefined && { folds: options.folds }),
        seed: options.seed,
        signal,
        onProgress: progressBar(),
        ...(config && { config }),
        ...(options.embeddings !== undefined && { embeddings: options.embeddings }),
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
  } finally {
    await store.close()
  }
}
