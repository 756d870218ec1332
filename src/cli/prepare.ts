import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  config?: string
  samples: boolean
  undo?: string
  redo?: string
  quarantine: boolean
  steps: boolean
  release?: string[]
  unrelease?: string[]
  dryRun: boolean
  limit: number
}

export default function addPrepare(program: Command): void {
  withSharedOptions(program.command('prepare'))
    .description('clean what was imported, step by step, and keep the account; the log itself is not changed')
    .option('--config <file>', 'what you want otherwise, as JSON; docs/methods/prepare.md names every field')
    .option(
      '--undo <step>',
      'take a step back: what it took out or changed stands again, models built on it are marked',
    )
    .option('--steps', 'every step: what it does and why, and what it goes by; nothing is prepared', false)
    .option('--redo <step>', 'let a step run again that was taken back')
    .option('--quarantine', 'who is set aside (machines, staff, test orders), for what; nothing is prepared', false)
    .option('--release <who...>', 'a person after all: a customer, visitor:ID or order:ID that is in quarantine')
    .option('--unrelease <who...>', 'judge somebody again who was released')
    .option('--dry-run', 'with --undo, --redo, --release, --unrelease: only say what it would do', false)
    .option('--samples', 'print some of the rows each step took', false)
    .option('--limit <n>', 'with --quarantine: at most so many', wholeNumber('limit', 1, 1_000_000), 20)
    .action(prepareCommand)
}

async function prepareCommand(options: Options): Promise<void> {
  const { data, json, config, samples, undo, redo, release, unrelease } = options
  const said = Object.entries({
    config,
    undo,
    redo,
    release,
    unrelease,
    quarantine: options.quarantine || undefined,
    steps: options.steps || undefined,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`)
  if (said.length > 1) throw new Fault('bad-request', `got ${said.join(' and ')}, want one of them`)
  if (options.steps) return tellSteps(options)
  if (options.quarantine || options.dryRun) return look(options)
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
        ...(release !== undefined && { release }),
        ...(unrelease !== undefined && { unrelease }),
      }),
    )
    process.stdout.write(
      json ? `${JSON.stringify(report)}\n` : account(report, { samples, width: process.stdout.columns ?? 100 }),
    )
  } finally {
    await store.close()
  }
}

/** What every step does, and what it goes by: the defaults where nothing is stored yet. */
async function tellSteps({ data, json }: Options): Promise<void> {
  const [{ existsSync }, { openExistingStore }, { stepsOf }, { stepsAccount }] = await Promise.all([
    import('node:fs'),
    import('../jobs/open.ts'),
    import('../jobs/prepare/steps-of.ts'),
    import('./steps-account.ts'),
  ])
  const store = existsSync(data) ? await openExistingStore(data) : undefined
  try {
    const told = await stepsOf(store)
    process.stdout.write(json ? `${JSON.stringify(told)}\n` : stepsAccount(told, process.stdout.columns ?? 100))
  } finally {
    await store?.close()
  }
}

/** Who is in quarantine, or what a change would do: nothing is prepared. */
async function look({ data, json, quarantine, undo, redo, release, unrelease, limit }: Options): Promise<void> {
  const [{ openExistingStore }, { quarantineOf }, { effectsOf, oneChange }, { quarantineAccount }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/prepare/quarantine-of.ts'),
    import('../jobs/prepare/effects-of.ts'),
    import('./quarantine-account.ts'),
  ])
  const store = await openExistingStore(data)
  try {
    if (quarantine) {
      const found = await quarantineOf(store, data, { limit })
      process.stdout.write(
        json ? `${JSON.stringify(found)}\n` : quarantineAccount(found, process.stdout.columns ?? 100),
      )
      return
    }
    const asked = [
      ...(undo === undefined ? [] : [{ undo }]),
      ...(redo === undefined ? [] : [{ redo }]),
      ...(release ?? []).map((release) => ({ release })),
      ...(unrelease ?? []).map((unrelease) => ({ unrelease })),
    ]
    if (asked.length === 0) oneChange({})
    const effects = []
    for (const change of asked) effects.push(await effectsOf(store, data, oneChange(change)))
    process.stdout.write(json ? `${JSON.stringify({ effects })}\n` : effects.map(({ says }) => `${says}\n`).join(''))
  } finally {
    await store.close()
  }
}
