import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { configFile } from './config-file.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  split: string
  holdoutDays: number
  seen?: 'exclude' | 'include'
  models?: string[]
  options?: Record<string, Record<string, unknown>>
  metrics?: string[]
  threads?: number
  seed: number
  config?: string
  report?: string
  train?: string
  test?: string
  format?: string
}

/** Options that mean something for our own cut only, and for files only. */
const ofShop = ['config', 'holdoutDays', 'split'] as const
const formats = 'pairs, lightgcn, sessions, session-lines, baskets, sequence'

export default function addEvaluate(program: Command): void {
  withSharedOptions(program.command('evaluate'))
    .description('train on the past, test on what came after: which model is really better, and how sure is that?')
    .option('--split <kind>', 'how the data is cut: time', oneOf('split', 'time'), 'time')
    .option('--holdout-days <days>', 'the last so many days are the test', days, 28)
    .option(
      '--seen <mode>',
      'may a list hold what the customer had before: exclude or include; by default excluded, but not in sessions and baskets',
      oneOf('seen', 'exclude', 'include'),
    )
    .option(
      '--models <list>',
      'separated by commas; popular,item-knn:tfidf,item-knn:bm25,ials when not given',
      words('models'),
    )
    .option('--options <json>', `by model, e.g. '{"ials":{"dim":64}}'`, optionsByModel)
    .option('--metrics <list>', 'e.g. ndcg@10,recall@20; every metric at 5, 10 and 20 when not given', words('metrics'))
    .option('--threads <n>', 'cores to use; all when not given', wholeNumber('threads', 1, 256))
    .option(
      '--seed <n>',
      'the same data, options and seed give the same figures',
      wholeNumber('seed', 0, 2 ** 32 - 1),
      1,
    )
    .option('--config <file>', 'settings for prepare, as JSON')
    .option('--report <file>', 'where the HTML report goes; DIR/reports/evaluate-TIME.html when not given')
    .option('--train <file>', 'a published split instead of the shop: learn from this file (plain or .gz)')
    .option('--test <file>', 'and be tested on this one; sequence may do without: then the last of each is held out')
    .option('--format <format>', `how both are laid out: ${formats}`, oneOf('format', ...formats.split(', ')))
    .addHelpText('after', examples)
    .action((options: Options, command: Command) =>
      options.train === undefined && options.test === undefined && options.format === undefined
        ? evaluateCommand(options)
        : evaluateFilesCommand(options, command),
    )
}

const examples = `
Examples:
  osusume evaluate --models item-knn:bm25,ials --holdout-days 14
  osusume evaluate --train train.txt.gz --test test.txt.gz --format lightgcn --metrics recall@20,ndcg@20

Formats:
  pairs          TSV or CSV: user, item[, value[, time]], with or without a header
  lightgcn       user item item … a line
  sessions       TSV or CSV with a header naming SessionId, ItemId and Time; every beginning of a session is a question
  session-lines  one session of item ids a line; the test: prefix TAB target
  baskets        JSON {"user": [[item, …], …]}, or a table with the columns user, basket and item
  sequence       user item a line, in the order of time
`

async function evaluateFilesCommand(options: Options, command: Command): Promise<void> {
  const { train, test, format } = options
  if (train === undefined) throw new Fault('bad-request', '--train: got none, want the file to learn from')
  if (format === undefined) throw new Fault('bad-request', `--format: got none, want one of ${formats}`)
  for (const option of ofShop)
    if (command.getOptionValueSource(option) === 'cli')
      throw new Fault(
        'bad-request',
        `--${option === 'holdoutDays' ? 'holdout-days' : option}: a split from files needs none, want it left away`,
      )
  const [{ evaluateFiles }, { progressBar }, { untilInterrupted }, { evaluationTable }] = await Promise.all([
    import('../jobs/evaluate-files.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
    import('./evaluation-table.ts'),
  ])
  const evaluation = await untilInterrupted((signal) =>
    evaluateFiles({
      train,
      format: format as Parameters<typeof evaluateFiles>[0]['format'],
      seed: options.seed,
      signal,
      onProgress: progressBar(),
      ...(test !== undefined && { test }),
      ...(options.seen && { seen: options.seen }),
      ...(options.models && { models: options.models }),
      ...(options.options && { options: options.options }),
      ...(options.metrics && { metrics: options.metrics }),
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.report !== undefined && { reportFile: options.report }),
    }),
  )
  process.stdout.write(
    options.json ? `${JSON.stringify(evaluation)}\n` : evaluationTable(evaluation, process.stdout.columns ?? 120),
  )
}

async function evaluateCommand(options: Options): Promise<void> {
  const config = options.config === undefined ? undefined : await configFile(options.config)
  const [{ openExistingStore }, { evaluate }, { progressBar }, { untilInterrupted }, { evaluationTable }] =
    await Promise.all([
      import('../jobs/open.ts'),
      import('../jobs/evaluate.ts'),
      import('./progress-bar.ts'),
      import('./interrupt.ts'),
      import('./evaluation-table.ts'),
    ])
  const store = await openExistingStore(options.data)
  try {
    const evaluation = await untilInterrupted((signal) =>
      evaluate({
        store,
        dataDir: options.data,
        holdoutDays: options.holdoutDays,
        seed: options.seed,
        signal,
        onProgress: progressBar(),
        ...(config && { config }),
        ...(options.seen && { seen: options.seen }),
        ...(options.models && { models: options.models }),
        ...(options.options && { options: options.options }),
        ...(options.metrics && { metrics: options.metrics }),
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

const oneOf =
  (option: string, ...possible: string[]) =>
  (text: string): string =>
    possible.includes(text) ? text : refuse(option, text, possible.join(' or '))

function days(text: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text)
  return n > 0 && n <= 36_500 ? n : refuse('holdout-days', text, 'a number above 0, at most 36500')
}

const words =
  (option: string) =>
  (text: string): string[] => {
    const found = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
    return found.length > 0 ? found : refuse(option, text, 'names separated by commas')
  }

function optionsByModel(text: string): Record<string, Record<string, unknown>> {
  const want = `a JSON object with an object for each model, e.g. {"ials":{"dim":64}}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    refuse('options', text, want)
  }
  if (!isObject(value) || !Object.values(value).every(isObject)) refuse('options', text, want)
  return value as Record<string, Record<string, unknown>>
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refuse(option: string, got: string, want: string): never {
  throw new Fault('bad-request', `--${option}: got "${got.slice(0, 60)}", want ${want}`)
}
