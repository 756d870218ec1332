import type { Command } from 'commander'
import { Fault, faults } from '../contract/fault.ts'
import type { Replay } from '../jobs/evaluate/replay.ts'
import { printFilesEvaluation } from './evaluate-files.ts'
import type { EvaluateOptions } from './evaluate-options.ts'

/** What a replay takes from the run and from nobody else. */
const ofRun = [
  'split',
  'holdoutDays',
  'testShare',
  'folds',
  'seen',
  'models',
  'options',
  'tuned',
  'metrics',
  'seed',
] as const

/** `osusume evaluate --replay RUN` */
export async function replayCommand(run: string, options: EvaluateOptions, command: Command): Promise<void> {
  for (const option of [...ofRun, 'drill', 'config', 'train', 'test', 'format'] as const)
    if (command.getOptionValueSource(option) === 'cli')
      throw new Fault('bad-request', `--${option}: a replay asks what the run asked, want it left away`)
  const [{ progressBar }, { untilInterrupted }] = await Promise.all([
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
  ])
  const also = {
    onProgress: progressBar(),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.report !== undefined && { reportFile: options.report }),
  }
  if (run.endsWith('.json')) {
    const { replayFiles } = await import('../jobs/evaluate/replay-files.ts')
    const again = await untilInterrupted((signal) => replayFiles(run, { ...also, signal }))
    await printFilesEvaluation(again, options.json)
    conclude(again.replay, options.json)
    return
  }
  const [{ openExistingStore }, { replay }, { evaluationTable }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/evaluate/replay.ts'),
    import('./evaluation-table.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    const again = await untilInterrupted((signal) => replay({ store, dataDir: options.data, run, signal, ...also }))
    process.stdout.write(
      options.json ? `${JSON.stringify(again)}\n` : evaluationTable(again, process.stdout.columns ?? 120),
    )
    conclude(again.replay, options.json)
  } finally {
    await store.close()
  }
}

/** Says whether it is the same, and leaves with an exit code when it is not. */
function conclude({ of, same, differs, changed }: Replay['replay'], json: boolean): void {
  const figures = [...differs.slice(0, 5), ...(differs.length > 5 ? [`and ${differs.length - 5} more figures`] : [])]
  const words = same
    ? `The same test and the same figures as ${of}.`
    : `Not what ${of} was: ${[...figures, ...changed].join('; ')}.`
  if (!json) process.stdout.write(`${words}\n`)
  if (!same) process.exitCode = faults.conflict.exit
}
