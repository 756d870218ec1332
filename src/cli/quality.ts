import type { Command } from 'commander'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface Options extends SharedOptions {
  mapping?: string
  preset?: string
  report?: string
  samples: boolean
}

export default function addQuality(program: Command): void {
  withSharedOptions(program.command('quality'))
    .description('look at raw data: what is wrong with it, what that costs and what to do; nothing is changed')
    .argument('[file]', 'CSV, TSV, JSONL or Parquet, plain or .gz; the event log of the shop when not given')
    .option('--mapping <file>', 'what the columns are, as JSON; guessed from the columns when not given')
    .option('--preset <name>', 'a mapping that comes along (osusume import --list-presets names them)')
    .option('--report <file>', 'where the HTML page goes; quality-TIME.html here when not given')
    .option('--samples', 'print some of the rows of every finding', false)
    .addHelpText('after', examples)
    .action(qualityCommand)
}

const examples = `
Examples:
  osusume quality orders.csv               before anything is imported
  osusume quality --samples                what the shop has collected so far
  osusume quality orders.csv --json | jq '.checks[] | select(.severity == "error")'
`

async function qualityCommand(
  file: string | undefined,
  { data, json, mapping, preset, report, samples }: Options,
): Promise<void> {
  const [{ openExistingStore }, { inspectQuality }, { chooseMapping }, { progressBar }, { untilInterrupted }, account] =
    await Promise.all([
      import('../jobs/open.ts'),
      import('../jobs/quality/quality.ts'),
      import('../jobs/import/choose-mapping.ts'),
      import('./progress-bar.ts'),
      import('./interrupt.ts'),
      import('./quality-account.ts'),
    ])
  const given = chooseMapping({
    ...(preset !== undefined && { preset }),
    ...(mapping !== undefined && { mapping: await configFile(mapping), from: mapping }),
  })
  const store = file === undefined ? await openExistingStore(data) : undefined
  try {
    const found = await untilInterrupted((signal) =>
      inspectQuality({
        from: store ? { store } : { file: file as string, ...(given && { mapping: given }) },
        signal,
        onProgress: progressBar(),
        ...(report !== undefined && { reportFile: report }),
      }),
    )
    process.stdout.write(
      json
        ? `${JSON.stringify(found)}\n`
        : account.qualityAccount(found, { width: process.stdout.columns ?? 100, samples }),
    )
  } finally {
    await store?.close()
  }
}
