import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { SplitKind } from '../jobs/evaluate/shop-cut.ts'
import type { TuneOptions } from '../jobs/tuning/tune.ts'
import type { TuneFilesRequest } from '../jobs/tuning/tune-files.ts'
import { budgetOption } from './budget-option.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  model: string
  options?: Record<string, unknown>
  goal: string
  floor: { key: string; least: number }[]
  within: { key: string; share: number }[]
  method: TuneOptions['method']
  budget?: string
  trials?: number
  journal?: string
  html?: string
  fresh?: boolean
  allData?: boolean
  split?: SplitKind
  holdoutDays?: number
  seen?: 'exclude' | 'include'
  train?: string
  format?: string
  threads?: number
  seed: number
  config?: string
}

const splits = ['time', 'leave-last-out', 'last-basket', 'random', 'strong', 'sessions']
const formats = ['pairs', 'lightgcn', 'sessions', 'session-lines', 'baskets', 'sequence']

export default function addTune(program: Command): void {
  withSharedOptions(program.command('tune'))
    .description('search the options of a model on a part of train held out; what is killed goes on where it was')
    .requiredOption('--model <name>', 'whose options: ials, rp3beta, item-knn:bm25, blend, …')
    .option('--options <json>', 'options that are decided already; the others of its space are searched', jsonObject)
    .option('--goal <metric>', 'what is to be as large as possible', 'ndcg@10')
    .option('--floor <metric=least>', 'a metric that must not fall below a value: coverage@10=0.2', floor, [])
    .option('--within <metric=share>', 'a metric that may fall by a share of its best: ndcg@10=2%', within, [])
    .option('--method <name>', 'tpe, random or hyperband', oneOf('method', 'tpe', 'random', 'hyperband'), 'tpe')
    .option('--budget <time>', 'stop after 90s, 10m, 1.5h; 2m when not given')
    .option(
      '--trials <n>',
      'or after so many trials: then the machine’s speed has no say',
      wholeNumber('trials', 1, 100_000),
    )
    .option('--journal <file>', 'where finished trials are kept; DIR/tuning/tune-….ndjson when not given')
    .option('--html <file>', 'a page about the search: trial by trial, what mattered, option by option')
    .option('--fresh', 'begin anew, whatever the journal holds')
    .option(
      '--split <kind>',
      `what validation is like: ${splits.join(', ')}; as evaluate would cut when not given`,
      oneOf('split', ...splits),
    )
    .option(
      '--holdout-days <days>',
      'time, sessions: validation is so many days; 28, of a short history a fifth, when not given',
      Number,
    )
    .option('--all-data', 'look at what evaluate would test on too: for a model that goes live')
    .option('--seen <mode>', 'may a list hold what the customer had before', oneOf('seen', 'exclude', 'include'))
    .option('--train <file>', 'the training file of a published split instead of the shop')
    .option('--format <format>', `how it is laid out: ${formats.join(', ')}`, oneOf('format', ...formats))
    .option('--threads <n>', 'cores to use; all when not given', wholeNumber('threads', 1, 256))
    .option('--seed <n>', 'the same data, options and seed propose the same', wholeNumber('seed', 0, 2 ** 32 - 1), 1)
    .option('--config <file>', 'settings for prepare, as JSON')
    .action(tuneCommand)
}

async function tuneCommand(options: Options): Promise<void> {
  const [{ progressBar }, { untilInterrupted }, { tuneAccount }] = await Promise.all([
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('./tune-account.ts'),
  ])
  const budget = (await budgetOption(options)) ?? { seconds: 120 }
  const report = await untilInterrupted((signal) => {
    const request: TuneOptions = {
      model: options.model,
      objective: { goal: options.goal, floors: options.floor, within: options.within },
      method: options.method,
      budget,
      seed: options.seed,
      signal,
      onProgress: progressBar(),
      ...(options.options && { options: options.options }),
      ...(options.journal !== undefined && { journal: options.journal }),
      ...(options.html !== undefined && { html: options.html }),
      ...(options.fresh && { fresh: true }),
      ...(options.threads !== undefined && { threads: options.threads }),
    }
    return options.train === undefined ? onShop(options, request) : onFiles(options, request)
  })
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : tuneAccount(report))
}

async function onFiles({ train, format, seen }: Options, request: TuneOptions) {
  if (format === undefined) throw new Fault('bad-request', `--format: got none, want one of ${formats.join(', ')}`)
  const { tuneFiles } = await import('../jobs/tuning/tune-files.ts')
  return tuneFiles({
    ...request,
    train: train as string,
    format: format as TuneFilesRequest['format'],
    ...(seen && { seen }),
  })
}

async function onShop(options: Options, request: TuneOptions) {
  const config = options.config === undefined ? undefined : await configFile(options.config)
  const [{ openExistingStore }, { tuneShop }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/tuning/tune-shop.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    return await tuneShop({
      ...request,
      store,
      dataDir: options.data,
      ...(options.split !== undefined && { split: options.split }),
      ...(options.holdoutDays !== undefined && { holdoutDays: options.holdoutDays }),
      ...(options.seen && { seen: options.seen }),
      ...(options.allData && { all: true }),
      ...(config && { config }),
    })
  } finally {
    await store.close()
  }
}

const oneOf =
  (option: string, ...possible: string[]) =>
  (text: string): string =>
    possible.includes(text) ? text : refuse(option, text, possible.join(', '))

function floor(text: string, before: { key: string; least: number }[]): { key: string; least: number }[] {
  const [, key = '', number] = text.match(/^([^=]+)=(-?[\d.]+)$/) ?? []
  const least = Number(number)
  return Number.isFinite(least)
    ? [...before, { key, least }]
    : refuse('floor', text, 'METRIC=NUMBER, e.g. coverage@10=0.2')
}

function within(text: string, before: { key: string; share: number }[]): { key: string; share: number }[] {
  const [, key = '', number, percent] = text.match(/^([^=]+)=([\d.]+)(%?)$/) ?? []
  const share = Number(number) / (percent ? 100 : 1)
  return share >= 0 && share < 1
    ? [...before, { key, share }]
    : refuse('within', text, 'METRIC=SHARE below 1, e.g. ndcg@10=2%')
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // said below
  }
  return refuse('options', text, `a JSON object, e.g. '{"dim":64}'`)
}

function refuse(option: string, got: string, want: string): never {
  throw new Fault('bad-request', `--${option}: got "${got.slice(0, 60)}", want ${want}`)
}
