import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface Options extends SharedOptions {
  config?: string
  samples: boolean
  undo?: string
  redo?: string
}

export default function addPrepare(program: Command): void {
  withSharedOptions(program.command('prepare'))
    .description('clean what was imported, step by step, and keep the account; the log itself is not changed')
    .option('--config <file>', 'what you want otherwise, as JSON; docs/methods/prepare.md names every field')
    .option(
      '--undo <step>',
      'take a step back: what it took out or changed stands again, models built on it are marked',
    )
    .option('--redo <step>', 'let a step run again that was taken back')
    .option('--samples', 'print some of the rows each step took', false)
    .action(prepareCommand)
}

async function prepareCommand({ data, json, config, samples, undo, redo }: Options): Promise<void> {
  const said = [
    ['config', config],
    ['undo', undo],
    ['redo', redo],
  ].filter(([, value]) => value !== undefined)
  if (said.length > 1)
    throw new Fault('bad-request', `got ${said.map(([name]) => `--${name}`).join(' and ')}, want one of them`)
  const wanted = config === undefined ? undefined : await configFile(config)
  const [{ openExistingStore }, { prepare }, { progressBar }, { untilInterrupted }, { account }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/prepare/prepare.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('./prepare-account.ts'),
  ])
  const store = await openExistingStore(data)
  try {
    const report = await untilInterrupted((signal) =>
      prepare({
        store,
        dataDir: data,
        signal,
        onProgress: progressBar(),
        ...(wanted !== undefined && { config: wanted }),
        ...(undo !== undefined && { undo }),
        ...(redo !== undefined && { redo }),
      }),
    )
    process.stdout.write(
      json ? `${JSON.stringify(report)}\n` : account(report, { samples, width: process.stdout.columns ?? 100 }),
    )
  } finally {
    await store.close()
  }
}
