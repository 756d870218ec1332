import type { Command } from 'commander'
import { Fault, faults } from '../contract/fault.ts'
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
  for (const option of [...ofRun, 'config', 'train', 'test', 'format'] as const)
    if (command.getOptionValueSource(option) === 'cli')
      throw new Fault('bad-request', `--${option}: a replay asks what the run asked, want it left away`)
  const [{ openExistingStore }, { replay }, { progressBar }, { untilInterrupted }, { evaluationTable }] =
    await Promise.all([
      import('../jobs/open.ts'),
      import('../jobs/replay.ts'),
      import('./progress-bar.ts'),
      import('./interrupt.ts'),
      import('./evaluation-table.ts'),
    ])
  const store = await openExistingStore(options.data)
  try {
    const again = await untilInterrupted((signal) =>
      replay({
        store,
        dataDir: options.data,
        run,
        signal,
        onProgress: progressBar(),
        ...(options.threads !== undefined && { threads: options.threads }),
        ...(options.report !== undefined && { reportFile: options.report }),
      }),
    )
    const { of, same, differs, changed } = again.replay
    const words = same
      ? `The same test and the same figures as ${of}.`
      : `Not what ${of} was: ${[...differs.slice(0, 5), ...(differs.length > 5 ? [`and ${differs.length - 5} more figures`] : []), ...changed].join('; ')}.`
    process.stdout.write(
      options.json
        ? `${JSON.stringify(again)}\n`
        : `${evaluationTable(again, process.stdout.columns ?? 120)}${words}\n`,
    )
    if (!same) process.exitCode = faults.conflict.exit
  } finally {
    await store.close()
  }
}
