import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { SplitKind } from '../jobs/evaluate/shop-cut.ts'
import { budgetOption } from './budget-option.ts'
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
      return isShop ? evaluateCommand(options, command) : evaluateFilesCommand(options, command)
    },
  )
}

async function evaluateCommand(options: EvaluateOptions, command: Command): Promise<void> {
  if (options.drill !== undefined)
    for (const option of ['split', 'folds', 'tuned', 'learningCurve'])
      if (command.getOptionValueSource(option) === 'cli')
        throw new Fault('bad-request', `--${option}: a drill has a cut of its own and no more, want it left away`)
  const config = options.config === undefined ? undefined : await configFile(options.config)
  const [{ openExistingStore }, { progressBar }, { untilInterrupted }, { readTuned }, { autoAccount }] =
    await Promise.all([
      import('../jobs/open.ts'),
      import('./progress-bar.ts'),
      import('./interrupt.ts'),
      import('../jobs/evaluate/tuned.ts'),
      import('./auto-account.ts'),
    ])
  const budget = await budgetOption(options)
  const tuned = await Promise.all((options.tuned ?? []).map(readTuned))
  const store = await openExistingStore(options.data)
  try {
    const asked = {
      store,
      dataDir: options.data,
      ...(options.holdoutDays !== undefined && { holdoutDays: options.holdoutDays }),
      ...(options.testShare !== undefined && { testShare: options.testShare }),
      seed: options.seed,
      onProgress: progressBar(),
      ...(config && { config }),
      ...(options.embeddings !== undefined && { embeddings: options.embeddings }),
      ...(options.seen && { seen: options.seen }),
      ...(options.models && { models: options.models }),
      ...(options.options && { options: options.options }),
      ...(options.metrics && { metrics: options.metrics }),
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.report !== undefined && { reportFile: options.report }),
    }
    const { drill } = options
    if (drill !== undefined) {
      const { evaluateDrill } = await import('../jobs/evaluate/evaluate-drill.ts')
      const drilled = await untilInterrupted((signal) => evaluateDrill({ ...asked, drill, signal }))
      if (options.json) process.stdout.write(`${JSON.stringify(drilled)}\n`)
      else process.stdout.write((await import('./drill-table.ts')).drillTable(drilled))
      return
    }
    const [{ evaluate }, { evaluationTable }] = await Promise.all([
      import('../jobs/evaluate/evaluate.ts'),
      import('./evaluation-table.ts'),
    ])
    const evaluation = await untilInterrupted((signal) =>
      evaluate({
        ...asked,
        ...(options.split !== undefined && { split: options.split as SplitKind }),
        tuned,
        signal,
        ...(options.folds !== undefined && { folds: options.folds }),
        ...(budget && { budget }),
        ...(options.learningCurve && { learningCurve: true }),
      }),
    )
    process.stdout.write(
      options.json ? `${JSON.stringify(evaluation)}\n` : evaluationTable(evaluation, process.stdout.columns ?? 120),
    )
    if (options.json) return
    if (evaluation.auto) process.stdout.write(autoAccount(evaluation.auto))
    if (evaluation.ratings) {
      const { ratingsTable } = await import('./ratings-table.ts')
      process.stdout.write(`\n${ratingsTable(evaluation.ratings)}`)
    }
  } finally {
    await store.close()
  }
}
